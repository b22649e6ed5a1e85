"""APIs, worlds and exchanges as the JSON that the control API's document describes."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ..engine.apis.apis import Api
from ..engine.apis.origins import find_origin
from ..engine.behaviour import Resource, Switch
from ..engine.exchanges import Exchange
from ..engine.masking import Masker
from ..engine.masking.names import MASK
from ..engine.rows.addresses import show_key
from ..engine.worlds.clock import Clock
from ..engine.worlds.members import get_member
from ..engine.worlds.snapshots import Snapshot
from ..engine.worlds.store import Row, State
from ..engine.worlds.uploads import describe_uploads
from ..engine.worlds.world import World
from ..openapi.operations import Operation
from ..openapi.problems import describe
from .unmatched import NearestOperation

Json = dict[str, Any]


def describe_api(api: Api) -> Json:
    info = api.document.content.get("info") or {}
    return {
        "name": api.name,
        "title": api.document.title,
        "version": str(info.get("version", "")),
        "openapi": api.document.version,
        "prefix": api.prefix,
        "hosts": list(api.hosts),
        "base_paths": list(api.base_paths),
        "operations": len(api.operations),
        "resources": api.seeded,
    }


def describe_operation(api: Api, operation: Operation) -> Json:
    contents = operation.body.content.values() if operation.body else ()
    origin = find_origin(api, operation)
    return {
        "operation_id": operation.operation_id,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "tags": list(operation.tags),
        "deprecated": operation.deprecated,
        "request_media_types": [content.media_type for content in contents],
        "request_examples": _names(example.name for content in contents for example in content.examples),
        "responses": [
            {
                "status": status,
                "media_types": list(response.content),
                "examples": _names(example.name for _, example in response.iter_examples()),
            }
            for status, response in operation.responses.items()
        ],
        "security": [[scheme.name for scheme, _ in requirement.schemes] for requirement in operation.security],
        "source": "engine" if origin.kind == "broken" else origin.kind,
        "resource": origin.resource,
    }


def describe_world(world: World) -> Json:
    return {"name": world.name, "requests": world.requests, "journal": len(world.journal)}


def describe_snapshot(name: str, snapshot: Snapshot) -> Json:
    return {"name": name, "at": timestamp(snapshot.at)}


def describe_state(state: State, api: Api, masker: Masker) -> Json:
    """Return every collection with its rows, without secrets: inferred ones, and those that only handlers see.

    No other thread may change the state meanwhile.
    """
    names = dict.fromkeys((*api.behaviour.resources, *state.names()))
    rows = {name: [describe_uploads(row) for row in state.rows(name)] for name in names}
    return {name: masker.mask_rows(api, name, rows[name]) for name in names}


def describe_rows(rows: Mapping[str, Row], api: Api, resource: Resource, masker: Masker) -> Json:
    """Return rows by key without secrets, and the texts that name them in a path."""
    shown = masker.mask_rows(api, resource.name, [describe_uploads(row) for row in rows.values()])
    return {"rows": shown, "identifiers": _identify(resource, rows, shown)}


def _identify(resource: Resource, rows: Mapping[str, Row], shown: Iterable[Row]) -> list[str]:
    """Return the texts of the keys; `***` for one that is a secret itself, such as that of a session."""
    member = resource.identifier
    return [
        show_key(key) if get_member(row, member) == get_member(masked, member) else MASK
        for (key, row), masked in zip(rows.items(), shown, strict=True)
    ]


def describe_exchange(number: int, exchange: Exchange, body_limit: int) -> Json:
    """Return an exchange with up to `body_limit` bytes of each body."""
    request, response = exchange.request, exchange.response
    return {
        "number": number,
        "at": timestamp(exchange.at),
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "status": response.status,
        "source": exchange.source,
        "api": exchange.api,
        "operation_id": exchange.operation_id,
        "milliseconds": round(exchange.milliseconds, 3),
        "violations": [describe(violation) for violation in exchange.violations],
        **({"delay_milliseconds": round(exchange.delay * 1000, 3)} if exchange.delay else {}),
        **({"fault": exchange.fault} if exchange.fault is not None else {}),
        **({"hint": exchange.hint} if exchange.hint is not None else {}),
        "request": _message(request.headers, request.body, body_limit),
        "response": _message(response.headers, response.body, body_limit),
    }


def describe_nearest(near: NearestOperation) -> Json:
    operation = near.operation
    return {
        "api": near.api.name,
        "operation_id": operation.operation_id,
        "method": operation.method,
        "path": operation.path,
        "differences": list(near.differences),
    }


def describe_switch(name: str, switch: Switch, world: World) -> Json:
    value = world.switches.get(name, switch.values[0])
    return {"name": name, "summary": switch.summary, "value": value, "values": list(switch.values)}


def describe_clock(clock: Clock) -> Json:
    return {"now": timestamp(clock.now()), "frozen": clock.is_frozen}


def timestamp(at: datetime) -> str:
    """Return a time as RFC 3339 with all its digits: `2026-06-01T08:15:00.120000Z`."""
    return at.isoformat().replace("+00:00", "Z")


def _names(names: Iterable[str]) -> list[str]:
    """Return each name once; the example of the keyword `example` has none."""
    return [name for name in dict.fromkeys(names) if name]


def _message(headers: Iterable[tuple[str, str]], body: bytes, body_limit: int) -> Json:
    return {"headers": [{"name": name, "value": value} for name, value in headers], "body": _body(body, body_limit)}


def _body(body: bytes, limit: int) -> Json:
    """Return the beginning of a body, as text if it is UTF-8; with the size of the whole if that is longer."""
    shown = body[:limit]
    size = {"size": len(body)} if len(body) > limit else {}
    try:
        return {"text": shown.decode(), **size}
    except UnicodeDecodeError as broken:
        if size and broken.reason == "unexpected end of data":  # the cut is inside a character
            return {"text": shown[: broken.start].decode(), **size}
        return {"base64": base64.b64encode(shown).decode(), **size}
