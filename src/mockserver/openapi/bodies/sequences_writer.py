"""Items one after the other: JSON Lines, JSON text sequences (RFC 7464), server-sent events (HTML §9.2)."""

from __future__ import annotations

import re
from typing import Any

from ..json_text import scalar_text, write_json
from ..media_types import MediaType
from .sequences import EVENT_FIELDS

_LINES = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_EVENTS = re.compile(rb"(?s).*?(?:\r\n\r\n|\n\n|\r\r)|.+\Z")
_RECORDS = re.compile(rb"(?s)\x1e[^\x1e]*|\A[^\x1e]+")
_NEW_LINE = re.compile(r"\r\n|\r|\n")  # nothing else ends a line in an event


def write_items(items: list[Any], media_type: MediaType) -> list[bytes]:
    """Each item as the piece of the body that stands for it."""
    if media_type.essence == "text/event-stream":
        return [_write_event(item) for item in items]
    start = b"\x1e" if media_type.subtype.endswith("json-seq") else b""
    return [start + write_json(item) + b"\n" for item in items]


def split_items(raw: bytes, media_type: MediaType) -> list[bytes]:
    """A body that was written by hand, where one item ends and the next begins; nothing of it is lost."""
    if media_type.essence == "text/event-stream":
        return _EVENTS.findall(raw)
    return (_RECORDS if media_type.subtype.endswith("json-seq") else _LINES).findall(raw)


def _write_event(item: Any) -> bytes:
    """An object of an event's own fields is an event; anything else is the data of one."""
    fields = item if is_event(item) else {"data": item}
    lines = [f"{name}: {_one_line(scalar_text(fields[name]))}" for name in EVENT_FIELDS[1:] if name in fields]
    if "data" in fields:
        data = fields["data"]
        text = data if isinstance(data, str) else write_json(data).decode()
        lines += [f"data: {line}" for line in _NEW_LINE.split(text)]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode("utf-8", "replace")


def is_event(item: Any) -> bool:
    """Whether an item is an event rather than the data of one: `{event: added, data: …}`."""
    return isinstance(item, dict) and item.keys() <= set(EVENT_FIELDS) and ("data" in item or "event" in item)


def _one_line(text: str) -> str:
    return _NEW_LINE.sub(" ", text)
