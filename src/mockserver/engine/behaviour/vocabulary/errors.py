"""`errors`: how requests are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..records import ErrorCase
from .differing import differing, one_or_list, read_one_or_list

_KNOWN = ("when", "ignore", "severity", "status", "headers", "media_type", "body")
_NO_STATUS = 500  # of a case that refuses nothing


def read_cases(raw: Mapping[str, Any]) -> tuple[ErrorCase, ...]:
    """Return the error cases in their order."""
    return tuple(_read_case(name, entry, raw) for name, entry in (raw.get("cases") or {}).items())


def write_errors(cases: tuple[ErrorCase, ...]) -> dict[str, Any]:
    """Return the section that is read as these cases; what the first one has is common to all."""
    if not cases:
        return {}
    first = cases[0]
    return {
        "media_type": first.media_type,
        "body": first.body,
        "cases": {case.name: _write_case(case, first) for case in cases},
    }


def _read_case(name: str, entry: Mapping[str, Any], common: Mapping[str, Any]) -> ErrorCase:
    when = entry.get("when")
    return ErrorCase(
        name=name,
        when={key: read_one_or_list(globs) for key, globs in when.items()} if when else None,
        ignore=entry.get("ignore", False),
        severity=entry.get("severity"),
        status=entry.get("status", _NO_STATUS),
        headers=entry.get("headers") or {},
        media_type=entry.get("media_type", common["media_type"]),
        body=entry.get("body", common["body"]),
        texts={key: value for key, value in entry.items() if key not in _KNOWN},
    )


def _write_case(case: ErrorCase, common: ErrorCase) -> dict[str, Any]:
    when = {key: one_or_list(globs) for key, globs in (case.when or {}).items()}
    written = differing(
        [
            ("when", when, {}),
            ("ignore", case.ignore, False),
            ("severity", case.severity, None),
            ("status", case.status, _NO_STATUS if case.ignore else None),
            ("headers", case.headers, {}),
            ("media_type", case.media_type, common.media_type),
            ("body", case.body, common.body),
        ]
    )
    return {**written, **case.texts}
