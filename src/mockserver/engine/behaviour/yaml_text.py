"""Values as YAML text that is pleasant to read and to change by hand, with comments.

Small values stand on one line, `{resource: category, member: category_id}`; larger ones are spread over lines. A text
stands in quotes only if it would be something else without them. The subset is YAML 1.2 (core schema, §10.3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from ...openapi.pointers import escape
from ...openapi.printable import escape_unprintable

WIDTH = 110  # characters of a line
_NO_COMMENTS: Mapping[str, str] = {}
_PLAIN = re.compile(r"-?[A-Za-z_/][A-Za-z0-9_/.+~-]*(?:[ :][A-Za-z0-9_/.+~-]+)*")
_OTHER = re.compile("true|false|null", re.IGNORECASE)  # not a text without quotes (YAML 1.2.2 §10.3.2)
_ESCAPED = re.compile(r"[^\x20-\x7e\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def write_yaml(value: Mapping[str, Any], comments: Mapping[str, str] = _NO_COMMENTS, spread: int = 2) -> str:
    """Return the text of a mapping that is not empty; `comments` are by the pointers of keys.

    The first `spread` levels are spread over lines, however small they are.

    >>> print(write_yaml({"operations": {"readBook": {"action": "read"}}}, {"/operations/readBook": "likely"}), end="")
    operations:
      readBook: # likely
        action: read
    """
    sections = ("\n".join(_iter_entry(key, part, f"/{escape(key)}", comments, spread)) for key, part in value.items())
    return "\n\n".join(sections) + "\n"


def write_flow(value: Any) -> str:
    """Return a value on one line: `{status: [open, held]}`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_write_text(key)}: {write_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    if isinstance(value, str):
        return _write_text(value)
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    return json.dumps(value)


def _iter_entry(key: str, value: Any, pointer: str, comments: Mapping[str, str], spread: int) -> Iterator[str]:
    """Yield the lines of one key of a mapping, and its comment: beside the key, or before it if it is long."""
    flow = write_flow(value)
    line = f"{_write_text(key)}: {flow}"
    is_spread = bool(value) and isinstance(value, (Mapping, list, tuple)) and (spread > 0 or len(line) > WIDTH)
    if is_spread:
        line = line[: -len(flow) - 1]
    comment = escape_unprintable(" ".join(comments.get(pointer, "").split()))
    if comment and len(line) + len(comment) + 3 <= WIDTH:
        line = f"{line} # {comment}"
    elif comment:
        yield from (f"# {part}" for part in wrap(comment, WIDTH - 2, break_on_hyphens=False))
    yield line
    if is_spread:
        yield from ("  " + inner if inner else inner for inner in _iter_block(value, pointer, comments, spread - 1))


def _iter_block(value: Any, pointer: str, comments: Mapping[str, str], spread: int) -> Iterator[str]:
    """Yield the lines of a mapping or list that is not empty."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _iter_entry(key, part, f"{pointer}/{escape(key)}", comments, spread)
        return
    for index, item in enumerate(value):
        flow = write_flow(item)
        if not item or not isinstance(item, (Mapping, list, tuple)) or (len(flow) <= WIDTH and spread <= 0):
            yield f"- {flow}"
            continue
        mark = "- "
        for line in _iter_block(item, f"{pointer}/{index}", comments, spread - 1):
            yield mark + line
            mark = "  "


def _write_text(text: str) -> str:
    if _PLAIN.fullmatch(text) and not _OTHER.fullmatch(text):
        return text
    return _ESCAPED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
