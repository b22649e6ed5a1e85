"""Differences between an expectation and a request. A request meets an expectation if there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from ...engine.masking import Hidden, SecretNames, mask_value
from ...openapi.rules import quote
from .recorded_call import RecordedCall

_SECRET = "expected another value than the secret that was sent"


def iter_body_differences(wanted: Any, call: RecordedCall) -> Iterator[str]:
    """How a request's JSON body differs from `wanted`; objects in the body may have more members."""
    plan = call.masker.find_plan(call.exchange)
    if isinstance(wanted, bytes):
        if wanted != call.body:
            shown = call.shown.request.body
            expected = repr(wanted) if shown == call.body else "another one, with secrets"
            yield f"body: expected {expected}, was {shown[:100]!r}"
        return
    try:
        seen = call.json
    except ValueError:
        expected = quote(_hide(wanted, plan.request.names if plan is not None else None))
        yield f"body: expected {expected}, was not JSON: {call.shown.request.body[:100]!r}"
        return
    if plan is not None and plan.request.is_whole:
        yield from ([f"body: {_SECRET}"] if wanted != seen else [])
    else:
        yield from _iter_differences(wanted, seen, "", plan.request.names if plan is not None else None)


def iter_query_differences(wanted: Mapping[str, Any], call: RecordedCall) -> Iterator[str]:
    plan = call.masker.find_plan(call.exchange)
    for name, value in wanted.items():
        expected = [_text(item) for item in value] if isinstance(value, (list, tuple)) else [_text(value)]
        seen = call.query.get(name)
        is_secret = plan is not None and plan.fields.has_key(name)
        if seen is None:
            yield f"query {name}: expected {_shown(value, is_secret)}, was absent{_near(name, call.query)}"
        elif seen != expected and is_secret:
            yield f"query {name}: {_SECRET}"
        elif seen != expected:
            shown = seen[0] if len(seen) == 1 else seen
            yield f"query {name}: expected {quote(value)}, was {quote(shown)}"


def iter_header_differences(wanted: Mapping[str, str], call: RecordedCall) -> Iterator[str]:
    plan = call.masker.find_plan(call.exchange)
    for name, value in wanted.items():
        seen = call.headers.get(name)
        is_secret = plan is not None and plan.is_secret_field(name)
        if seen is None:
            yield f"header {name}: expected {_shown(value, is_secret)}, was absent"
        elif seen != value and is_secret:
            yield f"header {name}: {_SECRET}; it has {quote(call.shown.request.headers.get(name))}"
        elif seen != value:
            yield f"header {name}: expected {quote(value)}, was {quote(seen)}"


def _iter_differences(wanted: Any, seen: Any, pointer: str, secrets: SecretNames | None) -> Iterator[str]:
    place = f"body {pointer}".strip()
    if isinstance(wanted, Mapping) and isinstance(seen, Mapping):
        for name, value in wanted.items():
            is_secret = secrets is not None and str(name) in secrets
            if name not in seen:
                shown = _shown(_hide(value, secrets), is_secret)
                yield f"body {pointer}/{name}: expected {shown}, was absent{_near(name, seen)}"
            elif not is_secret:
                yield from _iter_differences(value, seen[name], f"{pointer}/{name}", secrets)
            elif any(_iter_differences(value, seen[name], "", None)):
                yield f"body {pointer}/{name}: {_SECRET}"
    elif _is_list(wanted) and _is_list(seen) and len(wanted) == len(seen):
        for index, value in enumerate(wanted):
            yield from _iter_differences(value, seen[index], f"{pointer}/{index}", secrets)
    elif wanted != seen or isinstance(wanted, bool) != isinstance(seen, bool):
        yield f"{place}: expected {quote(_hide(wanted, secrets))}, was {quote(_hide(seen, secrets))}"


def _hide(value: Any, secrets: SecretNames | None) -> Any:
    return value if secrets is None else mask_value(value, secrets, Hidden())


def _shown(value: Any, is_secret: bool) -> str:
    return "a secret" if is_secret else quote(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _near(name: object, names: Mapping[Any, Any]) -> str:
    close = get_close_matches(str(name), [str(known) for known in names], n=1, cutoff=0.7)
    return f"; there is {close[0]}" if close else ""
