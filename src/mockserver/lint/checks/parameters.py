"""A parameter stands once in its list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from ...openapi.pointers import escape, walk
from ..findings import Finding
from ..subject import LintSubject

_REF_LIMIT = 100
Key = tuple[str, str]  # where it is, and its name as it is compared


def check_duplicates(subject: LintSubject) -> Iterator[Finding]:
    """`parameter.duplicate` (OpenAPI 3.1.1 §4.8.9.1, §4.8.10.1), also where one of the two is behind a `$ref`.

    An operation may repeat a parameter of its path item, which it replaces.
    """
    document = subject.document
    content = document.bundle.content
    for pointer, listed in _iter_lists(content):
        first: dict[Key, int | None] = {}
        for index, parameter in enumerate(listed):
            source, written = document.bundle.locate(f"{pointer}/{index}")
            line = document.line_in(source, written)
            found = _resolve(content, parameter)
            for key in _keys_of(found):
                if key in first:
                    message = f"{_describe(found)} is also declared in line {first[key]}; a list names each once"
                    yield Finding("parameter.duplicate", message, source.name, line, written)
                first.setdefault(key, line)


def _iter_lists(content: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of parameters of path items and operations."""
    components = content.get("components")
    homes = [("/paths", content.get("paths")), ("/webhooks", content.get("webhooks"))]
    if isinstance(components, dict):
        homes.append(("/components/pathItems", components.get("pathItems")))
    for home, items in homes:
        for path, item in items.items() if isinstance(items, dict) else ():
            for pointer, holder in _iter_holders(f"{home}/{escape(str(path))}", item):
                if isinstance(holder.get("parameters"), list):
                    yield f"{pointer}/parameters", holder["parameters"]


def _iter_holders(pointer: str, item: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a path item and its operations."""
    if not isinstance(item, dict):
        return
    yield pointer, item
    more = item.get("additionalOperations")
    for at, part in [(pointer, item), (f"{pointer}/additionalOperations", more)]:
        for key, operation in part.items() if isinstance(part, dict) else ():
            if isinstance(operation, dict) and key != "additionalOperations":
                yield f"{at}/{escape(str(key))}", operation


def _resolve(content: dict[str, Any], parameter: Any) -> Any:
    for _ in range(_REF_LIMIT):
        reference = parameter.get("$ref") if isinstance(parameter, dict) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        parameter = None
        with suppress(LookupError):  # a broken reference, which another check reports
            parameter = walk(content, unquote(reference[1:]))
    return parameter


def _keys_of(parameter: Any) -> Iterator[Key]:
    if not isinstance(parameter, dict):
        return
    place, name = parameter.get("in"), parameter.get("name")
    if place == "body":
        yield "body", ""  # OpenAPI 2.0: there can be only one, of any name
    elif isinstance(place, str) and isinstance(name, str):
        yield place, name.lower() if place == "header" else name  # RFC 9110 §5.1


def _describe(parameter: dict[str, Any]) -> str:
    return "a body" if parameter["in"] == "body" else f"the {parameter['in']} parameter {parameter['name']!r}"
