"""`--state FILE`: what the worlds of a server hold outlives it.

A daemon thread looks once a second for what has changed, and writes everything when something has. It holds the lock of
a world only while it notes what the world holds, which costs the same for any number of rows.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Self

from ..engine.apis.apis import Apis, Misfit
from ..engine.apis.fingerprints import take_fingerprint
from ..engine.engine import Engine
from ..engine.worlds.persistence import Captures, SavedWorlds, StateFileError, read_worlds, resume_worlds, write_worlds
from ..engine.worlds.store import Admit
from ..openapi.errors import OptionError
from .misfits import describe_misfits
from .state_file import StateFile

INTERVAL = 1.0  # seconds between two saves, if something changes all the time


class Saver:
    """Keeps a state file up to date, from `with` until it ends."""

    def __init__(self, engine: Engine, file: StateFile, *, tell: Callable[[str], None]) -> None:
        self._engine = engine
        self._file = file
        self._tell = tell
        self._told: set[str] = set()  # what need not be told again
        self._captures = Captures(engine.worlds)
        self._is_behind = True  # whether the file has to be written
        self._saving = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mockserver-save", daemon=True)
        self._fingerprinted: tuple[Apis, dict[str, str]] | None = None

    # loading

    def resume(self) -> None:
        """Let the worlds continue with what the file says. Raises `OptionError` if it cannot be used."""
        try:
            with _without_collections():
                saved = read_worlds(self._file.read())
        except StateFileError as reason:
            raise OptionError(f"--state {self._file.named}: {reason}; it was left as it is") from None
        engine, misfits, lines = self._engine, list[Misfit](), list[str]()
        self._refuse_strange(saved, engine.apis)
        admits = {api.name: self._admit_of(api.name, saved, misfits) for api in engine.apis}
        resume_worlds(engine.worlds, saved, engine.apis.choices, admits, lines.append)
        known = dict.fromkeys(each.api for each in saved.collections)
        lines += [f"the rows of {name} are left out: it is not served" for name in known if name not in admits]
        lines += describe_misfits(misfits)
        for line in lines:
            self._tell(f"--state {self._file.named}: {line}")
        if lines:
            self._keep_copy()

    def _refuse_strange(self, saved: SavedWorlds, apis: Apis) -> None:
        if saved.documents and not any(api.name in saved.documents for api in apis):
            theirs, ours = ", ".join(sorted(saved.documents)), ", ".join(api.name for api in apis)
            raise OptionError(f"--state {self._file.named}: is of a server of {theirs}, and this one serves {ours}")

    def _admit_of(self, name: str, saved: SavedWorlds, misfits: list[Misfit]) -> Admit | None:
        if saved.documents.get(name) == self._fingerprints[name]:
            return None
        return partial(self._engine.apis[name].admit, misfits=misfits)

    def _keep_copy(self) -> None:
        try:
            copy = self._file.keep_copy()
        except OSError as reason:
            raise OptionError(
                f"--state {self._file.named}: cannot be copied before it changes: {reason.strerror}"
            ) from None
        self._tell(f"--state {self._file.named}: the file as it was is kept as {copy}")

    # saving

    def __enter__(self) -> Self:
        """Write the file once, to know that it can be, and go on from then on. Raises `OptionError`."""
        try:
            self.save()
        except OSError as reason:
            raise OptionError(f"--state {self._file.named}: cannot be written: {reason.strerror}") from None
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Save what has happened since the last time."""
        self._stop.set()
        self._thread.join()
        self._try_to_save()

    def save(self) -> None:
        """Write the file if something has changed. Raises `OSError`."""
        with self._saving:
            self._is_behind |= self._captures.look()
            if self._is_behind:
                by_token = self._engine.worlds.by_token
                key = None if by_token is None else by_token.key
                captures = self._captures.list_all()
                self._file.replace(write_worlds(captures, self._fingerprints, key, self._tell_once))
                self._is_behind = False

    def _run(self) -> None:
        pause = INTERVAL
        while not self._stop.wait(pause):
            began = monotonic()
            self._try_to_save()
            pause = max(INTERVAL, monotonic() - began)  # so that requests have half of the time at least

    def _try_to_save(self) -> None:
        try:
            self.save()
        except OSError as reason:
            self._tell_once(f"--state {self._file.named}: cannot be written: {reason.strerror}")
        except Exception as mistake:  # noqa: BLE001 - the next save may work
            self._tell_once(f"--state {self._file.named}: saving failed with {type(mistake).__name__}: {mistake}")
        else:
            self._told = {line for line in self._told if " is not saved: " in line}

    def _tell_once(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            self._tell(line)

    @property
    def _fingerprints(self) -> Mapping[str, str]:
        """What decides which rows fit, of each API that is served now."""
        apis, known = self._engine.apis, self._fingerprinted
        if known is None or known[0] is not apis:
            known = self._fingerprinted = apis, {api.name: take_fingerprint(api) for api in apis}
        return known[1]


@contextmanager
def _without_collections() -> Iterator[None]:
    """Make no search for garbage inside the `with` block: it takes three quarters of the time to read 200,000 rows."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
