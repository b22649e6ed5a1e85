"""What the views of prepared responses and of faults share: entries that are listed, made, read and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import flask

from ...engine.matching.match import RequestPattern
from ...engine.matching.reading import read_match
from ...engine.worlds.schedule import Entry, ScheduleFull
from ...engine.worlds.world import World
from ...openapi.errors import SandboxError, UnknownName
from ..problems import ControlProblem, unknown
from .lookup import NAMED, find_world, get_engine, make_world, no_content

T = TypeVar("T")
Json = dict[str, Any]
Put = Callable[[World, str | None], Entry[T]]
"""Makes the entry of a body in a world, in place of the one of that id. May raise `ScheduleFull`."""


class Entries(Protocol[T]):
    """A schedule, or what has one."""

    def __iter__(self) -> Iterator[Entry[T]]: ...

    def find(self, id: str) -> Entry[T] | None: ...

    def remove(self, id: str) -> bool: ...

    def clear(self) -> None: ...


@dataclass(frozen=True)
class EntryViews(Generic[T]):
    """The views of one kind of entries."""

    noun: str  # "prepared response"
    plural: str  # "responses", as the document names the list
    entries_of: Callable[[World], Entries[T]]
    describe: Callable[[Entry[T]], Json]

    def list_all(self, world: str) -> flask.Response:
        found = find_world(world)
        with found.lock:
            return flask.jsonify({self.plural: [self.describe(entry) for entry in self.entries_of(found)]})

    def clear(self, world: str) -> flask.Response:
        found = find_world(world)
        with found.lock:
            self.entries_of(found).clear()
        return no_content()

    def read(self, world: str, id: str) -> flask.Response:
        """Respond with an entry. Raises a 404 with the known ids if there is none of that id."""
        found = find_world(world)
        with found.lock:
            entries = self.entries_of(found)
            entry = entries.find(id)
            if entry is None:
                raise unknown(self.noun, id, [each.id for each in entries][:NAMED])
            return flask.jsonify(self.describe(entry))

    def delete(self, world: str, id: str) -> flask.Response:
        found = find_world(world)
        with found.lock:
            self.entries_of(found).remove(id)
        return no_content()

    def add(self, world: str, put: Put[T]) -> flask.Response:
        """Make an entry whose id is made, too."""
        described, _ = self._make(world, None, put)
        response = flask.jsonify(described)
        response.status_code = 201
        response.headers["Location"] = f"{flask.request.path}/{described['id']}"
        return response

    def set(self, world: str, id: str, put: Put[T]) -> flask.Response:
        """Make an entry of that id, in place of the one that there is."""
        described, is_new = self._make(world, id, put)
        response = flask.jsonify(described)
        response.status_code = 201 if is_new else 200
        return response

    def _make(self, world: str, id: str | None, put: Put[T]) -> tuple[Json, bool]:
        found = make_world(world)
        with found.lock:
            is_new = id is None or self.entries_of(found).find(id) is None
            try:
                entry = put(found, id)
            except ScheduleFull as reason:
                raise ControlProblem(409, str(reason)) from None
            return self.describe(entry), is_new


def read_known_match(content: Mapping[str, Any]) -> RequestPattern:
    """Return the match of a body. Raises `ControlProblem` for an unknown API or operation, and for a wrong JSONPath."""
    served = get_engine().apis
    try:
        match = read_match(content)
        if match.api is not None and served.find(match.api) is None:
            raise UnknownName.among("API", match.api, [api.name for api in served], "the server")
        known = [op.operation_id for api in served if match.api in (None, api.name) for op in api.operations]
        if match.operation_id is not None and match.operation_id not in known:
            raise UnknownName.among("operation", match.operation_id, known, match.api or "the server")
    except SandboxError as reason:
        raise ControlProblem(422, f"match: {reason}") from None
    return match


def describe_use(entry: Entry[Any]) -> Json:
    """Return how often an entry was used, and for how many requests it still is."""
    return {"used": entry.used, "remaining": entry.remaining}
