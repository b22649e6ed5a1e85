"""Responses that show the state: the documented body of an operation with rows in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from ..openapi.errors import DocumentError
from ..openapi.generation import Unsatisfiable
from ..openapi.media_types import make_concrete
from ..openapi.messages import Response
from ..openapi.resources.files import is_file
from ..openapi.validation import CheckedRequest
from .documented import make_body
from .handlers import Shown
from .handlers.uploads import find_upload
from .locations import locate_created
from .negotiation.preferences import Preference
from .negotiation.selecting import Selection, select_exact
from .response_headers import HeaderFields, make_headers
from .responses import ResponseDraft, respond_from_document, send
from .shapes import ResponseShape
from .telling import address_here, tell_in_headers
from .turns import MockResponse, Turn
from .worlds.uploads import UPLOADS


def respond_with_rows(turn: Turn, shown: Shown, checked: CheckedRequest) -> MockResponse:
    """The response that shows rows. The first of these that keeps the contract:

    1. The documented body with the rows, and with what the operation tells beside them.
    2. The same with as much of each row as the schema allows.
    3. What the document shows without state.
    """
    operation = turn.operation
    status = shown.status or turn.ready.handled.declared.success
    selection = select_exact(operation, status, turn.accept)
    if selection is None:
        return respond_from_document(turn, checked)
    shown = _choose_file(turn, shown, selection)
    if shown.body is not None:
        return respond_with_file(turn, shown, selection) or respond_from_document(turn, checked)
    shape = turn.api.shapes.find(operation.operation_id, selection.content)
    if turn.items is not None and shape is not None and shape.is_list:
        applied = Preference(items=turn.items).applied
        shown = shown._replace(headers=(*shown.headers, ("Preference-Applied", applied)))
    for is_fitted in (False, True):
        made = _make(turn, shown, selection, shape, is_fitted=is_fitted)
        if made is not None and made.source == "resource":
            return made
    return respond_from_document(turn, checked)


def _choose_file(turn: Turn, shown: Shown, selection: Selection) -> Shown:
    """The file of a row instead of its members, if the client asks for a media type that is no other data."""
    row, content = shown.rows, selection.content
    if content is None or not isinstance(row, Mapping) or UPLOADS not in row or not is_file(turn.operation, content):
        return shown
    file = find_upload(row, "")
    return shown._replace(body=file["content"], content_type=file["media_type"]) if file else shown


def respond_with_file(turn: Turn, shown: Shown, selection: Selection) -> MockResponse | None:
    """The response with a file, in the first of these media types that keeps the contract; `None` if none does:

    1. that of the file
    2. a documented one, the one that the client likes best first
    """
    documented = make_headers(turn, selection, None, is_lenient=True)
    headers = _merge(documented, _own_headers(turn, shown, selection))
    types = [shown.content_type, selection.media_type or "", *selection.response.content]
    for media_type in dict.fromkeys(make_concrete(each) for each in types if each):
        response = Response(selection.status, (("Content-Type", media_type), *headers), shown.body or b"")
        violations = turn.ready.contract.check_response(turn.operation.method, response).violations
        if not any(violation.severity == "error" for violation in violations):
            return MockResponse(response, "resource", resource=shown.resource)
    return None


def _make(
    turn: Turn, shown: Shown, selection: Selection, shape: ResponseShape | None, *, is_fitted: bool
) -> MockResponse | None:
    try:
        body = _make_body(turn, shown, selection, shape, is_fitted=is_fitted)
        documented = make_headers(turn, selection, body, is_lenient=True)
        own = (*locate_created(turn, shown, selection), *_own_headers(turn, shown, selection))
    except (Unsatisfiable, DocumentError):
        return None
    told = tell_in_headers(turn, selection, shown.told)
    kept = tuple(field for field in documented if field[0].lower() not in told)
    headers = _merge(kept, (*(field for field in told.values() if field is not None), *own))
    draft = ResponseDraft("resource", selection.status, headers, body, selection.media_type, resource=shown.resource)
    return send(turn, draft)


def _make_body(turn: Turn, shown: Shown, selection: Selection, shape: ResponseShape | None, *, is_fitted: bool) -> Any:
    if selection.content is None:
        return None
    if shape is None or shown.rows is None:
        body, _ = make_body(turn, selection, is_lenient=True)
        return body
    body = shape.fit(shown.rows) if is_fitted else shape.write(shown.rows)
    return shape.tells.lay(body, shown.told, partial(address_here, turn))


def _own_headers(turn: Turn, shown: Shown, selection: Selection) -> HeaderFields:
    """The header fields that the handler makes, without those that break their schema."""
    documented = {header.name.lower(): header for header in selection.response.headers}
    kept: list[tuple[str, str]] = []
    for name, value in shown.headers:
        header = documented.get(name.lower())
        if header is None:
            kept.append((name, value))
            continue
        with suppress(Unsatisfiable):
            kept += turn.ready.examples.write_header(selection, header, value)
    return tuple(kept)


def _merge(documented: HeaderFields, own: HeaderFields) -> HeaderFields:
    names = {name.lower() for name, _ in own}
    return (*(field for field in documented if field[0].lower() not in names), *own)
