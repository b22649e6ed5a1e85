"""The worlds of a server, by name.

A request names its world in its address, `/_w/anna/…`, in the `Mock-World` header, or in another way that
`Worlds.enter` lists; without a name it uses `default`. A new world starts from the seed and shares it until its first
write, so it costs next to nothing.

Worlds end: those that no request and no call of the control API has used for `Limits.idle` seconds, and the longest
idle one when there are too many. The default world stays, and so does one in use.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import takewhile
from math import inf
from time import monotonic

from ...openapi.messages import Request
from ...openapi.rules import RuleId, Violation, quote
from .by_token import WorldsByToken
from .evictions import Evictions
from .faults import PlannedFault
from .journal import Journal, JournalBudget, Listener
from .limits import Limits
from .row_budget import RowBudget, StateFull
from .store import Admit, State
from .ways import WorldName, find_way
from .world import Beginning, World

DEFAULT_WORLD = "default"
NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
PATH_PREFIX = "/_w/"  # "/_w/anna/pets/1" is "/pets/1" in the world "anna"
EXPIRED_AT_ONCE = 100  # worlds that a sweep ends before it lets requests go on
EXPIRED_WITH_A_REQUEST = 4  # that a request ends: more than it makes, so that they get fewer without a sweep
EVICTION_TRIES = 100  # worlds in use that are passed over to find one that may end
_USUAL = Limits()


class TooManyWorlds(Exception):
    """Raised when the server holds as many worlds as it may, and all of them are in use."""


class WorldExists(Exception):
    """Raised when a world is to be made under a name that is taken."""


class UnknownWorld(Exception):
    """Raised when a world is to be made like one that does not exist; its text names that one."""


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
        self.by_token: WorldsByToken | None = None  # None: credentials name no worlds
        self.journals = JournalBudget(limits.journal_size, limits.exchanges)
        self.rows = RowBudget(limits.state_size)
        self._beginning = Beginning(seeds, switches or {}, seed, frozen)
        self._listeners = [*listeners]  # one list for all journals
        self._default: World | None = None
        self._named: OrderedDict[str, World] = OrderedDict()  # without the default one; the longest idle first
        self._sorted: tuple[str, ...] | None = None  # the names of all; None: a world has come or gone since
        self._lock = threading.Lock()
        self._evictions = Evictions()
        self.ended = 0  # worlds that have expired or made room since the last sweep

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every exchange of every world from now on; the lock of its world is held meanwhile."""
        self._listeners.append(listener)

    def inject(self, faults: Sequence[PlannedFault]) -> None:
        """Let new worlds begin with these faults, for all requests."""
        self._beginning = self._beginning._replace(faults=faults)

    def get(self, name: str = DEFAULT_WORLD) -> World:
        """The world of that name, made if it is new.

        If the server holds as many as it may, the longest idle one ends. Raises `TooManyWorlds` if none may end.
        """
        if name == DEFAULT_WORLD:
            return self._default or self._make_default()
        ended = None
        with self._lock:
            world = self._use(name)
            if world is None:
                world = self._make(name)
                ended = self._add(world)
        self._tell(ended, world)
        return world

    def create(self, name: str, source: str | None = None) -> World:
        """A new world: from the seed, or as the world `source` is now, without its exchanges and named snapshots.

        Raises `WorldExists`, `UnknownWorld` if there is no `source`, `StateFull` if its rows do not fit a second time,
        and `TooManyWorlds`.
        """
        world = None
        while world is None:
            if name == DEFAULT_WORLD or self.find(name) is not None:
                raise WorldExists
            made = self._make(name) if source is None else self._fork(name, source)
            with self._lock:
                if self._use(name) is None and made.begins_with(self._beginning):
                    ended, world = self._add(made), made
            if world is None:  # another thread was faster, or a reload
                made.end()
        self._tell(ended, world)
        return world

    def get_like(self, name: str, source: str) -> World:
        """The world of that name; one that is new is made as `create` does."""
        try:
            return self.find(name) or self.create(name, source)
        except WorldExists:
            return self.get(name)

    def draft(self, name: str) -> World:
        """The world of that name; if it does not exist, a new one that no request finds before `keep`."""
        return self.get() if name == DEFAULT_WORLD else self.find(name) or self._make(name)

    def keep(self, draft: World) -> bool:
        """Let requests find a new world; return whether they do. It ends if another one of its name has been made
        meanwhile, or seeds were reloaded. Raises `TooManyWorlds` as `get` does.
        """
        ended = None
        with self._lock:
            is_kept = self._use(draft.name) is None and draft.begins_with(self._beginning)
            if is_kept:
                ended = self._add(draft)
        if not is_kept:
            draft.end()
        self._tell(ended, draft)
        return is_kept

    def find(self, name: str) -> World | None:
        """The world of that name, or `None` if it does not exist. Finding a world is a use of it."""
        if name == DEFAULT_WORLD:
            return self._default
        with self._lock:
            return self._use(name)

    def peek(self, name: str) -> World | None:
        """The same, but not a use of the world."""
        return self._default if name == DEFAULT_WORLD else self._named.get(name)

    def forget(self, name: str) -> None:
        """Drop a world and all it holds."""
        with self._lock:
            if name == DEFAULT_WORLD:
                world, self._default = self._default, None
            else:
                world = self._named.pop(name, None)
            self._sorted = None
        if world is not None:
            world.end()

    def expire(self, most: int = EXPIRED_AT_ONCE) -> bool:
        """End worlds that have been idle for too long, `most` of them at once; return whether there may be more."""
        with self._lock:
            return self._expire(monotonic(), most) == most

    def names(self) -> tuple[str, ...]:
        """The names of all worlds, sorted."""
        with self._lock:
            if self._sorted is None:
                self._sorted = tuple(sorted(self._iter_names()))
            return self._sorted

    def recent(self) -> list[str]:
        """The names of all worlds, the default one first, then those used last."""
        with self._lock:
            return list(self._iter_names())

    def list_used(self, since: float) -> list[World]:
        """The default world, and those that something has used since then, by `time.monotonic`; used last first."""
        with self._lock:
            used = takewhile(lambda world: world.used >= since, reversed(self._named.values()))
            return [*([self._default] if self._default is not None else []), *used]

    @property
    def beginning(self) -> Beginning:
        """What new worlds begin with; another one after a reload."""
        return self._beginning

    @property
    def counts_rows(self) -> bool:
        """Whether the memory for rows is limited."""
        return self.rows.limit < inf

    def __len__(self) -> int:
        return len(self._named) + (self._default is not None)

    def _iter_names(self) -> Iterator[str]:
        if self._default is not None:
            yield DEFAULT_WORLD
        yield from reversed(self._named)

    def _make(self, name: str) -> World:
        rows = self.rows if self.counts_rows else None
        return World(name, self._beginning, Journal(self.journals, self._listeners), rows)

    def _fork(self, name: str, source: str) -> World:
        """A world that continues from where another one is, not yet among the worlds."""
        original = self.get() if source == DEFAULT_WORLD else self.find(source)
        if original is None:
            raise UnknownWorld(source)
        return original.fork(name, Journal(self.journals, self._listeners))

    def _tell(self, ended: World | None, world: World) -> None:
        """Warn if a world has ended to make room for a new one."""
        if ended is not None:
            self._evictions.tell(ended, self.limits.worlds, world.used)

    def _make_default(self) -> World:
        with self._lock:
            if self._default is None:
                self._default, self._sorted = self._make(DEFAULT_WORLD), None
            return self._default

    def _add(self, world: World) -> World | None:
        """Take a new world in; return the one that made room for it. The caller holds the lock, as for all below.

        Raises `TooManyWorlds`, and then ends the new one.
        """
        ended, now = None, monotonic()
        if len(self._named) >= self.limits.worlds:
            try:
                ended = self._make_room(now)
            except TooManyWorlds:
                world.end()
                raise
        world.used, self._named[world.name], self._sorted = now, world, None
        return ended

    def _use(self, name: str) -> World | None:
        """A named world that has not expired."""
        now = monotonic()
        world = self._named.get(name)
        if world is not None and (now - world.used <= self.limits.idle or not self._end(world, now)):
            world.used = now
            self._named.move_to_end(name)
        else:
            world = None
        if self.limits.idle < inf:
            self._expire(now, EXPIRED_WITH_A_REQUEST)
        return world

    def _expire(self, now: float, most: int) -> int:
        """End up to `most` worlds that have expired; return how many were tried."""
        for tried in range(most):
            world = next(iter(self._named.values()), None)
            if world is None or now - world.used <= self.limits.idle:
                return tried
            self._end(world, now)
        return most

    def _make_room(self, now: float) -> World:
        """End the longest idle world, and return it. Raises `TooManyWorlds` if none may end."""
        for _ in range(min(EVICTION_TRIES, len(self._named))):
            world = next(iter(self._named.values()))
            if self._end(world, now):
                return world
        raise TooManyWorlds

    def _end(self, world: World, now: float) -> bool:
        """End a world unless it is in use, which counts as a use until now; return whether it ended."""
        if world.is_in_use:
            world.used = now
            self._named.move_to_end(world.name)
            return False
        del self._named[world.name]
        self._sorted = None
        self.ended += 1
        world.end()
        return True

    def enter(self, request: Request) -> tuple[Request, World | Violation]:
        """The request without a world in its path, and its world or the violation of what names it.

        1. The world that the path names: `/_w/anna/pets`.
        2. The one of the Mock-World header. With `Mock-World: anna; from=ben` a new world starts as `ben` is.
        3. The member `mock-world` of the baggage header (W3C Baggage), which instrumented applications hand on.
        4. The cookie `mock-world`.
        5. The one of a credential, with `--world-by-token`.
        6. The default world.
        """
        named, path = split_world(request.path)
        if named is not None:
            return request._replace(path=path), self._enter(WorldName(named, "path", ""))
        way = find_way(request.headers)
        if way is None and self.by_token is not None:
            way = self.by_token.find(request)
        return request, self.get() if way is None else self._enter(way)

    def _enter(self, way: WorldName) -> World | Violation:
        name, source = way.name.strip() or DEFAULT_WORLD, way.source
        if way.fault is not None or not is_world_name(name) or (source is not None and not is_world_name(source)):
            return _refuse_name(way, name, source)
        rule: RuleId = "world.too-many"
        try:
            return self.get(name) if source is None else self.get_like(name, source)
        except TooManyWorlds:
            message = (
                f"the server holds {self.limits.worlds:,} worlds, its maximum, and all of them are in use; delete one "
                "with DELETE /_mock/worlds/{name} (not with --no-control), or start the server with a higher "
                "--max-worlds"
            )
        except StateFull as reason:
            message = str(reason)
        except UnknownWorld:
            rule, message = "world.unknown", f"there is no world {quote(source)} that {quote(name)} could start from"
        return Violation(rule, way.location, message, name=way.field, seen=quote(name))

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
            worlds = [*self._named.values(), *([self._default] if self._default is not None else [])]
            for world in worlds:
                held.enter_context(world.lock)
            for world in worlds:
                world.adopt(beginning, choices, admit)
            self._beginning = beginning
            yield


def _refuse_name(way: WorldName, name: str, source: str | None) -> Violation:
    """The violation of a name that is not allowed, or of what stands beside one."""
    allowed = "1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit"
    wrong = next((each for each in (name, source) if each is not None and not is_world_name(each)), name)
    message = f"{quote(wrong)} is not a world's name; allowed: {allowed}"
    if is_world_name(wrong) and way.fault is not None:
        message = way.fault
    return Violation("world.malformed", way.location, message, name=way.field, seen=quote(wrong), allowed=allowed)


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
