"""The header fields that tell a client what is left of a rate limit, where the document declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..openapi.generation import Unsatisfiable
from ..openapi.operations import ResponseHeader
from .faults.rate_limit import Quota
from .negotiation.selecting import select_exact
from .turns import Turn

_UNTIL = re.compile(
    r"seconds? (?:until|left|before|remaining|to wait)|time (?:until|left|remaining)|delta", re.IGNORECASE
)
_MOMENT = re.compile(r"epoch|unix|utc|timestamp|date", re.IGNORECASE)


def make_rate_fields(turn: Turn, status: int, quota: Quota) -> tuple[tuple[str, str], ...]:
    """The declared fields of a response with that status, each with the first value that keeps its schema."""
    selection = select_exact(turn.operation, status, turn.accept)
    if selection is None:
        return ()
    made: list[tuple[str, str]] = []
    for header in selection.response.headers:
        for value in _iter_values(turn, header, quota):
            try:
                made += turn.ready.examples.write_header(selection, header, value)
            except Unsatisfiable:
                continue
            break
    return tuple(made)


def _iter_values(turn: Turn, header: ResponseHeader, quota: Quota) -> Iterator[Any]:
    """The values that a field may have, the likeliest first; none for a field that is about something else.

    - `RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset` with `X-` or without (draft-ietf-httpapi-ratelimit-
      headers-03), also written `Rate-Limit`.
    - `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10).
    """
    name = header.name.lower().replace("-", "").replace("_", "")
    limit, window, left = quota.rule.limit, round(quota.rule.window_seconds), max(quota.remaining, 0)
    values: dict[str, tuple[Any, ...]] = {
        "ratelimit": (f'"default";r={left};t={quota.seconds}', limit),
        "ratelimitpolicy": (f'"default";q={limit};w={window}', f"{limit};w={window}"),
        "ratelimitlimit": (limit,),
        "ratelimitremaining": (left,),
        "ratelimitused": (limit - left,),
        "ratelimitresetafter": (quota.seconds,),
    }
    plain = name.removeprefix("x")
    found = _order_resets(turn, header, quota) if plain == "ratelimitreset" else values.get(plain, ())
    if name == "xratelimit":
        found = (limit,)
    for value in found:
        yield value
        yield str(value)


def _order_resets(turn: Turn, header: ResponseHeader, quota: Quota) -> tuple[Any, ...]:
    """When the window ends: in seconds from now, or as a moment.

    1. What the description says.
    2. A moment if the name begins with `X-`, as GitHub's; else seconds, as in the draft.
    """
    seconds, moment = quota.seconds, int(quota.ends.timestamp())
    text = quota.ends.isoformat(timespec="seconds").replace("+00:00", "Z")
    _, declared = turn.operation.document.resolve(header.pointer)
    said = str(declared.get("description", "")) if isinstance(declared, dict) else ""
    is_moment = bool(_MOMENT.search(said)) or header.name.lower().startswith("x")
    if is_moment and not _UNTIL.search(said):
        return moment, text, seconds
    return seconds, moment, text
