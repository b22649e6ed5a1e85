"""Check the keywords that concern one value alone, for values too large to pass through a validator's errors.

An error of `jsonschema_rs` holds a copy of its value. For an array of a million items that copy takes half a second in
one call, which holds the interpreter lock. `uniqueItems` holds it as long. Both are done here in Python instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..pointers import escape
from .error_messages import Report, report_keyword, report_limit

_SETS = 1024

KeywordCheck = Callable[[str, str, Any, Any], bool]
"""Whether a value keeps one keyword: the schema's pointer, the keyword, what the schema says for it, the value."""


def iter_large_reports(
    value: dict[str, Any] | list[Any], schema: Mapping[str, Any], pointer: str, at: str, is_kept: KeywordCheck
) -> Iterator[Report]:
    """Yield the reports of the keywords of `schema` that concern a large array or object alone.

    `pointer` is where the value stands in its message, `at` where the schema stands in the document.
    """
    for keyword, wanted in schema.items():
        if keyword == "uniqueItems":
            if wanted is True and isinstance(value, list) and _has_equal_items(value):
                yield report_limit(pointer, f"{at}/{keyword}", keyword, wanted, value)
        elif not is_kept(at, keyword, wanted, value):
            absent = list(_iter_absent(keyword, wanted, value))
            for name in absent:
                yield report_keyword(f"{pointer}/{escape(name)}", f"{at}/{keyword}", "required", None)
            if not absent:
                yield report_limit(pointer, f"{at}/{keyword}", keyword, wanted, value)


def _iter_absent(keyword: str, wanted: Any, value: dict[str, Any] | list[Any]) -> Iterator[str]:
    """Yield the names of the properties that `required` or `dependentRequired` misses."""
    if keyword == "required":
        yield from (name for name in wanted if name not in value)
    elif keyword == "dependentRequired":
        needed = (name for given, names in wanted.items() if given in value for name in names)
        yield from (name for name in needed if name not in value)


def _has_equal_items(items: list[Any]) -> bool:
    # many small sets: one of a million texts takes a tenth of a second to grow, and as long to free
    seen: list[set[str]] = [set() for _ in range(_SETS)]
    try:
        for item in items:
            text = _canonical(item)
            some = seen[hash(text) % _SETS]
            if text in some:
                return True
            some.add(text)
        return False
    finally:
        while seen:
            seen.pop()


def _canonical(value: Any) -> str:
    """Return a text that two values share if they are equal in JSON Schema: 1 and 1.0 are, 1 and true are not.

    Texts have hashes that a client cannot foresee; integers do not, and can be chosen to make a set slow.
    """
    if isinstance(value, list):
        return f"[{','.join(map(_canonical, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(sorted(f'{name!r}:{_canonical(part)}' for name, part in value.items()))}}}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return hex(value) if type(value) is int else repr(value)
