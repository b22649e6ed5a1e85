"""Which header field makes a request safe to repeat: `Idempotency-Key`."""

from __future__ import annotations

from typing import Any

from ...openapi.errors import DocumentError
from ...openapi.operations import Operation, Parameter
from ...openapi.resources.words import plain_name, words_of

_NAME = "idempoten"  # idempotent, idempotency, idempotence
_WORDS = ("id", "key", "token", "nonce")
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110 §9.2.1


def find_idempotency_key(operation: Operation) -> str | None:
    """The header parameter whose value a client sends again with a repeated request; `None` if there is none.

    1. One that is called so, in any spelling: `Idempotency-Key`, `X-Idempotency-Key`
    2. An identifier of the request whose description says so: `X-Request-Id`
    """
    if operation.method in _SAFE:
        return None
    headers = [each for each in operation.parameters if each.location == "header"]
    named = next((each.name for each in headers if _NAME in plain_name(each.name)), None)
    return named or next((each.name for each in headers if _is_described(operation, each)), None)


def _is_described(operation: Operation, parameter: Parameter) -> bool:
    if words_of(parameter.name)[-1:] not in [(word,) for word in _WORDS]:
        return False
    return _NAME in _describe(operation, parameter).lower()


def _describe(operation: Operation, parameter: Parameter) -> str:
    try:
        _, found = operation.document.resolve(parameter.pointer)
    except DocumentError:
        return ""
    texts: list[Any] = [found.get("description"), found.get("summary")] if isinstance(found, dict) else []
    return " ".join(text for text in texts if isinstance(text, str))
