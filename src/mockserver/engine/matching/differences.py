"""Differences between what is expected of a request and the request. There are none if it is as expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Protocol

from ...openapi.messages import Request
from ...openapi.rules import quote
from .sent_request import SentRequest

_SECRET = "expected another value than the secret that was sent"


class Secrets(Protocol):
    """What of one request is not printed."""

    @property
    def has_whole_body(self) -> bool:
        """Whether the body itself is one secret."""

    @property
    def shown(self) -> Request:
        """The request without its secrets."""

    def has_member(self, name: str) -> bool:
        """Whether a member of the body is a secret."""

    def has_parameter(self, name: str) -> bool:
        """Whether a parameter of the query is a secret."""

    def has_field(self, name: str) -> bool:
        """Whether a header field, or a part of it, is a secret."""

    def hide(self, value: Any) -> Any:
        """Return a value of the body with the mask in place of its secrets."""


def iter_body_differences(wanted: Any, sent: SentRequest, secrets: Secrets | None = None) -> Iterator[str]:
    """How a request's JSON body differs from `wanted`; objects in the body may have more members.

    Bytes are compared with the body as a whole. Without `secrets`, everything is printed.
    """
    shown = sent.body if secrets is None else secrets.shown.body
    if isinstance(wanted, bytes):
        if wanted != sent.body:
            expected = repr(wanted) if shown == sent.body else "another one, with secrets"
            yield f"body: expected {expected}, was {shown[:100]!r}"
        return
    try:
        seen = sent.json
    except (ValueError, RecursionError):
        yield f"body: expected {quote(_hide(wanted, secrets))}, was not JSON: {shown[:100]!r}"
        return
    if secrets is not None and secrets.has_whole_body:
        yield from ([f"body: {_SECRET}"] if wanted != seen else [])
    else:
        yield from _iter_differences(wanted, seen, "", secrets)


def iter_query_differences(
    wanted: Mapping[str, Any], sent: SentRequest, secrets: Secrets | None = None
) -> Iterator[str]:
    """How the parameters of a query differ from those `wanted`, compared as text; a list is every value of one."""
    for name, value in wanted.items():
        expected = [_text(item) for item in value] if isinstance(value, (list, tuple)) else [_text(value)]
        seen = sent.query.get(name)
        is_secret = secrets is not None and secrets.has_parameter(name)
        if seen is None:
            yield f"query {name}: expected {_shown(value, is_secret)}, was absent{_near(name, sent.query)}"
        elif seen != expected and is_secret:
            yield f"query {name}: {_SECRET}"
        elif seen != expected:
            yield f"query {name}: expected {quote(value)}, was {quote(seen[0] if len(seen) == 1 else seen)}"


def iter_header_differences(
    wanted: Mapping[str, str], sent: SentRequest, secrets: Secrets | None = None
) -> Iterator[str]:
    """How header fields differ from those `wanted`."""
    for name, value in wanted.items():
        seen = sent.headers.get(name)
        is_secret = secrets is not None and secrets.has_field(name)
        if seen is None:
            yield f"header {name}: expected {_shown(value, is_secret)}, was absent"
        elif seen != value and is_secret and secrets is not None:
            yield f"header {name}: {_SECRET}; it has {quote(secrets.shown.headers.get(name))}"
        elif seen != value:
            yield f"header {name}: expected {quote(value)}, was {quote(seen)}"


def _iter_differences(wanted: Any, seen: Any, pointer: str, secrets: Secrets | None) -> Iterator[str]:
    place = f"body {pointer}".strip()
    if isinstance(wanted, Mapping) and isinstance(seen, Mapping):
        for name, value in wanted.items():
            is_secret = secrets is not None and secrets.has_member(str(name))
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


def _hide(value: Any, secrets: Secrets | None) -> Any:
    return value if secrets is None else secrets.hide(value)


def _shown(value: Any, is_secret: bool) -> str:
    return "a secret" if is_secret else quote(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _near(name: object, names: Mapping[Any, Any]) -> str:
    close = get_close_matches(str(name), [str(known) for known in names], n=1, cutoff=0.7)
    return f"; there is {close[0]}" if close else ""
