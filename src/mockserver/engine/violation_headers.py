"""Violations as header fields beside the response: JSON in ASCII, limited in size.

`Mock-Violations` is our name. `sl-violations` is the name that clients of Prism read; its value is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..openapi.operations import Operation, Parameter
from ..openapi.pointers import split
from ..openapi.rules import Violation

NAMES = ("Mock-Violations", "sl-violations")
SIZE_LIMIT = 7000  # bytes of one field: many clients read no more than 16 kB of fields, and there are two
MESSAGE_LIMIT = 500  # characters of one sentence
_encode = json.JSONEncoder(separators=(",", ":")).encode
_SEVERITIES = {"error": "Error", "warning": "Warning"}  # Prism's words
_CODES = {"security": "401", "body.media-type": "415", "response.status": "status"}


def write_violations(
    violations: Sequence[Violation], deprecated: Iterable[Operation | Parameter]
) -> tuple[tuple[str, str], ...]:
    """The fields that list violations, and what the request used that is deprecated.

    An entry: `{"location":["request","body","name"],"severity":"Error","code":"minLength","message":"…","rule":"…"}`.
    If not all of them fit, a last entry says how many are left out.
    """
    entries = [*violations, *deprecated]
    shown: list[str] = []
    size = 2  # the brackets
    for at, entry in enumerate(entries):
        text = _encode(_describe(entry))
        if size + len(text) + 1 > SIZE_LIMIT - 200 * (at + 1 < len(entries)):
            shown.append(_left_out(len(entries) - at))
            break
        shown.append(text)
        size += len(text) + 1
    value = f"[{','.join(shown)}]"
    return tuple((name, value) for name in NAMES)


def _describe(entry: Violation | Operation | Parameter) -> dict[str, Any]:
    if isinstance(entry, Violation):
        code = _CODES.get(entry.rule) or _CODES.get(entry.rule.partition(".")[0])
        return {
            "location": list(_locate(entry)),
            "severity": _SEVERITIES[entry.severity],
            "code": code or entry.keyword or entry.rule.partition(".")[2],
            "message": _cut(str(entry)),
            "rule": entry.rule,
        }
    if isinstance(entry, Operation):
        location, name = ["request"], str(entry)
    else:
        location, name = ["request", entry.location, entry.name], f"{entry.location} {entry.name}"
    return {
        "location": location,
        "severity": "Warning",
        "code": "deprecated",
        "message": _cut(f"{name}: is deprecated"),
    }


def _locate(violation: Violation) -> Iterator[str]:
    """`request`, `body`, `tags`, `0`; `response`, `header`, `ETag`."""
    words = split(violation.pointer)
    if violation.location != "response":
        yield from ("request", violation.location)
    elif violation.name:
        yield from ("response", "header")
    else:
        yield "response"
        if violation.rule != "response.status":
            yield "body"
    yield from (_cut(word) for word in ((violation.name, *words) if violation.name else words))


def _left_out(count: int) -> str:
    message = f"{count} more, which do not fit into a header field; the journal has them all"
    entry = {"location": [], "severity": "Information", "code": "cut", "message": message}
    return _encode(entry)


def _cut(text: str) -> str:
    return text if len(text) <= MESSAGE_LIMIT else text[: MESSAGE_LIMIT - 1] + "…"
