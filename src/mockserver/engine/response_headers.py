"""The header fields of a documented response: as the document shows them, else with values that keep it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from ..openapi.generation import Unsatisfiable
from ..openapi.operations import Parameter, ResponseHeader
from .filling.member_names import plain
from .generated import choose_manner
from .header_plans import ORDINARY, HeaderPlan, item_parameter, plan_headers
from .negotiation.next_pages import end_pages
from .negotiation.selecting import Selection
from .turns import Turn

HeaderFields = tuple[tuple[str, str], ...]


def make_headers(turn: Turn, selection: Selection, body: Any, *, is_lenient: bool = False) -> HeaderFields:
    """The fields of a response with this body.

    A required one without a valid value gets the best attempt, or `Unsatisfiable` is raised without `is_lenient`.

    1. The example or default, if it keeps its schema.
    2. A Location of a creation or of a redirect leads to the item, or to something that can be read.
    3. A generated value; optional fields that a client would follow or obey are left out.
    """
    if not selection.response.headers:
        return ()
    ready = turn.ready
    shown = ready.examples.header_fields(selection)
    plan, optional = _find_plan(turn, selection, shown)
    if plan.has_links:
        shown = end_pages(shown, turn.api.description, turn.request, turn.api.prefix)
    if plan.location is not None:
        optional += _lead(turn, selection, plan, plan.location, body)
    if not plan.required:
        return shown + optional
    manner = choose_manner(turn, selection.status, is_lenient=is_lenient)
    generate = partial(turn.api.generator.generate, dynamic=turn.dynamic, manner=manner)
    made: list[tuple[str, str]] = []
    for header in plan.required:
        with suppress(*(Unsatisfiable,) if is_lenient else ()):
            made += _write(turn, selection, header, generate, is_lenient=is_lenient)
    return (*shown, *optional, *made)


def _find_plan(turn: Turn, selection: Selection, shown: HeaderFields) -> tuple[HeaderPlan, HeaderFields]:
    """The plan of a response and its optional fields, which stay the same."""
    key = selection.status, selection.response.pointer
    known = turn.ready.header_plans.get(key)
    if known is None:
        names = {name for name, _ in shown}
        headers = selection.response.headers
        plan = plan_headers(turn.operation, selection.status, headers, names, turn.api.operations)
        fields = tuple(field for header in plan.optional for field in _write_optional(turn, selection, header))
        known = turn.ready.header_plans[key] = plan, fields
    return known


def _write_optional(turn: Turn, selection: Selection, header: ResponseHeader) -> list[tuple[str, str]]:
    generate = partial(turn.api.generator.generate, manner=choose_manner(turn, selection.status))
    try:
        return _write(turn, selection, header, generate)
    except Unsatisfiable:
        return []


def _write(
    turn: Turn, selection: Selection, header: ResponseHeader, generate: Any, *, is_lenient: bool = False
) -> list[tuple[str, str]]:
    for value in ORDINARY.get(header.name.lower(), ()):
        try:
            return turn.ready.examples.write_header(selection, header, value)
        except Unsatisfiable:
            continue
    schema = header.schema or (header.content.schema if header.content else None)
    value = generate(schema, header.name)
    return turn.ready.examples.write_header(selection, header, value, is_lenient=is_lenient)


# Location


def _lead(turn: Turn, selection: Selection, plan: HeaderPlan, header: ResponseHeader, body: Any) -> HeaderFields:
    """A Location that stays at this server (RFC 9110 §10.2.2); none if the API has no place that it could lead to."""
    path = _find_path(turn, selection, plan, body)
    for address in iter_addresses(turn, path) if path is not None else ():
        try:
            return tuple(turn.ready.examples.write_header(selection, header, address))
        except Unsatisfiable:
            continue
    if not header.required:
        return ()
    return tuple(_write(turn, selection, header, partial(turn.api.generator.generate, dynamic=turn.dynamic)))


def _find_path(turn: Turn, selection: Selection, plan: HeaderPlan, body: Any) -> str | None:
    """Where a Location leads, as a path inside the API; a redirect without a better place leads to the root."""
    target = plan.target
    if target is None:
        return "/" if selection.status >= 300 else None
    if selection.status >= 300:
        return target.path
    own = _own_path(turn)
    if target is turn.operation:
        return own
    parameter = item_parameter(target)
    if parameter is None:
        return None
    identifier = _find_identifier(parameter.name, body)
    value = _invent_identifier(turn, parameter) if identifier is None else identifier
    return f"{own.rstrip('/')}/{quote(str(value), safe='')}"


def _own_path(turn: Turn) -> str:
    """The path of the request inside the API, without a base path."""
    path = turn.request.path.removeprefix(turn.api.prefix)
    base = next((base for base in turn.api.base_paths if path.startswith(f"{base}/")), "")
    return path.removeprefix(base)


def _find_identifier(name: str, body: Any) -> Any:
    """The identifier of the created item: the member named as the parameter, else `id`; also one level deeper."""
    if not isinstance(body, dict):
        return None
    for place in (body, *(member for member in body.values() if isinstance(member, dict))):
        for wanted in (plain(name), "id"):
            for key, value in place.items():
                if plain(str(key)) == wanted and isinstance(value, (str, int)) and not isinstance(value, bool):
                    return value
    return None


def _invent_identifier(turn: Turn, parameter: Parameter) -> Any:
    if parameter.examples:
        return parameter.examples[0].value
    return turn.api.generator.generate(parameter.schema, parameter.name) if parameter.schema is not None else 1


def iter_addresses(turn: Turn, path: str) -> Iterator[str]:
    """The ways to write an address here. That of a published server becomes the mock's on its way out (`links`)."""
    servers = (url for url in turn.api.document.servers if "{" not in url and urlsplit(url).netloc)
    server = None if turn.settings.keep_links else next(servers, None)
    if server is not None:
        yield server.rstrip("/") + path
    yield turn.api.prefix + path
    host = turn.request.headers.get("host")
    if host:
        yield f"http://{host}{turn.api.prefix}{path}"
