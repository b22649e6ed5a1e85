"""Text to plain data: YAML 1.2 and JSON as OpenAPI means them, with the line of every mistake.

PyYAML speaks YAML 1.1, where `on` is a boolean and `2024-01-01` a date. OpenAPI asks for the 1.2 core schema with
string keys only (OpenAPI 3.1.1 §4.4), so the loader here knows just null, booleans, integers and floats.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from ..errors import DocumentError, FixtureError, MockserverError

# libyaml's loader is six times faster; a PyYAML built without it still works
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_RESOLVERS: tuple[tuple[str, str, str], ...] = (  # tag, YAML 1.2 core schema (§10.3.2), first characters
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN"),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+.0123456789",
    ),
    ("merge", r"^<<$", "<"),  # YAML 1.1, yet common in the documents people have
)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """The 1.2 core schema on top of libyaml; keys stay the text they were written as."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        self.flatten_mapping(node)
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key is a list or a mapping; only text is allowed", key_node.start_mark
                )
            if key_node.value in mapping:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands twice in one mapping", key_node.start_mark
                )
            mapping[key_node.value] = self.construct_object(value_node, deep=True)
        return mapping

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merge keys, where what the mapping says itself wins over what it merges in."""
        if not any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value):
            return
        super().flatten_mapping(node)
        nearest = {key.value: (key, value) for key, value in node.value}  # merged pairs come first: the last one wins
        node.value = list(nearest.values())

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int | float:
        text = node.value.lower()
        if text.startswith("0o"):
            return int(text, 8)
        if text.startswith("0x"):
            return int(text, 16)
        try:
            return int(text)
        except ValueError:  # CPython refuses more than 4,300 digits
            return float(text)

    def construct_yaml_map(self, node: yaml.MappingNode) -> dict[str, Any]:
        return self.construct_mapping(node, deep=True)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in _RESOLVERS:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), [*_first, *([""] * (_tag == "null"))]
    )
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_yaml_map)


def parse_document(text: str, file: Path) -> Any:
    """Read an OpenAPI document; raises `DocumentError` with the line of the first mistake."""
    return _parse(text, file, DocumentError)


def parse_fixture(text: str, file: Path) -> Any:
    """Read a file of a fixture folder; raises `FixtureError` with the line of the first mistake."""
    return _parse(text, file, FixtureError)


def read_text(file: Path, error: type[MockserverError]) -> str:
    """A file's text, or `error` in one sentence."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as reason:
        raise error(f"byte {reason.start} is not UTF-8; documents and fixtures are UTF-8 text", file=file) from None
    except OSError as reason:
        raise error(f"cannot be read: {reason.strerror or reason}", file=file) from None


def _parse(text: str, file: Path, error: type[MockserverError]) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # a SafeLoader underneath
    except yaml.MarkedYAMLError as reason:
        line = reason.problem_mark.line + 1 if reason.problem_mark else None
        raise error(f"not readable as YAML or JSON: {reason.problem}", file=file, line=line) from None
    except yaml.YAMLError as reason:
        raise error(f"not readable as YAML or JSON: {reason}", file=file) from None
    except RecursionError:
        raise error("nested too deeply to be read", file=file) from None


def compose_lines(text: str) -> dict[str, int]:
    """JSON pointer -> line (from 1) of every key and list item in a YAML or JSON text."""
    lines: dict[str, int] = {"": 1}
    root = yaml.compose(text, Loader=_Loader)
    pending: list[tuple[str, yaml.Node]] = [("", root)] if root is not None else []
    seen: set[int] = set()
    while pending:
        pointer, node = pending.pop()
        if id(node) in seen:  # an alias: its first place is the one to show
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                child = f"{pointer}/{escape(str(key.value))}"
                lines[child] = key.start_mark.line + 1
                pending.append((child, value))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                child = f"{pointer}/{index}"
                lines[child] = value.start_mark.line + 1
                pending.append((child, value))
    return lines


def escape(word: str) -> str:
    """One reference token of a JSON pointer (RFC 6901 §3)."""
    return word.replace("~", "~0").replace("/", "~1")
