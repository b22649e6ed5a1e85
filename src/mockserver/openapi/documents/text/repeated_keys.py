"""Finds keys that stand twice in a mapping, which YAML 1.2 forbids (§3.2.1.1) and RFC 8259 §4 discourages."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from ...pointers import escape
from .parsing import MAX_DEPTH, as_yaml, read_quickest
from .quick_json import UNSURE


class RepeatedKey(NamedTuple):
    """A key that replaces an earlier one of its mapping."""

    pointer: str  # "/paths/~1refund/get/description"
    name: str  # "description"
    line: int  # from 1, like the next
    first_line: int  # of the key that is replaced


def find_repeated_keys(text: str) -> list[RepeatedKey]:
    """Return every key of a YAML or JSON text that repeats another one, in the order of their lines."""
    readable = as_yaml(text)
    if read_quickest(text, readable) is not UNSURE:
        return []
    from .strict_yaml import Unreadable, compose

    try:
        root = compose(readable, MAX_DEPTH)
    except Unreadable:
        return []
    found: list[RepeatedKey] = []
    pending: list[tuple[str, yaml.Node]] = [("", root)] if root is not None else []
    seen: set[int] = set()
    while pending:
        pointer, node = pending.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            pending += [(f"{pointer}/{index}", part) for index, part in enumerate(node.value)]
        elif isinstance(node, yaml.MappingNode):
            found += _find_in(pointer, node)
            pending += [(f"{pointer}/{escape(str(key.value))}", part) for key, part in node.value]
    return sorted(found, key=lambda key: key.line)


def _find_in(pointer: str, node: yaml.MappingNode) -> list[RepeatedKey]:
    lines: dict[str, int] = {}
    found = []
    for key, _ in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in lines and key.tag != "tag:yaml.org,2002:merge":
            found.append(RepeatedKey(f"{pointer}/{escape(name)}", name, line, lines[name]))
        lines.setdefault(name, line)
    return found
