"""Differences between an expectation and a request. A request meets an expectation if there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from ...openapi.messages import Headers
from ...openapi.rules import quote
from .recorded_call import RecordedCall


def iter_body_differences(wanted: Any, call: RecordedCall) -> Iterator[str]:
    """How a request's JSON body differs from `wanted`; objects in the body may have more members."""
    if isinstance(wanted, bytes):
        if wanted != call.body:
            yield f"body: expected {wanted!r}, was {call.body[:100]!r}"
        return
    try:
        seen = call.json
    except ValueError:
        yield f"body: expected {quote(wanted)}, was not JSON: {call.body[:100]!r}"
        return
    yield from _iter_differences(wanted, seen, "")


def iter_query_differences(wanted: Mapping[str, Any], call: RecordedCall) -> Iterator[str]:
    for name, value in wanted.items():
        expected = [_text(item) for item in value] if isinstance(value, (list, tuple)) else [_text(value)]
        seen = call.query.get(name)
        if seen is None:
            yield f"query {name}: expected {quote(value)}, was absent{_near(name, call.query)}"
        elif seen != expected:
            shown = seen[0] if len(seen) == 1 else seen
            yield f"query {name}: expected {quote(value)}, was {quote(shown)}"


def iter_header_differences(wanted: Mapping[str, str], headers: Headers) -> Iterator[str]:
    for name, value in wanted.items():
        seen = headers.get(name)
        if seen is None:
            yield f"header {name}: expected {quote(value)}, was absent"
        elif seen != value:
            yield f"header {name}: expected {quote(value)}, was {quote(seen)}"


def _iter_differences(wanted: Any, seen: Any, pointer: str) -> Iterator[str]:
    if isinstance(wanted, Mapping) and isinstance(seen, Mapping):
        for name, value in wanted.items():
            if name in seen:
                yield from _iter_differences(value, seen[name], f"{pointer}/{name}")
            else:
                yield f"body {pointer}/{name}: expected {quote(value)}, was absent{_near(name, seen)}"
    elif _is_list(wanted) and _is_list(seen) and len(wanted) == len(seen):
        for index, value in enumerate(wanted):
            yield from _iter_differences(value, seen[index], f"{pointer}/{index}")
    elif wanted != seen or isinstance(wanted, bool) != isinstance(seen, bool):
        yield f"{f'body {pointer}'.strip()}: expected {quote(wanted)}, was {quote(seen)}"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _near(name: object, names: Mapping[Any, Any]) -> str:
    close = get_close_matches(str(name), [str(known) for known in names], n=1, cutoff=0.7)
    return f"; there is {close[0]}" if close else ""
