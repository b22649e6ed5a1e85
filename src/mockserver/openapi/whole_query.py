"""A parameter in `querystring`: the whole query is its value, in any media type (OpenAPI 3.2.0 §4.12.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from .bodies import BodyError, Content, find_codec, parse_json
from .media_types import parse_media_type
from .operations import Operation, Parameter
from .styles import StyleError, decode_percent


def make_query_reader(operation: Operation, parameter: Parameter) -> Callable[[str], Any]:
    """Return a reader of a query that is still percent-encoded. It raises `StyleError` or `BodyError`.

    1. A form is read as a body of that media type is, without the API keys that the operation's security schemes have
       in the query. Names that its schema does not declare are properties as well, so that the schema judges them.
    2. JSON is JSON.
    3. Any other media type is text.
    """
    content = parameter.content
    assert content is not None  # the reader of operations refuses a parameter without one
    media_type = parse_media_type(content.media_type)
    if media_type is not None and media_type.essence == "application/x-www-form-urlencoded":
        read = find_codec(media_type).make_reader(Content(operation.document, content))
        assert read is not None
        keys = {s.key for each in operation.security for s, _ in each.schemes if s.location == "query"}
        return lambda query: read(_without(query, keys).encode("utf-8", "replace"), media_type).value
    return _read_json if media_type is not None and media_type.is_json else decode_percent


def _without(query: str, names: set[str]) -> str:
    if not names:
        return query
    return "&".join(pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) not in names)


def _read_json(text: str) -> Any:
    try:
        return parse_json(decode_percent(text).encode())
    except BodyError as reason:
        raise StyleError(reason.message, text, reason.allowed) from None
