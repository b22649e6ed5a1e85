"""Bodies and header values that are generated for a response, as the settings and the request want them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..openapi.generation import Manner
from ..openapi.media_types import parse_media_type
from ..openapi.messages import Request
from .negotiation.selecting import Selection
from .turns import Turn

if TYPE_CHECKING:
    from ..openapi.generation import Dynamic

BODY_LIMIT = 100_000  # bytes of a request body in which a cursor is looked for


def choose_manner(turn: Turn, status: int, *, is_lenient: bool = False) -> Manner:
    """How a value for a response is chosen: an error may say that it is one, a further page is the last and empty."""
    from ..openapi.generation.neutral_members import asks_for_further_page

    is_failure = status >= 400
    return Manner(
        turn.settings.optional,
        is_neutral=not is_failure,
        is_last_page=not is_failure and asks_for_further_page(iter_members(turn.request)),
        is_lenient=is_lenient,
    )


def invent(turn: Turn, selection: Selection, dynamic: Dynamic | None, *, is_lenient: bool = False) -> Any:
    """A body for a documented response; the best attempt if it may be lenient. Raises `Unsatisfiable` if not."""
    from ..openapi.generation.bodies import invent_body

    content = selection.content
    assert content is not None
    manner = choose_manner(turn, selection.status, is_lenient=is_lenient)
    return invent_body(turn.api.document, turn.api.generator, content, dynamic, manner)


def iter_members(request: Request) -> Iterator[tuple[str, Any]]:
    """Yield the parameters of the query and the members of a small JSON or form body."""
    yield from parse_qsl(request.query)
    if not request.body or len(request.body) > BODY_LIMIT:
        return
    media_type = parse_media_type(request.headers.get("content-type") or "")
    if media_type is None:
        return
    try:
        if media_type.is_json:
            body = json.loads(request.body)
            yield from body.items() if isinstance(body, dict) else ()
        elif media_type.essence == "application/x-www-form-urlencoded":
            yield from parse_qsl(request.body.decode())
    except (ValueError, RecursionError):
        return
