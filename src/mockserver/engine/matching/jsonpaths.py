"""JSONPath queries (RFC 9535) of JSON bodies."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathQuery

from ...openapi.errors import SandboxError
from ...openapi.rules import quote


def check_jsonpath(text: str) -> None:
    """Raise `SandboxError` if a text is not a JSONPath query."""
    from jsonpath_rfc9535 import JSONPathError

    try:
        _compile(text)
    except (JSONPathError, RecursionError) as reason:
        sentence = str(reason) if isinstance(reason, JSONPathError) else "it is nested too deeply"
        raise SandboxError(f"{quote(text)} is not a JSONPath query (RFC 9535): {sentence}") from None


def selects(text: str, value: Any) -> bool:
    """Whether a query that was checked selects something of a JSON value."""
    from jsonpath_rfc9535 import JSONPathError

    try:
        return bool(_compile(text).find(value))
    except (JSONPathError, RecursionError):  # a value that is nested more deeply than the query may descend
        return False


@lru_cache(maxsize=200)
def _compile(text: str) -> JSONPathQuery:
    """Compile a query; the library is imported for the first one."""
    from jsonpath_rfc9535 import compile as compile_query

    return compile_query(text)
