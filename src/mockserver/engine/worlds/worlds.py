"""The worlds of a server, by name.

A request names its world in its address, `/_w/anna/…`, or in the `Mock-World` header; without a name it uses
`default`. A new world starts from the seed and shares it until its first write, so it costs next to nothing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from ...openapi.messages import Request
from ...openapi.rules import Location, Violation, quote
from .journal import Journal, JournalBudget, Listener
from .limits import Limits
from .store import Admit, State
from .world import Beginning, World

DEFAULT_WORLD = "default"
NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
PATH_PREFIX = "/_w/"  # "/_w/anna/pets/1" is "/pets/1" in the world "anna"
_USUAL = Limits()


class TooManyWorlds(Exception):
    """Raised when the server would hold too many worlds."""


class Worlds:
    """The worlds of one server, each made when it is first named."""

    def __init__(
        self,
        seeds: Mapping[str, State],
        switches: Mapping[str, str] | None = None,
        *,
        seed: int = 0,
        frozen: datetime | None = None,
        limits: Limits = _USUAL,
        listeners: Sequence[Listener] = (),
    ) -> None:
        self.limits = limits
        self.journals = JournalBudget(limits.journal_size, limits.exchanges)
        self._beginning = Beginning(seeds, switches or {}, seed, frozen)
        self._listeners = listeners
        self._worlds: dict[str, World] = {}
        self._lock = threading.Lock()

    def get(self, name: str = DEFAULT_WORLD) -> World:
        """The world of that name, made if it is new. Raises `TooManyWorlds` if the server holds as many as it may."""
        world = self._worlds.get(name)
        if world is not None:
            return world
        with self._lock:
            if name not in self._worlds:
                if len(self._worlds) >= self.limits.worlds and name != DEFAULT_WORLD:
                    raise TooManyWorlds
                self._worlds[name] = World(name, self._beginning, Journal(self.journals, self._listeners))
            return self._worlds[name]

    def enter(self, request: Request) -> tuple[Request, World | Violation]:
        """The request without a world in its path, and its world or the violation of a name that is not allowed.

        1. The world that the path names: `/_w/anna/pets`.
        2. The one of the Mock-World header.
        3. The default world.
        """
        named, path = split_world(request.path)
        if named is not None:
            return request._replace(path=path), self._enter(named.strip(), "path", "")
        named = request.headers.get("mock-world")
        return request, self.get() if named is None else self._enter(named.strip(), "header", "Mock-World")

    def _enter(self, name: str, location: Location, field: str) -> World | Violation:
        name = name or DEFAULT_WORLD
        if not is_world_name(name):
            allowed = "1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit"
            message = f"{quote(name)} is not a world's name; allowed: {allowed}"
            return Violation("world.malformed", location, message, name=field, seen=quote(name), allowed=allowed)
        try:
            return self.get(name)
        except TooManyWorlds:
            message = "the server holds as many worlds as it may; delete one with DELETE /_mock/worlds/{name}"
            return Violation("world.too-many", location, message, name=field, seen=quote(name))

    @contextmanager
    def adopt(
        self,
        seeds: Mapping[str, State],
        switches: Mapping[str, str],
        choices: Mapping[str, tuple[str, ...]],
        admit: Callable[[str], Admit],
    ) -> Iterator[None]:
        """Let every world continue with other seeds. No world is used or made while the `with` lasts.

        `switches` are their first values, and `choices` all that they may have. `admit` returns for each API the
        function that decides on its rows.
        """
        with self._lock, ExitStack() as held:
            beginning = self._beginning._replace(seeds=seeds, switches=switches)
            worlds = tuple(self._worlds.values())
            for world in worlds:
                held.enter_context(world.lock)
            for world in worlds:
                world.adopt(beginning, choices, admit)
            self._beginning = beginning
            yield

    def find(self, name: str) -> World | None:
        """The world of that name, or `None` if no request has used it."""
        return self._worlds.get(name)

    def forget(self, name: str) -> None:
        """Drop a world and all it holds."""
        with self._lock:
            world = self._worlds.pop(name, None)
        if world is not None:
            world.end()

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._worlds))


def split_world(path: str) -> tuple[str | None, str]:
    """The world that a path names, and the path without it.

    >>> split_world("/_w/anna/pets/1")
    ('anna', '/pets/1')
    """
    if not path.startswith(PATH_PREFIX):
        return None, path
    name, _, rest = path[len(PATH_PREFIX) :].partition("/")
    return name, "/" + rest


def is_world_name(text: str) -> bool:
    """1 to 100 letters, digits, `.`, `_` and `-`, the first a letter or digit."""
    return NAME_PATTERN.fullmatch(text) is not None
