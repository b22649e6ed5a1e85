"""`--reload`: a saved file is served within a second; a broken one is reported, and the last good state is kept.

A daemon thread looks at the files ten times a second. It loads what has changed beside the running server and replaces
the old APIs in one step, so that a request sees either the old or the new ones. Web addresses and standard input are
not watched.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..engine.apis.apis import Api, Apis
from ..engine.apis.mounts import Mount, list_candidates
from ..engine.engine import Engine
from ..openapi.documents import STDIN, Document
from ..openapi.errors import MockserverError
from .misfits import describe_misfits

INTERVAL = 0.1  # seconds between two looks at the files
CALM = 1  # looks without another change before a change is loaded: editors write in several steps
ABSENCE = 7  # the same after a file has vanished: some editors remove it before they write it again
RESTLESS = 10  # looks after which a change is loaded even if the files still change
SHOWN = 3  # files named in one message
_RACE = 20_000_000  # nanoseconds by which a file may have changed later than its time stamp

Stamps = dict[Path, tuple[int, int, int] | None]
"""For each file its time of change in nanoseconds, its size and its inode; `None` if it does not exist."""


@dataclass(frozen=True)
class Setup:
    """How a command line loads documents."""

    plan: Callable[[Collection[Path]], Sequence[Mount]]  # takes the files that are known to be documents
    load: Callable[[Mount], Api]
    folders: Sequence[Path]  # every document in them is served, as files come and go
    switches: Callable[[Apis], dict[str, str]]  # their values in new worlds
    judge: Callable[[Iterable[Api]], None] | None  # reports findings; raises `OptionError` if they prevent a start


@dataclass(frozen=True)
class _Served:
    """An API, and the stamps of its files when they were read."""

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
        self._failed: dict[str, tuple[Mount, Stamps]] = {}  # by name: a mount that could not be loaded, and its files
        self._known: Stamps = {}  # when the files were last loaded
        self._seen: Stamps = {}  # at the last look
        self._calm = self._restless = 0  # looks since the last change, and since the first

    def start(self, mounts: Sequence[Mount], began: int) -> None:
        """Watch the files of what the engine serves; `began` is the `time.time_ns()` when their loading began."""
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
            except Exception as mistake:  # noqa: BLE001 - the next save may work
                self._warn(f"reloading failed with {type(mistake).__name__}: {mistake}")

    def look(self) -> None:
        """Look at all files once, and load what has changed if it has come to rest."""
        now = self._take_stamps()
        if now == self._known:
            self._calm = self._restless = 0
        else:
            self._restless += 1
            self._calm = self._calm + 1 if now == self._seen else 0
            has_vanished = any(stamp and not now.get(file) for file, stamp in self._known.items())
            if self._calm >= (ABSENCE if has_vanished else CALM) or self._restless >= RESTLESS:
                self._calm = self._restless = 0
                self._reload(now)
                self._remember(now)
        self._seen = now

    def _take_stamps(self) -> Stamps:
        files = {file for mount, served in self._served.items() for file in _iter_files(mount, served.api)}
        for folder in self._setup.folders:
            files.update(_find_candidates(folder))
        return {file: _stamp(file) for file in files}

    def _remember(self, now: Stamps) -> None:
        """Remember the stamps from before the loading, which may have brought new files."""
        known = {**now}
        for served in self._served.values():
            known |= {file: stamp for file, stamp in served.stamps.items() if file not in now}
        self._known = {file: known.get(file) for file in self._take_stamps()}

    def _reload(self, now: Stamps) -> None:
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
        for line in describe_misfits(misfits):
            self._say(line)

    def _load(self, now: Stamps) -> tuple[dict[Mount, _Served], list[str]]:
        """Return what to serve from now on, and a line for each change; what fails to load stays as it was."""
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
        lines += [f"{name} is no longer served" for name in before]
        return served, lines

    def _load_one(self, mount: Mount, old: Mount | None, now: Stamps) -> _Served | None:
        """Return the API of a mount, or `None` if it fails to load, which is reported once for a state of its files."""
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
        """Return the files of a mount that have changed since it was loaded."""
        known = self._served[mount].stamps
        return (file for file in self._files(mount) if known.get(file) != now.get(file))


def _iter_files(mount: Mount, api: Api) -> Iterator[Path]:
    """Yield every file that an API is made of, even if it does not exist at the moment."""
    yield from api.document.files
    if mount.fixtures is None:
        return
    for folder, folders, names in os.walk(mount.fixtures):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        yield from (Path(folder, name) for name in names if not name.startswith(".") and not name.endswith("~"))


def _find_candidates(folder: Path) -> list[Path]:
    try:
        return list_candidates(folder)
    except OSError:  # removed, perhaps for a moment
        return []


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _stamps_after_loading(mount: Mount, api: Api, before: Stamps, began: int) -> Stamps:
    """Return the stamps of the files at the time they were read.

    1. The stamp in `before`.
    2. The present stamp, if it is older than `began`, when loading began.
    3. `None`, so that the file counts as changed.
    """
    stamps = {}
    for file in _iter_files(mount, api):
        stamp = _stamp(file)
        is_older = stamp is not None and stamp[0] < began - _RACE
        stamps[file] = before.get(file, stamp if is_older else None)
    return stamps


def _refuse_loss(before: Document, after: Document) -> None:
    """Raise `DocumentError` if a file that was referenced can no longer be read."""
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
