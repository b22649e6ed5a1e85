"""Masks the secret members of bodies, by their media type.

A body that cannot be read as its media type says, and one that is large, is cut at the first name that may be one of
a secret: what follows may be the secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from ...openapi.bodies import BodyError
from ...openapi.bodies.charsets import decode_text, encode_text
from ...openapi.media_types import MediaType, parse_media_type
from .fields import mask_address, mask_field, mask_query
from .markup import mask_xml
from .names import MASK, Hidden, SecretNames, cut

MaskText = Callable[[str, SecretNames, Hidden], str]

LARGE = 100_000  # bytes that are masked in about 10 ms
_ESCAPES = ("\\u", "%")  # of characters in names: JSON's, and those of forms
_FORM = re.compile(r"[^\s=&<>{}\"']+=[^\s{}<>]*", re.ASCII)
_PART_NAME = re.compile(r"\bname\*?=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;\"]+))", re.IGNORECASE)


def mask_body(body: bytes, content_type: str | None, names: SecretNames, hidden: Hidden) -> bytes:
    """Return a body with the mask in place of every member whose name is one of a secret; a large one is cut instead.

    >>> mask_body(b'{"user":"ann","password":"hunter2"}', "application/json", SecretNames(), Hidden())
    b'{"user":"ann","password":"***"}'
    """
    if len(body) > LARGE:
        return names.cut(body)
    media_type = parse_media_type(content_type) if content_type is not None else None
    charset = media_type.parameter("charset") if media_type is not None else None
    mask = _find_mask(media_type)
    try:
        text = decode_text(body, charset)
    except BodyError:
        charset, text = None, body.decode("utf-8", "surrogateescape")
    if "\0" in text:  # UTF-16 without a charset, or no text
        return body if mask is None else MASK.encode()
    if names.find_mention(text) < 0 and not any(escape in text for escape in _ESCAPES):
        return body
    masked = (mask or _mask_unknown)(text, names, hidden)
    if masked == text:
        return body
    return encode_text(masked, charset) if charset is not None else _encode(masked)


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can escape
        return text.encode("utf-8", "backslashreplace")


def hide_body(body: bytes, hidden: Hidden) -> bytes:
    """Return the mask for a body that is one secret."""
    hidden.hide(body.decode("utf-8", "replace").strip().strip('"'))
    return MASK.encode()


def _find_mask(media_type: MediaType | None) -> MaskText | None:
    """Return the function for a media type; `None` if it has none."""
    if media_type is None:
        return None
    if media_type.is_json:
        return mask_json
    if media_type.essence == "application/x-www-form-urlencoded":
        return mask_form
    if media_type.type == "multipart":
        boundary = media_type.parameter("boundary") or ""
        return lambda text, names, hidden: _mask_multipart(text, boundary, names, hidden)
    if media_type.is_sequence:
        return _mask_sequence
    return mask_xml if media_type.is_xml else None


def mask_json(text: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask JSON text; without its secrets it is written anew."""
    try:
        value = json.loads(text)
        return json.dumps(mask_value(value, names, hidden), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return cut(text, names)


def mask_value(value: Any, names: SecretNames, hidden: Hidden) -> Any:
    """Return a copy of a JSON value with the mask in place of its secrets; null, booleans and empty texts are none."""
    if isinstance(value, dict):
        return {
            name: _hide_value(item, hidden) if name in names else mask_value(item, names, hidden)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [mask_value(item, names, hidden) for item in value]
    if isinstance(value, str) and names.find_mention(value) >= 0:
        return _mask_unknown(value, names, hidden)  # JSON or GraphQL inside JSON
    return value


def _hide_value(value: Any, hidden: Hidden) -> Any:
    if value is None or isinstance(value, bool) or value == "":
        return value
    for item in _iter_scalars(value):
        hidden.hide(item)
    return MASK


def _iter_scalars(value: Any) -> list[str]:
    found, pending = list[str](), [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            pending += item.values()
        elif isinstance(item, list):
            pending += item
        elif item is not None and not isinstance(item, bool):
            found.append(item if isinstance(item, str) else json.dumps(item))
    return found


def mask_form(text: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask the values of secret names, and JSON and addresses in other values: `meta=%7B%22password%22…`."""
    pairs = mask_query(text, names, hidden).split("&")
    for place, pair in enumerate(pairs):
        name, equals, value = pair.partition("=")
        pairs[place] = name + equals + _mask_form_value(value, names, hidden)
    return "&".join(pairs)


def _mask_form_value(value: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask the JSON or the address that a value is, with or without percent-encoding."""
    for text in dict.fromkeys((value, unquote_plus(value, errors="replace"))):
        masked = text
        if text[:1] in ("{", "[") and names.find_mention(text) >= 0:
            masked = mask_json(text, names, hidden)
        elif "://" in text or "?" in text:
            masked = mask_address(text, names, hidden)
        if masked != text:
            return masked if text is value else quote_plus(masked, errors="replace")
    return value


def _mask_sequence(text: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask each item of JSON lines, of a JSON text sequence (RFC 7464) or of an event stream."""
    if "\x1e" in text:
        return "\x1e".join(
            mask_json(item, names, hidden) + "\n" if item.strip() else item for item in text.split("\x1e")
        )
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        data = line.removeprefix("data:")
        bare = data.strip()
        if not bare or (names.find_mention(bare) < 0 and "\\u" not in bare):
            continue
        masked = mask_json(bare, names, hidden)
        lines[place] = line[: len(line) - len(data)] + data.replace(bare, masked)
        if not _is_json(bare):  # a value may go on in the next lines
            return "".join(lines[: place + 1])
    return "".join(lines)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _mask_multipart(text: str, boundary: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask the parts whose names are those of secrets, and the JSON in other parts (RFC 7578)."""
    limit = f"--{boundary}"
    if not boundary or limit not in text:
        return cut(text, names)
    return limit.join(_mask_part(piece, names, hidden) for piece in text.split(limit))


def _mask_part(piece: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask one part, from the end of its boundary to the beginning of the next: its content, and its header fields."""
    end = "\r\n\r\n" if "\r\n\r\n" in piece else "\n\n"
    head, blank, content = piece.partition(end)
    if not blank:
        return cut(piece, names) if piece.strip("-\r\n ") else piece
    line_end = "\r\n" if content.endswith("\r\n") else "\n" if content.endswith("\n") else ""
    bare = content.removesuffix(line_end)
    named = _PART_NAME.search(head)
    name = (named[1] or named[2] or "") if named is not None else ""
    if names.find_mention(head) >= 0:
        head = "\n".join(_mask_line(line, names, hidden) for line in head.split("\n"))
    if names.has_key(name):
        return f"{head}{blank}{hidden.hide(bare) if bare else ''}{line_end}"
    if names.find_mention(bare) >= 0:
        bare = _mask_unknown(bare, names, hidden)
    return f"{head}{blank}{bare}{line_end}"


def _mask_line(line: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask a header field of a part, which RFC 7578 §4.8 tells readers to ignore and writers still send."""
    name, colon, value = line.partition(":")
    bare = value.strip(" \t\r")
    if not colon or not bare:
        return line
    masked = mask_field(name.strip().lower(), bare, names, hidden)
    return line if masked == bare else f"{name}{colon}{value.replace(bare, masked)}"


def _mask_unknown(text: str, names: SecretNames, hidden: Hidden) -> str:
    """Mask text of no known media type by its first character."""
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return mask_json(text, names, hidden)
    if start == "<":
        return mask_xml(text, names, hidden)
    if _FORM.match(text):
        return mask_form(text, names, hidden)
    return names.cut_value(text)
