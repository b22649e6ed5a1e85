"""Fields that describe a message on the wire: no document, handler or prepared response decides them."""

from __future__ import annotations

from functools import lru_cache

from ..openapi.bodies.content_encoding import read_content_encoding
from ..openapi.bodies.errors import BodyError, BodyTooLarge
from ..openapi.messages import WIRE_FIELDS, Response

_LIMIT = 64 * 2**20  # bytes that a body may become when its codings are undone

Fields = tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)
def has_wire_fields(fields: Fields) -> bool:
    """Whether any field describes the message on the wire. Most responses carry one of a few sets of fields."""
    return any(name.lower() in WIRE_FIELDS for name, _ in fields)


def drop_wire_fields(response: Response) -> Response:
    """The response without them: the server that sends it adds its own.

    Content-Encoding is kept if the body is encoded so (RFC 9110 §8.4): a client would fail to decode plain bytes.
    """
    coding = ", ".join(value for name, value in response.headers if name.lower() == "content-encoding")
    is_kept = bool(coding) and _is_encoded(coding, response.body)
    kept = (
        (name, value)
        for name, value in response.headers
        if name.lower() not in WIRE_FIELDS or (is_kept and name.lower() == "content-encoding")
    )
    return response._replace(headers=tuple(kept))


def _is_encoded(coding: str, body: bytes) -> bool:
    """Whether bytes are in a coding, as far as that can be known: text in an unknown coding is not."""
    try:
        return bool(body) and read_content_encoding(coding, body, _LIMIT) != body
    except BodyTooLarge:
        return True
    except BodyError as reason:
        return "is not understood" in reason.message and not _is_text(body)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
