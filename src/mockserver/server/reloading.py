"""`--reload`: what is saved is served within a second; what is broken is said, and the last good state goes on.

One daemon thread looks at the files ten times a second. It loads what has changed beside the running server and then
swaps it in, in one step that no request can see the middle of. Addresses of the web and standard input are not watched.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ..engine.apis.apis import Api, Apis, Misfit
from ..engine.apis.mounts import Mount, list_candidates
from ..engine.engine import Engine
from ..openapi.documents import STDIN, Document
from ..openapi.errors import MockserverError

INTERVAL = 0.1  # seconds between two looks
CALM = 1  # looks without another change after which a change is taken up: editors write in several steps
ABSENCE = 7  # the same where a file has vanished, because some editors remove it before they write it anew
RESTLESS = 10  # looks after which a change is taken up even though more are coming
SHOWN = 3  # files named in one line
_RACE = 20_000_000  # nanoseconds by which a file may have been changed later than its time says

Stamps = dict[Path, tuple[int, int, int] | None]
"""For each file when it was changed, in nanoseconds, its size and its inode; `None` where there is none."""


@dataclass(frozen=True)
class Setup:
    """What a command line says about the documents to be served."""

    plan: Callable[[Collection[Path]], Sequence[Mount]]  # given the files that are known to be documents
    load: Callable[[Mount], Api]
    folders: Sequence[Path]  # of which every document is served, whatever comes or goes
    switches: Callable[[Apis], dict[str, str]]  # the first values of all switches
    judge: Callable[[Iterable[Api]], None] | None  # tells of findings; `OptionError` where they are fatal


@dataclass(frozen=True)
class _Served:
    """An API, and the files it was made of as they were then."""

    api: Api
    stamps: Stamps


class Reloader:
    """Keeps an engine up to date with the files it was made from."""

    def __init__(
        self, engine: Engine, setup: Setup, *, say: Callable[[str], None], warn: Callable[[str], None]
    ) -> None:
        self._engine = engine
        self._setup = setup
        self._say = say
        self._warn = warn
        self._served: dict[Mount, _Served] = {}
        self._failed: dict[str, tuple[Mount, Stamps]] = {}  # by name: what could not be loaded, of which files
        self._known: Stamps = {}  # as they were when they were last taken up
        self._seen: Stamps = {}  # as they were at the last look
        self._calm = self._restless = 0  # looks since the last change, and since the first

    def start(self, mounts: Sequence[Mount], began: int) -> None:
        """Watch the files of what the engine serves; `began` is the `time.time_ns()` at which loading it began."""
        for mount in mounts:
            if isinstance(mount.address, str):
                what = "standard input" if mount.address == STDIN else mount.address
                self._warn(f"{what} is not watched; files and folders are")
        self._served = {
            mount: _Served(api, _stamps_after_loading(mount, api, {}, began))
            for mount, api in zip(mounts, self._engine.apis, strict=True)
        }
        self._remember({})
        threading.Thread(target=self._watch, name="mockserver-reload", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(INTERVAL)
            try:
                self.look()
            except Exception as mistake:  # noqa: BLE001 - whatever it was, the next save may be better
                self._warn(f"reloading failed with {type(mistake).__name__}: {mistake}")

    def look(self) -> None:
        """Look at all files once, and take up what has changed when it has come to rest."""
        now = self._take_stamps()
        if now == self._known:
            self._calm = self._restless = 0
        else:
            self._restless += 1
            self._calm = self._calm + 1 if now == self._seen else 0
            has_vanished = any(stamp and not now.get(file) for file, stamp in self._known.items())
            if self._calm >= (ABSENCE if has_vanished else CALM) or self._restless >= RESTLESS:
                self._calm = self._restless = 0
                self._take_up(now)
                self._remember(now)
        self._seen = now

    def _take_stamps(self) -> Stamps:
        files = {file for mount, served in self._served.items() for file in _iter_files(mount, served.api)}
        for folder in self._setup.folders:
            files.update(_candidates(folder))
        return {file: _stamp(file) for file in files}

    def _remember(self, now: Stamps) -> None:
        """What is known of the files: how they were before the loading, which may have brought new ones."""
        known = {**now}
        for served in self._served.values():
            known |= {file: stamp for file, stamp in served.stamps.items() if file not in now}
        self._known = {file: known.get(file) for file in self._take_stamps()}

    def _take_up(self, now: Stamps) -> None:
        try:
            served, lines = self._load(now)
            if not lines:
                return
            apis = Apis(each.api for each in served.values())
            before = {id(each.api) for each in self._served.values()}
            if self._setup.judge is not None:
                self._setup.judge(api for api in apis if id(api) not in before)
            misfits = self._engine.replace(apis, self._setup.switches(apis))
        except MockserverError as reason:
            self._warn(f"nothing is reloaded: {reason}")
            return
        self._served = served
        self._say("; ".join(lines))
        for line in _describe_misfits(misfits):
            self._say(line)

    def _load(self, now: Stamps) -> tuple[dict[Mount, _Served], list[str]]:
        """What is to be served from now on, and what is new about it; a document that cannot be stays as it was."""
        before = {mount.name: mount for mount in self._served}
        served: dict[Mount, _Served] = {}
        lines: list[str] = []
        for mount in self._setup.plan([m.address for m in self._served if isinstance(m.address, Path)]):
            old = before.pop(mount.name, None)
            changed = sorted(self._changed(old, now)) if old else []
            if old == mount and not changed:
                served[mount] = self._served[mount]
            elif (loaded := self._load_one(mount, old, now)) is not None:
                served[mount] = loaded
                lines.append(_describe_load(loaded.api, changed, is_new=old is None))
            elif old is not None:
                served[old] = self._served[old]
        lines += [f"{name} is served no more" for name in before]
        return served, lines

    def _load_one(self, mount: Mount, old: Mount | None, now: Stamps) -> _Served | None:
        """The API of a mount; `None` when it cannot be, which is said once for each state of its files."""
        files = {mount.address, *(self._files(old) if old else ())}
        attempt = mount, {file: now.get(file) for file in files if isinstance(file, Path)}
        if self._failed.get(mount.name) == attempt:
            return None
        began = time.time_ns()
        try:
            api = self._setup.load(mount)
            if old is not None:
                _refuse_loss(self._served[old].api.document, api.document)
        except MockserverError as reason:
            self._failed[mount.name] = attempt
            self._warn(f"{mount.name} is not reloaded: {reason}")
            return None
        self._failed.pop(mount.name, None)
        return _Served(api, _stamps_after_loading(mount, api, now, began))

    def _files(self, mount: Mount) -> set[Path]:
        served = self._served[mount]
        return {*served.stamps, *_iter_files(mount, served.api)}

    def _changed(self, mount: Mount, now: Stamps) -> Iterator[Path]:
        """The files of a mount that are not what they were when it was loaded."""
        known = self._served[mount].stamps
        return (file for file in self._files(mount) if known.get(file) != now.get(file))


def _iter_files(mount: Mount, api: Api) -> Iterator[Path]:
    """Every file that an API is made of, whether it is there at the moment or not."""
    yield from api.document.files
    if mount.fixtures is None:
        return
    for folder, folders, names in os.walk(mount.fixtures):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        yield from (Path(folder, name) for name in names if not name.startswith(".") and not name.endswith("~"))


def _candidates(folder: Path) -> list[Path]:
    try:
        return list_candidates(folder)
    except OSError:  # gone for a moment, or for ever
        return []


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _stamps_after_loading(mount: Mount, api: Api, before: Stamps, began: int) -> Stamps:
    """How the files were when they were read: `before` says it, or nobody has touched them since loading `began`.

    Where neither can be said the stamp is `None`, so that the file counts as changed.
    """
    stamps = {}
    for file in _iter_files(mount, api):
        stamp = _stamp(file)
        is_older = stamp is not None and stamp[0] < began - _RACE
        stamps[file] = before.get(file, stamp if is_older else None)
    return stamps


def _refuse_loss(before: Document, after: Document) -> None:
    """`DocumentError` where a file that was referenced can no longer be read: a broken save like any other."""
    for source in before.sources:
        if source.address in after.bundle.unread:
            raise after.bundle.unread[source.address]


def _describe_load(api: Api, changed: Sequence[Path], *, is_new: bool) -> str:
    """`pets is reloaded (pets.yaml, seed.yaml): 12 operations, 1 of which cannot be served`."""
    names = ", ".join(dict.fromkeys(file.name for file in changed[:SHOWN]))
    more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    count, broken = len(api.operations), sum(operation.broken is not None for operation in api.operations)
    verb = f"is served under {api.prefix or '/'}" if is_new or not changed else f"is reloaded ({names}{more})"
    trouble = f", {broken} of which cannot be served" if broken else ""
    return f"{api.name} {verb}: {count} operation{'s' * (count != 1)}{trouble}"


def _describe_misfits(misfits: Sequence[Misfit]) -> Iterator[str]:
    """`2 rows of books.book dropped, as the document now is: /title is required, but absent (books.yaml:40)`."""
    for (api, resource), group in groupby(sorted(misfits, key=_kind), key=_kind):
        reasons = [misfit.reason for misfit in group]
        rows = "1 row" if len(reasons) == 1 else f"{len(reasons)} rows"
        yield f"{rows} of {api}.{resource} dropped, as the document now is: {reasons[0]}"


def _kind(misfit: Misfit) -> tuple[str, str]:
    return misfit.api, misfit.resource
