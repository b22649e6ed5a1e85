"""Which documents are served where: names, addresses and prefixes, made from the words of a command line."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from ...openapi.documents import STDIN, ReadPolicy, is_remote
from ...openapi.errors import OptionError
from .apis import Api, Apis, bundled_folder, choose_bundled, load_api
from .prefixes import read_prefix

SUFFIXES = (".yaml", ".yml", ".json")
_HEAD = 64 * 1024  # characters in which a document must say what it is, when a folder is searched
_VERSION = re.compile(r"""^\s*\{?\s*["']?(?:openapi|swagger)["']?\s*:""", re.MULTILINE)


@dataclass(frozen=True)
class Mount:
    """One document, and where it is served."""

    name: str  # "pets", of pets.yaml
    address: Path | str  # a file, an http(s) address or "-"
    prefix: str  # "/pets"; empty: at the root
    fixtures: Path | None = None  # the folder that makes it a sandbox; it need not exist

    def load(self, policy: ReadPolicy, *, is_stateless: bool = False) -> Api:
        """The API, ready to respond. Raises `DocumentError` or `FixtureError` if it cannot be served."""
        return load_api(
            self.name, self.address, self.fixtures, prefix=self.prefix, policy=policy, is_stateless=is_stateless
        )


def plan_bundled(names: Sequence[str] = ()) -> tuple[Mount, ...]:
    """A mount for each bundled API of those names, or for all. Raises `OptionError` for an unknown name."""
    specs, fixtures = bundled_folder("specs"), bundled_folder("fixtures")
    return tuple(Mount(name, specs / f"{name}.yaml", f"/{name}", fixtures / name) for name in choose_bundled(names))


def plan_mounts(
    words: Sequence[str],
    assignments: Sequence[str] = (),
    fixtures: Path | None = None,
    known: Collection[Path] = (),
) -> tuple[Mount, ...]:
    """A mount for every document that `words` name: files, folders, http(s) addresses or `-`.

    1. `--mount NAME=/prefix` decides.
    2. A single document is served at the root.
    3. Several are served under their names: pets.yaml under /pets.

    `fixtures` has a folder of the same name for each. Files that are `known` to be documents count as documents even
    if they do not look like one at the moment.
    """
    addresses = find_documents(words, known)
    mounts = [Mount(_name(address), address, "") for address in addresses]
    if len(mounts) > 1:
        mounts = [replace(mount, prefix=f"/{mount.name}") for mount in mounts]
    for assignment in assignments:
        name, prefix = _split_assignment(assignment)
        found = [n for n, mount in enumerate(mounts) if name in (mount.name, str(mount.address))]
        if len(found) != 1:
            names = ", ".join(dict.fromkeys(mount.name for mount in mounts))
            trouble = "several documents have this name; name the file" if found else f"there are: {names}"
            raise OptionError(f"--mount {assignment}: {name!r} is not the name of one document; {trouble}")
        if prefix is None:
            raise OptionError(f"--mount {assignment}: a prefix is like /pets or /v2/pets, and not below /_mock or /_w")
        mounts[found[0]] = replace(mounts[found[0]], prefix=prefix)
    named = _with_names(mounts)
    return tuple(replace(mount, fixtures=fixtures / mount.name) for mount in named) if fixtures else named


def _split_assignment(text: str) -> tuple[str, str | None]:
    """The name and the prefix of `NAME=/prefix`, either of which may hold more equals signs."""
    name, found, rest = text.partition("=/")
    return (name, read_prefix(f"/{rest}")) if found else (text.partition("=")[0], None)


def find_documents(words: Sequence[str], known: Collection[Path] = ()) -> list[Path | str]:
    """The address of every document that `words` name; those of a folder in alphabetical order."""
    return [address for word in words for address in _addresses(word, known)]


def list_candidates(folder: Path) -> list[Path]:
    """The files of a folder whose names may be those of documents."""
    return [file for file in sorted(folder.iterdir()) if file.suffix in SUFFIXES]


def iter_clashes(apis: Apis) -> Iterator[str]:
    """A sentence for every two APIs that publish one host name and have an operation in common."""
    for first, second in combinations(apis, 2):
        hosts = sorted(set(first.hosts) & set(second.hosts))
        same = _first_in_common(first, second) if hosts else None
        if same is not None:
            yield (
                f"{same} of {hosts[0]} is in {first.document.name} and in {second.document.name}; "
                f"there {first.document.name} is served, and {second.document.name} under {second.prefix or '/'}"
            )


def _first_in_common(first: Api, second: Api) -> str | None:
    known = {(operation.method, _shape(operation.path)) for operation in first.operations}
    return next((str(op) for op in second.operations if (op.method, _shape(op.path)) in known), None)


def _shape(path: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _addresses(word: str, known: Collection[Path]) -> list[Path | str]:
    if word == STDIN or is_remote(word):
        return [word]
    folder = Path(word)
    if not folder.is_dir():
        return [folder]
    files: list[Path | str] = [file for file in list_candidates(folder) if file in known or _is_document(file)]
    if not files:
        raise OptionError(f"the folder {word} holds no OpenAPI document ({', '.join(SUFFIXES)})")
    return files


def _is_document(file: Path) -> bool:
    """Whether a file says that it is an OpenAPI document. A file that is only referenced does not."""
    if not file.is_file():  # a folder, or a pipe, whose opening may never end
        return False
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as stream:
            return _VERSION.search(stream.read(_HEAD)) is not None
    except OSError:  # a file that was deleted meanwhile
        return False


def _name(address: Path | str) -> str:
    """A name that is a path segment and not reserved: `café.yaml` is cafe, `_mock.yaml` is mock."""
    if address == STDIN:
        return "stdin"
    if isinstance(address, Path):
        stem = address.stem
    else:
        split = urlsplit(address)
        stem = PurePosixPath(split.path).stem or split.hostname or ""
    return _plain(stem) or "api"


def _plain(text: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return re.sub(r"[^\w.~-]+", "-", plain, flags=re.ASCII).strip("-._")


def _with_names(mounts: list[Mount]) -> tuple[Mount, ...]:
    """The mounts with unique names. Raises `OptionError` if two have the same prefix."""
    prefixes: dict[str, Mount] = {}
    names: dict[str, Mount] = {}
    shared = Counter(mount.name for mount in mounts)
    for mount in mounts:
        other = prefixes.setdefault(mount.prefix, mount)
        if other is not mount:
            places = f"{other.address} and {mount.address}"
            raise OptionError(
                f"two documents would be served under {mount.prefix or '/'}: {places}; --mount NAME=/prefix moves one"
            )
        name = mount.name
        if shared[name] > 1:
            name = _plain(unquote(mount.prefix)) or f"{name}-root"
        while name in names:
            name += "-2"
        names[name] = replace(mount, name=name)
    return tuple(names.values())
