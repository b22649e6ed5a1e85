"""YAML 1.2 and JSON to plain data, as OpenAPI defines them, with the line of every mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ...errors import DocumentError, FixtureError, MockserverError
from ...pointers import escape
from ..sources import describe_failure, read_file
from .quick_json import UNSURE, read_json

LARGE = 32 * 1024  # characters; longer texts are given to the quicker loaders first
MAX_DEPTH = 100  # levels of lists and mappings
MAX_VALUES = 10_000_000  # with every alias written out; GitHub's document has 700,000
_ESCAPES = re.compile(r"\\\\|\\u([dD][89abAB]\w\w)\\u([dD][c-fC-F]\w\w)")


def parse_document(text: str, file: Path | str) -> Any:
    """Read an OpenAPI document. Raises `DocumentError` with the line of the first mistake.

    The last of two equal keys in a mapping counts; `repeated_keys.find_repeated_keys` finds them.
    """
    return _parse(text, file, DocumentError, may_repeat=True)


def parse_fixture(text: str, file: Path) -> Any:
    """Read a file of a fixture folder. Raises `FixtureError` with the line of the first mistake."""
    return _parse(text, file, FixtureError, may_repeat=False)


def read_text(file: Path, error: type[MockserverError]) -> str:
    """Return a file's text. Raises `error` if it cannot be read."""
    try:
        return read_file(file).decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise error(f"byte {reason.start} is not UTF-8; documents and fixtures are UTF-8 text", file=file) from None
    except (OSError, ValueError) as reason:
        raise error(f"cannot be read: {describe_failure(reason)}", file=file) from None


def _parse(text: str, file: Path | str, error: type[MockserverError], *, may_repeat: bool) -> Any:
    readable = as_yaml(text)
    quick = read_quickest(text, readable) if len(text) >= LARGE else UNSURE
    if quick is not UNSURE:
        return quick
    from .strict_yaml import Unreadable, load  # not needed for most large texts, nor is PyYAML

    try:
        value = load(readable, MAX_DEPTH, may_repeat=may_repeat)
    except Unreadable as reason:
        raise error(
            f"not readable as YAML or JSON: {reason.problem}", file=file, line=reason.line, column=reason.column
        ) from None
    if "*" in text:
        count, depth = measure(value, {})
        if count > MAX_VALUES or depth > MAX_DEPTH:
            limits = f"{MAX_VALUES:,} values or {MAX_DEPTH} levels"
            raise error(f"its aliases stand for more than {limits}", file=file)
    return value


def read_quickest(text: str, readable: str) -> Any:
    """Return the value that a quicker loader reads, or `UNSURE`. `readable` is the text for YAML loaders.

    A text with a repeated key is left to the other loader.
    """
    value = read_json(text, MAX_DEPTH) if text.lstrip()[:1] in ("{", "[") else UNSURE
    if value is not UNSURE:
        return value
    from .quick_yaml import read_quickly  # not needed for cached documents

    return read_quickly(readable, MAX_DEPTH)


def as_yaml(text: str) -> str:
    """Join surrogate pairs, which YAML writes as one escape: `\\ud83d\\ude00` becomes `\\U0001f600`."""
    if "\\u" not in text:
        return text

    def joined(escapes: re.Match[str]) -> str:
        if escapes[1] is None:
            return escapes[0]
        return f"\\U{0x10000 + ((int(escapes[1], 16) - 0xD800) << 10) + int(escapes[2], 16) - 0xDC00:08x}"

    return _ESCAPES.sub(joined, text)


def measure(value: Any, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Return how many values and levels there are with every alias written out."""
    if not isinstance(value, (dict, list)):
        return 1, 0
    if id(value) not in known:
        parts = [measure(part, known) for part in (value.values() if isinstance(value, dict) else value)]
        known[id(value)] = 1 + sum(count for count, _ in parts), 1 + max((depth for _, depth in parts), default=0)
    return known[id(value)]


def compose_lines(text: str) -> dict[str, int]:
    """Return JSON pointer -> line (from 1) of every key and list item in a YAML or JSON text."""
    import yaml

    from .strict_yaml import Unreadable, compose

    lines: dict[str, int] = {"": 1}
    try:
        root = compose(as_yaml(text), MAX_DEPTH)
    except Unreadable:  # only ryaml can read a key of more than 1,024 characters
        return lines
    pending: list[tuple[str, yaml.Node]] = [("", root)] if root is not None else []
    seen: set[int] = set()
    while pending:
        pointer, node = pending.pop()
        if id(node) in seen:  # an alias has the lines of its anchor
            continue
        seen.add(id(node))
        children: list[tuple[str, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                children.append((f"{pointer}/{escape(str(key.value))}", value))
                lines[children[-1][0]] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                children.append((f"{pointer}/{index}", value))
                lines[children[-1][0]] = value.start_mark.line + 1
        pending += reversed(children)  # in the order of the text, where an anchor comes before its aliases
    return lines
