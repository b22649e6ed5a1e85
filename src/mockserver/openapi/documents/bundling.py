"""A document and the files it references, as one tree.

The content of each other file becomes `/x-mockserver-files/0`, `/1`, …, and each `$ref` to it a pointer, as in a
document of one file. A `$ref` to a file that may not or cannot be read is kept as its author wrote it, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..errors import DocumentError
from ..pointers import escape, parent_of
from .keywords import has_names, is_data
from .roots import Root
from .sources import Source, file_of, is_remote, join_address, read_address
from .text.cache import parse_cached
from .text.parsing import parse_document

FILES = "x-mockserver-files"  # as `keywords.OURS` says
ORIGINS = 1_000  # replaced references that a piece may be behind

_HINTS = (  # two, because a pattern that begins with a literal text is found faster
    re.compile(r"""\$ref["']?\s*:\s*["']?[^#"'\s]"""),
    re.compile(r"\.(?:ya?ml|json)\b"),
)


@dataclass(frozen=True)
class ReadPolicy:
    """How a document may be read."""

    outside: bool = False  # follow references to files beyond the border (`roots.find_border`)
    remote: bool = False  # follow references to http(s) addresses
    cached: bool = False  # keep parsed files in the cache

    def parse(self, text: str, file: Path | str) -> Any:
        """Return the content of a text. Raises `DocumentError` if it is not YAML or JSON."""
        return parse_cached(text, file, parse_document) if self.cached else parse_document(text, file)


@dataclass(frozen=True)
class Bundle:
    """A document and the files it references, as one tree."""

    content: dict[str, Any]
    sources: tuple[Source, ...]  # the document's own, then those of /x-mockserver-files/0, /1, …
    refused: dict[str, str] = field(default_factory=dict)  # pointer of an object -> why its `$ref` is not followed
    # pointer of an object whose `$ref` names an anchor of another file -> the `$ref`, that file's pointer, the anchor
    named: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    looked_at: frozenset[str] = frozenset()  # paths and addresses of all referenced files, readable or not
    unread: dict[str, DocumentError] = field(default_factory=dict)  # those that cannot be read, and why
    expanded: tuple[str, ...] = ()  # pointers of objects behind a `$ref` that `expanding` replaced
    origins: dict[str, str] = field(default_factory=dict)  # pointer of a part of such an object -> where it is written

    def origin(self, pointer: str) -> str:
        """Return the pointer where a piece of the tree is written, which may be behind replaced references."""
        if not self.origins:
            return pointer
        for _ in range(ORIGINS):
            at = pointer
            while at and at not in self.origins:
                at = parent_of(at)
            if not at:
                break
            pointer = self.origins[at] + pointer[len(at) :]
        return pointer

    def locate(self, pointer: str) -> tuple[Source, str]:
        """Return the file that a piece of the tree comes from, and its pointer there."""
        pointer = self.origin(pointer)
        if not pointer.startswith(f"/{FILES}/"):
            return self.sources[0], pointer
        index, slash, rest = pointer[len(FILES) + 2 :].partition("/")
        return self.sources[int(index) + 1], slash + rest


def bundle(content: dict[str, Any], source: Source, policy: ReadPolicy) -> Bundle:
    """Make every reference of a document local, as far as `policy` allows."""
    if not any(hint.search(source.text) for hint in _HINTS):
        return Bundle(content, (source,))
    bundler = _Bundler(content, source, policy)
    whole = bundler.copy_all()
    looked_at = frozenset(bundler.looked_at)
    return Bundle(whole, tuple(bundler.sources), bundler.refused, bundler.named, looked_at, bundler.unread)


class ReferenceRefused(Exception):
    """Raised with the reason why a reference is not followed: a sentence with `{ref}` for its text."""


class _Bundler:
    def __init__(self, content: dict[str, Any], source: Source, policy: ReadPolicy) -> None:
        self.policy = policy
        self.sources = [source]
        self.contents: list[Any] = [content]
        self.refused: dict[str, str] = {}
        self.known = {source.address: 0}  # address -> number of its source
        self.unread: dict[str, DocumentError] = {}
        self.named: dict[str, tuple[str, str, str]] = {}
        self.looked_at: set[str] = set()
        self.root = Root.of(source)

    def copy_all(self) -> dict[str, Any]:
        """Return the root with every other file below it. Copying one file may read more."""
        copies = [self._copy(self.contents[0], 0, "")]
        while len(copies) < len(self.contents):
            number = len(copies)
            copies.append(self._copy(self.contents[number], number, _home(number)))
        root: dict[str, Any] = copies[0]
        return {**root, FILES: {str(n): copy for n, copy in enumerate(copies[1:])}} if len(copies) > 1 else root

    def _copy(self, value: Any, number: int, pointer: str, *, names: bool = False) -> Any:
        """Return a value of source `number` with local references. With `names` its keys are names, not keywords."""
        if isinstance(value, list):
            return [self._copy(item, number, f"{pointer}/{index}") for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        copied: dict[str, Any] = {}
        for key, part in value.items():
            if key == "$ref" and isinstance(part, str):  # also among names: a property of that name is a schema
                copied[key] = self._localize(part, number, pointer)
            elif not names and key == "mapping" and isinstance(part, dict):
                copied[key] = {name: self._localize_name(target, number, pointer) for name, target in part.items()}
            elif not names and is_data(key, part) and not (number and pointer == _home(number)):
                copied[key] = part  # but at the root of another file, a key may be the name of a component
            else:
                inner = not names and has_names(key)
                copied[key] = self._copy(part, number, f"{pointer}/{escape(key)}", names=inner)
        return copied

    def _localize_name(self, target: Any, number: int, pointer: str) -> Any:
        """Make a value of a discriminator's `mapping` local, unless it is a schema's name (OpenAPI 3.1.1 §4.8.25.1)."""
        is_reference = isinstance(target, str) and re.search(r"#|\.(?:ya?ml|json)$", target)
        return self._localize(target, number, pointer) if is_reference else target

    def _localize(self, ref: str, number: int, pointer: str) -> str:
        address, _, fragment = ref.partition("#")
        if not address and number == 0:
            return ref
        try:
            target = self._find(address, number) if address else number
        except ReferenceRefused as reason:
            self.refused[pointer] = str(reason).replace("{ref}", repr(ref))
            return ref
        if fragment and not fragment.startswith("/"):
            self.named[pointer] = (ref, _home(target), fragment)
            return ref
        return f"#{_home(target)}{fragment}"

    def _find(self, reference: str, number: int) -> int:
        """Return the number of the source that a reference of source `number` refers to, reading it if it is new."""
        base, content = self.sources[number], self.contents[number]
        own = content.get("$self") if isinstance(content, dict) else None
        if isinstance(own, str):
            if join_address(own, reference) == own:
                return number
            reference = _beside(own, reference, base)
        address, name = find_address(reference, base, self.root, self.policy)
        self.looked_at.add(address)
        if not is_remote(address):  # the path as written may contain links, which may change
            self.looked_at.add(str(Path(base.address).parent / unquote(reference)))
        if address not in self.known and address not in self.unread:
            self._read(address, name)
        if address in self.unread:
            raise ReferenceRefused(f"the $ref {{ref}} is not readable: {self.unread[address]}")
        return self.known[address]

    def _read(self, address: str, name: str) -> None:
        try:
            text = read_address(address, name)
            content = self.policy.parse(text, file_of(name))
        except DocumentError as reason:
            self.unread[address] = reason
            return
        if content is None:
            self.unread[address] = DocumentError("is empty", file=file_of(name))
        else:
            self.known[address] = len(self.sources)
            self.sources.append(Source(name, text, address))
            self.contents.append(content)


def _beside(own: str, reference: str, base: Source) -> str:
    """Resolve a reference of a document whose `$self` is `own` (OpenAPI 3.2.0 §4.1.2.2.1).

    Files of one local folder may have been written for the web: `https://a.example/pets.yaml` beside
    `https://a.example/openapi.yaml` is pets.yaml beside the file, if there is one.
    """
    if base.is_remote:
        return join_address(own, reference)
    folder = join_address(own, ".")
    inside = unquote(reference.removeprefix(folder)) if is_remote(folder) and reference.startswith(folder) else ""
    return inside if inside and Path(base.address).parent.joinpath(inside).is_file() else reference


def find_address(reference: str, base: Source, root: Root, policy: ReadPolicy) -> tuple[str, str]:
    """Return the absolute path or address that a reference below `base` has, and its name in messages.

    Raises `ReferenceRefused` if it may not be followed.
    """
    if base.is_remote:
        reference = join_address(base.address, reference)
    if is_remote(reference):
        if not policy.remote:
            raise ReferenceRefused("the $ref {ref} leads to the web; --allow-remote-refs allows that")
        return reference, reference
    if not base.address:
        raise ReferenceRefused("the $ref {ref} leaves the document, which is not in a folder")
    path = _path(reference, base)
    inside = root.contains(path)
    if not inside and not policy.outside:
        raise ReferenceRefused(f"the $ref {{ref}} leads outside {root.border_name}; --allow-refs-outside allows that")
    return str(path), root.name_of(path) if inside else str(path)


def _path(reference: str, base: Source) -> Path:
    try:
        split = urlsplit(reference)
    except ValueError as reason:
        raise ReferenceRefused(f"the $ref {{ref}} is not an address: {reason}") from None
    if len(split.scheme) > 1 and split.scheme != "file":  # a scheme of one letter is a drive
        raise ReferenceRefused(f"the $ref {{ref}} has the scheme {split.scheme!r}; files, http and https are read")
    text = split.path if split.scheme == "file" else reference
    try:
        return (Path(base.address).resolve().parent / unquote(text)).resolve()
    except (OSError, ValueError, RuntimeError) as reason:  # a link to itself, a null byte
        raise ReferenceRefused(f"the $ref {{ref}} is not a path: {reason}") from None


def _home(number: int) -> str:
    """Return the pointer of a source in the tree."""
    return f"/{FILES}/{number - 1}" if number else ""


def iter_references(content: Any) -> Iterator[tuple[str, str]]:
    """Yield every `$ref` of a tree and the pointer of the object it is in. Examples and other data are skipped."""
    pending: list[tuple[str, Any, bool]] = [("", content, False)]
    while pending:
        pointer, value, names = pending.pop()
        if isinstance(value, list):
            pending += [(f"{pointer}/{index}", part, False) for index, part in enumerate(value) if _nests(part)]
        elif isinstance(value, dict):
            if not names and isinstance(value.get("$ref"), str):
                yield pointer, value["$ref"]
            for key, part in value.items():
                if _nests(part) and (names or not is_data(key, part)):
                    pending.append((f"{pointer}/{escape(key)}", part, not names and has_names(key)))


def _nests(value: Any) -> bool:
    return isinstance(value, (dict, list))
