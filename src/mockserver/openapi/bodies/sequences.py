"""Items one after the other: JSON Lines, JSON text sequences (RFC 7464), server-sent events (HTML §9.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, islice
from typing import Any, TypeVar

from ..json_text import scalar_text, write_json
from ..media_types import MediaType
from ..styles import Shape, read_shape
from .charsets import decode_text, require_utf_8
from .codec import Codec, Read, Write, find_bytes, label_text
from .content import Content, ReadBody, SequenceSchemas, Written
from .errors import BodyError
from .json import parse_json

MAX_ITEMS = 100_000

_EVENTS = "text/event-stream"
_EVENT_FIELDS = ("data", "event", "id", "retry")
_END_OF_DATA = "[DONE]"  # many APIs send it last; schemas do not describe it
_NEW_LINE = re.compile(r"\r\n|\r|\n")  # nothing else ends a line in an event

_BETWEEN_LINES = re.compile(rb"[^\n]+")
_BETWEEN_SEPARATORS = re.compile(rb"[^\x1e]+")

# where an item ends in a text written by hand
_LINE_PIECES = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_EVENT_PIECES = re.compile(rb"(?s).*?(?:\r\n\r\n|\n\n|\r\r)|.+\Z")
_RECORD_PIECES = re.compile(rb"(?s)\x1e[^\x1e]*|\A[^\x1e]+")

_T = TypeVar("_T")


# reading


class SequenceReader:
    """Reads the items of a body into a list."""

    def __init__(self, content: Content, schemas: SequenceSchemas) -> None:
        self._content = content
        whole = read_shape(content.document, schemas.whole)
        self._item = read_shape(content.document, schemas.item) if schemas.item is not None else whole.item

    def read(self, raw: bytes, media_type: MediaType) -> ReadBody:
        """Read a body. Raises `BodyError` with the index of an item that cannot be read."""
        require_utf_8(media_type.parameter("charset"))
        items = self._read_events(raw) if media_type.essence == _EVENTS else _read_records(raw, media_type)
        return self._content.body(items)

    def _read_events(self, raw: bytes) -> list[Any]:
        events = _iter_events(decode_text(raw, None).removeprefix("\ufeff"))
        wanted = (event for event in events if event.get("data") != _END_OF_DATA)
        return [_read_event(event, self._item) for event in _take_bounded(wanted)]


def _read_records(raw: bytes, media_type: MediaType) -> list[Any]:
    pieces = _BETWEEN_SEPARATORS if _is_json_seq(media_type) else _BETWEEN_LINES
    texts = _take_bounded(match.group() for match in pieces.finditer(raw) if match.group().strip())
    return [_parse_record(text, index) for index, text in enumerate(texts)]


def _is_json_seq(media_type: MediaType) -> bool:
    return media_type.subtype.endswith("json-seq")


def _take_bounded(items: Iterable[_T]) -> list[_T]:
    found = list(islice(items, MAX_ITEMS + 1))
    if len(found) > MAX_ITEMS:
        raise BodyError(f"has more than {MAX_ITEMS:,} items", allowed=f"up to {MAX_ITEMS} items")
    return found


def _parse_record(text: bytes, index: int) -> Any:
    try:
        return parse_json(text)
    except BodyError as reason:
        raise reason.under(str(index)) from None


def _iter_events(text: str) -> Iterator[dict[str, Any]]:
    """Yield events as HTML §9.2.6 has it, and also the last without an empty line after it, and those without data."""
    event: dict[str, Any] = {}
    data: list[str] = []
    for line in chain(_iter_lines(text), ("",)):
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


def _iter_lines(text: str) -> Iterator[str]:
    start = 0
    for match in _NEW_LINE.finditer(text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _read_event(event: dict[str, Any], item: Shape) -> Any:
    """Return the event itself if the schema describes events, otherwise its data, which are JSON."""
    is_event = item.is_open or "data" in item.properties
    data = item.properties.get("data", item) if is_event else item
    if "data" in event and not data.has_text:
        event["data"] = _read_data(event["data"])
    return event if is_event else event.get("data")


def _read_data(text: str) -> Any:
    try:
        return parse_json(text.encode())
    except BodyError:
        return text  # the validator says what is wrong with it


# writing


def write_sequence(value: Any, media_type: MediaType) -> Written:
    """Write each item as a piece; a text written by hand is cut where its items end, and nothing of it is lost."""
    raw = find_bytes(value, media_type)
    if raw is None:
        items = value if isinstance(value, list) else [value]
        write_item = _write_event if media_type.essence == _EVENTS else _write_record
        pieces = [write_item(item, media_type) for item in items]
    else:
        pieces = _find_pieces(media_type).findall(raw)
    return Written(label_text(media_type), b"".join(pieces), tuple(accumulate(map(len, pieces))) or (0,))


def _find_pieces(media_type: MediaType) -> re.Pattern[bytes]:
    if media_type.essence == _EVENTS:
        return _EVENT_PIECES
    return _RECORD_PIECES if _is_json_seq(media_type) else _LINE_PIECES


def _write_record(item: Any, media_type: MediaType) -> bytes:
    return (b"\x1e" if _is_json_seq(media_type) else b"") + write_json(item) + b"\n"


def _write_event(item: Any, _: MediaType) -> bytes:
    """Write an item that has only the fields of an event as one; any other is the data of an event."""
    fields = item if _is_event(item) else {"data": item}
    lines = [f"{name}: {_one_line(scalar_text(fields[name]))}" for name in _EVENT_FIELDS[1:] if name in fields]
    if "data" in fields:
        data = fields["data"]
        text = data if isinstance(data, str) else write_json(data).decode()
        lines += [f"data: {line}" for line in _NEW_LINE.split(text)]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode("utf-8", "replace")


def _is_event(item: Any) -> bool:
    """Whether an item is an event, `{event: added, data: …}`, and not the data of one."""
    return isinstance(item, dict) and item.keys() <= set(_EVENT_FIELDS) and ("data" in item or "event" in item)


def _one_line(text: str) -> str:
    return _NEW_LINE.sub(" ", text)


# the family


def _make_reader(content: Content) -> Read | None:
    return SequenceReader(content, content.sequence).read if content.sequence is not None else None


def _make_writer(content: Content) -> Write | None:
    return write_sequence if content.sequence is not None else None


CODEC = Codec(_make_reader, _make_writer)
