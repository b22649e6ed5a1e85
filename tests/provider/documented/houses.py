"""A correct service with houses and their rooms, in every style in which APIs arrange their paths."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.apis.apis import Api
from tests.engine.test_drafts import make_api

JSON = "application/json"
NEW = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 20}},
}
ROOM = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 20}}}
_ANY: dict[str, Any] = {}


@dataclass(frozen=True)
class Paths:
    """Where things are."""

    houses: str = "/houses"
    house: str = "/houses/{id}"
    rooms: str = "/houses/{id}/rooms"
    room: str = "/houses/{id}/rooms/{room_id}"


def describe(paths: Paths, *, links: dict[str, Any] | None = None, put: bool = False) -> Api:
    """Return the document of the service. With `put`, rooms are created by PUT."""
    create: dict[str, Any] = {
        "requestBody": {"required": True, "content": {JSON: {"schema": NEW}}},
        "responses": _responses("201", "400", "404"),
    }
    room: dict[str, Any] = {
        "get": {"operationId": "readRoom", "responses": _responses("200", "404", schema=ROOM)},
        "patch": {
            "operationId": "changeRoom",
            "requestBody": {"required": True, "content": {JSON: {"schema": NEW}}},
            "responses": _responses("200", "400", "404", schema=ROOM),
        },
        "delete": {"operationId": "deleteRoom", "responses": _responses("204", "404")},
    }
    made: dict[str, Any] = {**create, "operationId": "createRoom"}
    if links is not None:
        made["responses"] = json.loads(json.dumps(made["responses"]))
        made["responses"]["201"]["links"] = links
    if put:
        room["put"] = {**made, "operationId": "putRoom", "responses": _responses("200", "201", "400", "404")}
    found: dict[str, Any] = {
        paths.houses: {
            "get": {"operationId": "listHouses", "responses": _responses("200")},
            "post": {**create, "operationId": "createHouse"},
        },
        paths.house: {
            "get": {"operationId": "readHouse", "responses": _responses("200", "404")},
            "delete": {"operationId": "deleteHouse", "responses": _responses("204", "404")},
        },
        paths.rooms: {
            "get": {"operationId": "listRooms", "responses": _responses("200", "404")},
            **({} if put else {"post": made}),
        },
        paths.room: room,
    }
    for path, item in found.items():
        names = re.findall(r"{(\w+)}", path)
        item["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[a-z0-9]+$"}}
            for name in names
        ]
    return make_api({"openapi": "3.1.0", "info": {"title": "Houses", "version": "1"}, "paths": found})


def _responses(*statuses: str, schema: Any = None) -> dict[str, Any]:
    found = {}
    for status in statuses:
        content = {JSON: {"schema": schema or _ANY if status < "202" else _ANY}}
        found[status] = {"description": "…", **({"content": content} if status != "204" else {})}
    return found


@dataclass
class Houses:
    """The service. Rooms know their house; a house that is deleted takes its rooms along."""

    paths: Paths = field(default_factory=Paths)
    shown: str = "id"  # the property with the identifier of a new room; empty: none
    location: str = ""  # "/rooms/{room}"
    base_path: str = ""  # "/v1"
    keeps_long_names: bool = False  # a fault: PATCH accepts names that are too long
    houses: dict[str, dict[str, Any]] = field(default_factory=dict)
    rooms: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    seen: list[tuple[str, str, int]] = field(default_factory=list)  # ("GET", "/houses/h1", 200)
    count: int = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix(self.base_path)
        is_json = environ.get("CONTENT_TYPE") == JSON
        status, value, location = self.respond(method, path, raw if is_json else b"")
        self.seen.append((method, path, status))
        body = b"" if status == 204 else json.dumps(value).encode()
        fields = [("Content-Type", JSON)] if body else []
        fields += [("Location", location)] if location else []
        fields += [("Allow", "GET, POST, PUT, PATCH, DELETE")] if status == 405 else []
        start(f"{status} …", [*fields, ("Content-Length", str(len(body)))])
        return [body]

    def respond(self, method: str, path: str, raw: bytes) -> tuple[int, Any, str]:
        paths = self.paths
        for template, handle in (
            (paths.houses, self.on_houses),
            (paths.house, self.on_house),
            (paths.rooms, self.on_rooms),
            (paths.room, self.on_room),
        ):
            found = re.fullmatch(re.sub(r"{\w+}", "([^/]+)", template), path)
            if found:
                return handle(method, found.groups(), raw)
        return 404, None, ""

    def on_houses(self, method: str, _: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
        if method == "GET":
            return 200, list(self.houses.values()), ""
        new = read(raw)
        if method != "POST" or new is None:
            return (405 if method != "POST" else 400), None, ""
        self.count += 1
        house = {"id": f"h{self.count}", **new}
        self.houses[house["id"]] = house
        return 201, house, ""

    def on_house(self, method: str, ids: tuple[str, ...], _: bytes) -> tuple[int, Any, str]:
        house = self.houses.get(ids[0])
        if house is None or method not in ("GET", "DELETE"):
            return (404 if house is None else 405), None, ""
        if method == "DELETE":
            del self.houses[ids[0]]
            self.rooms = {name: room for name, room in self.rooms.items() if room[0] != ids[0]}
            return 204, None, ""
        return 200, house, ""

    def on_rooms(self, method: str, ids: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
        if ids[0] not in self.houses or method not in ("GET", "POST"):
            return (405 if ids[0] in self.houses else 404), None, ""
        if method == "GET":
            return 200, [room for house, room in self.rooms.values() if house == ids[0]], ""
        new = read(raw)
        if new is None:
            return 400, None, ""
        self.count += 1
        return self._make(f"r{self.count}", ids[0], new)

    def on_room(self, method: str, ids: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
        house, room = self.rooms.get(ids[-1], ("", None))
        if method == "PUT" and room is None and ids[0] in self.houses:
            new = read(raw)
            return self._make(ids[-1], ids[0], new) if new is not None else (400, None, "")
        if room is None or (len(ids) > 1 and ids[0] != house):
            return 404, None, ""
        if method in ("PATCH", "PUT"):
            new = read(raw, 10**6 if self.keeps_long_names and method == "PATCH" else 20)
            if new is None:
                return 400, None, ""
            room.update(new)
        elif method == "DELETE":
            del self.rooms[ids[-1]]
            return 204, None, ""
        return (200, room, "") if method in ("GET", "PATCH", "PUT") else (405, None, "")

    def _make(self, name: str, house: str, new: dict[str, Any]) -> tuple[int, Any, str]:
        room = {**new, "number": name}  # a list shows it in any case
        self.rooms[name] = (house, room)
        shown = {**new, **({self.shown: name} if self.shown else {})}
        return 201, shown, self.location.replace("{house}", house).replace("{room}", name)


def read(raw: bytes, longest: int = 20) -> dict[str, Any] | None:
    """Return the body if it keeps the schema."""
    try:
        new = json.loads(raw)
    except ValueError:
        return None
    is_right = isinstance(new, dict) and set(new) == {"name"} and isinstance(new["name"], str)
    return new if is_right and 1 <= len(new["name"]) <= longest else None
