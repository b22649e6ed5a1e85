"""Bodies of items one after the other: JSON Lines, JSON text sequences (RFC 7464), server-sent events (HTML §9.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from ..documents import Document
from ..media_types import MediaType, parse_media_type
from ..operations import MediaTypeObject
from ..styles.shapes import Shape, read_shape
from .charsets import decode_text
from .errors import BodyError
from .json import parse_json

MAX_ITEMS = 100_000
EVENT_FIELDS = ("data", "event", "id", "retry")
END_OF_DATA = "[DONE]"  # what many APIs send last, and no schema speaks of

_T = TypeVar("_T")
_NEW_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class SequenceSchemas:
    """What a document says of a sequence."""

    whole: str | None  # pointer of the schema of all items as an array
    item: str | None  # pointer of the schema of each


def read_sequence_schemas(document: Document, declared: MediaTypeObject) -> SequenceSchemas | None:
    """The schemas of a sequence; `None` for content that is none, or that its author takes as one text.

    1. `itemSchema` is each item's, and a `schema` beside it that of all (OpenAPI 3.2.0 §4.14.1).
    2. Before 3.2 there was `schema` alone: one that admits arrays is that of all, one that admits strings takes the
       body as a text, and any other is each item's.
    """
    if declared.item_schema is not None:
        return SequenceSchemas(declared.schema, declared.item_schema)
    media_type = parse_media_type(declared.media_type)
    if media_type is None or not media_type.is_sequence:
        return None
    if declared.schema is None:
        return SequenceSchemas(None, None)
    shape = read_shape(document, declared.schema)
    if shape.has_array:
        return SequenceSchemas(declared.schema, None)
    return None if shape.has_text else SequenceSchemas(None, declared.schema)


class SequenceReader:
    """Reads the items of a body into a list."""

    def __init__(self, document: Document, schemas: SequenceSchemas) -> None:
        whole = read_shape(document, schemas.whole)
        self._item = read_shape(document, schemas.item) if schemas.item is not None else whole.item

    def read(self, raw: bytes, media_type: MediaType) -> list[Any]:
        """`BodyError` with the index of the item that cannot be read."""
        if media_type.essence == "text/event-stream":
            events = _iter_events(decode_text(raw, None).removeprefix("\ufeff"))
            wanted = (event for event in events if event.get("data") != END_OF_DATA)
            return [_event_value(event, self._item) for event in _bounded(wanted)]
        separator = b"\x1e" if media_type.subtype.endswith("json-seq") else b"\n"
        texts = _bounded(text for text in raw.split(separator) if text.strip())
        return [_parse(text, index) for index, text in enumerate(texts)]


def _bounded(items: Iterable[_T]) -> list[_T]:
    found = list(islice(items, MAX_ITEMS + 1))
    if len(found) > MAX_ITEMS:
        raise BodyError(f"has more than {MAX_ITEMS:,} items", allowed=f"up to {MAX_ITEMS} items")
    return found


def _parse(text: bytes, index: int) -> Any:
    try:
        return parse_json(text)
    except BodyError as reason:
        raise reason.under(str(index)) from None


def _iter_events(text: str) -> Iterator[dict[str, Any]]:
    """HTML §9.2.6, save that the last event counts without an empty line after it, and one without data, too."""
    event: dict[str, Any] = {}
    data: list[str] = []
    for line in [*_NEW_LINE.split(text), ""]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line and (event or data):
            yield {"data": "\n".join(data), **event} if data else event
            event, data = {}, []
        elif name == "data":
            data.append(value)
        elif name == "retry" and value.isascii() and value.isdecimal() and len(value) < 19:
            event["retry"] = int(value)
        elif name in ("event", "id"):
            event[name] = value


def _event_value(event: dict[str, Any], item: Shape) -> Any:
    """The event itself where the schema speaks of events, else its data, which are JSON."""
    is_event = item.is_open or "data" in item.properties
    data = item.properties.get("data", item) if is_event else item
    if "data" in event and not data.has_text:
        event["data"] = _json_or_text(event["data"])
    return event if is_event else event.get("data")


def _json_or_text(text: str) -> Any:
    try:
        return parse_json(text.encode())
    except BodyError:
        return text  # for a validator to say what it thinks of it
