"""Text to plain data: YAML 1.2 and JSON as OpenAPI means them, with the line of every mistake.

PyYAML speaks YAML 1.1, where `on` is a boolean and `2024-01-01` a date. OpenAPI asks for the 1.2 core schema with
string keys only (OpenAPI 3.1.1 §4.4), so the loader here knows just null, booleans, integers and floats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from ..errors import DocumentError, FixtureError, MockserverError
from .quick_json import read_json
from .quick_yaml import UNSURE, read_quickly

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

LARGE = 32 * 1024  # characters from which on it pays to try the quicker loader first
MAX_DEPTH = 100  # lists and mappings inside each other; without a limit libyaml's loader overflows the C stack
MAX_VALUES = 10_000_000  # when every alias is written out; GitHub's document has 700,000
_ESCAPES = re.compile(r"\\\\|\\u([dD][89abAB]\w\w)\\u([dD][c-fC-F]\w\w)")


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """The 1.2 core schema on top of libyaml; keys stay the text they were written as."""

    depth = -1

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:
        """Called on the way into every node, which makes it the place to count."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            mark = current_node.start_mark if current_node else None
            raise yaml.MarkedYAMLError(problem=f"nested deeper than {MAX_DEPTH} levels", problem_mark=mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1

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

    def construct_yaml_map(self, node: yaml.Node) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise TypeError("not a mapping")
        return self.construct_mapping(node, deep=True)


def _fitting(construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """`!!bool maybe` as a mistake that has a line."""

    def construct_fitting(loader: Any, node: yaml.Node) -> Any:
        try:
            return construct(loader, node)
        except (ValueError, TypeError, LookupError, AttributeError):
            problem = f"the value does not fit its tag {node.tag}"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark) from None

    return construct_fitting


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in _RESOLVERS:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), [*_first, *([""] * (_tag == "null"))]
    )
_Loader.yaml_constructors = {  # JSON's types and no others: `!!set`, `!!binary` and `!!timestamp` are unknown tags
    "tag:yaml.org,2002:null": _Loader.construct_yaml_null,
    "tag:yaml.org,2002:bool": _fitting(_Loader.construct_yaml_bool),
    "tag:yaml.org,2002:int": _fitting(_Loader.construct_yaml_int),
    "tag:yaml.org,2002:float": _fitting(_Loader.construct_yaml_float),
    "tag:yaml.org,2002:str": _Loader.construct_yaml_str,
    "tag:yaml.org,2002:seq": _Loader.construct_yaml_seq,
    "tag:yaml.org,2002:map": _fitting(_Loader.construct_yaml_map),
    None: _Loader.construct_undefined,
}


def parse_document(text: str, file: Path | str) -> Any:
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


def _parse(text: str, file: Path | str, error: type[MockserverError]) -> Any:
    readable = _as_yaml(text)
    quick = _read_quickly(text, readable) if len(text) >= LARGE else UNSURE
    if quick is not UNSURE:
        return quick
    try:
        value = yaml.load(readable, Loader=_Loader)  # a SafeLoader underneath
    except yaml.MarkedYAMLError as reason:
        mark = reason.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise error(f"not readable as YAML or JSON: {reason.problem}", file=file, line=line, column=column) from None
    except yaml.reader.ReaderError as reason:
        before = text[: text.find(chr(reason.character))]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = f"the character U+{reason.character:04X} is not allowed"
        raise error(f"not readable as YAML or JSON: {problem}", file=file, line=line, column=column) from None
    if "*" in text:
        count, depth = _measure(value, {})
        if count > MAX_VALUES or depth > MAX_DEPTH:
            limits = f"{MAX_VALUES:,} values or {MAX_DEPTH} levels"
            raise error(f"its aliases stand for more than {limits}", file=file)
    return value


def _read_quickly(text: str, readable: str) -> Any:
    """What a quicker reader makes of a text, or `UNSURE`; `readable` is the text for readers of YAML."""
    value = read_json(text, MAX_DEPTH) if text.lstrip()[:1] in ("{", "[") else UNSURE
    return read_quickly(readable, MAX_DEPTH) if value is UNSURE else value


def _as_yaml(text: str) -> str:
    """JSON writes a character beyond 16 bits as two escapes, YAML as one: `\\ud83d\\ude00` is `\\U0001f600`."""
    if "\\u" not in text:
        return text

    def joined(escapes: re.Match[str]) -> str:
        if escapes[1] is None:
            return escapes[0]
        return f"\\U{0x10000 + ((int(escapes[1], 16) - 0xD800) << 10) + int(escapes[2], 16) - 0xDC00:08x}"

    return _ESCAPES.sub(joined, text)


def _measure(value: Any, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """How many values and levels there are once each alias is written out, as a copy of the tree would."""
    if not isinstance(value, (dict, list)):
        return 1, 0
    if id(value) not in known:
        parts = [_measure(part, known) for part in (value.values() if isinstance(value, dict) else value)]
        known[id(value)] = 1 + sum(count for count, _ in parts), 1 + max((depth for _, depth in parts), default=0)
    return known[id(value)]


def compose_lines(text: str) -> dict[str, int]:
    """JSON pointer -> line (from 1) of every key and list item in a YAML or JSON text."""
    lines: dict[str, int] = {"": 1}
    try:
        root = yaml.compose(_as_yaml(text), Loader=_Loader)
    except yaml.YAMLError:  # only ryaml could read it: a key of more than 1,024 characters
        return lines
    pending: list[tuple[str, yaml.Node]] = [("", root)] if root is not None else []
    seen: set[int] = set()
    while pending:
        pointer, node = pending.pop()
        if id(node) in seen:  # an alias: its first place is the one to show
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


def escape(word: str) -> str:
    """One reference token of a JSON pointer (RFC 6901 §3)."""
    return word.replace("~", "~0").replace("/", "~1")
