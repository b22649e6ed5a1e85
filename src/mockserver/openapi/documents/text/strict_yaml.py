"""Reads YAML 1.2 in the core schema (§10.3.2), with the line of each mistake.

PyYAML reads YAML 1.1, in which `on` is a boolean and `2024-01-01` a date. OpenAPI requires the 1.2 core schema with
string keys (OpenAPI 3.1.1 §4.4), so that this loader knows only null, booleans, integers and floats. It is imported
only for texts that the quicker loaders leave to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

import yaml

from .yaml_sentences import explain_mistake


class Unreadable(Exception):
    """Raised if a text is not YAML."""

    def __init__(self, problem: str, line: int | None, column: int | None) -> None:
        self.problem = problem
        self.line = line  # from 1, like the column
        self.column = column
        super().__init__(problem)


def load(text: str, max_depth: int, *, may_repeat: bool = False) -> Any:
    """Return the value of a text. Raises `Unreadable` with the first mistake, or if it is nested too deep.

    With `may_repeat`, the last of two equal keys in a mapping counts; otherwise they are a mistake.
    """
    return _read(text, max_depth, "get_single_data", may_repeat=may_repeat)


def compose(text: str, max_depth: int) -> yaml.Node | None:
    """Return the tree of a text, whose nodes have lines. Raises `Unreadable` like `load`."""
    node: yaml.Node | None = _read(text, max_depth, "get_single_node")
    return node


def _read(
    text: str, max_depth: int, what: Literal["get_single_data", "get_single_node"], *, may_repeat: bool = True
) -> Any:
    loader = None
    try:
        loader = _Loader(text, max_depth, may_repeat=may_repeat)
        return getattr(loader, what)()
    except yaml.MarkedYAMLError as reason:
        sentence, line, column = explain_mistake(reason, text)
        too_deep = reason.problem == "exceeded maximum nesting depth"  # libyaml's own limit, from PyYAML 6.0.4 on
        raise Unreadable(_too_deep(max_depth) if too_deep else sentence, line, column) from None
    except yaml.reader.ReaderError as reason:
        before = text[: text.find(chr(reason.character))]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Unreadable(f"the character U+{reason.character:04X} is not allowed", line, column) from None
    finally:
        if loader is not None:
            loader.dispose()


def _too_deep(max_depth: int) -> str:
    return f"nested deeper than {max_depth} levels"


# libyaml's loader is six times faster; PyYAML may be built without it
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
    ("merge", r"^<<$", "<"),  # YAML 1.1, but common in documents
)


_MERGE = "tag:yaml.org,2002:merge"


def _read_merged(value: yaml.Node) -> list[yaml.MappingNode]:
    """Return the mappings that a merge key names: one, or several in a list."""
    sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
    for source in sources:
        if not isinstance(source, yaml.MappingNode):
            problem = "`<<` takes a mapping or a list of mappings"
            raise yaml.constructor.ConstructorError(None, None, problem, source.start_mark)
    return list(sources)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """The 1.2 core schema on top of libyaml. Keys keep their text."""

    depth = -1

    def __init__(self, text: str, max_depth: int, *, may_repeat: bool) -> None:
        super().__init__(text)
        self.may_repeat = may_repeat  # keys of a mapping
        self.max_depth = max_depth  # without a limit libyaml's loader overflows the C stack

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:
        """Count the depth. PyYAML calls this on the way into every node."""
        self.depth += 1
        if self.depth > self.max_depth:
            mark = current_node.start_mark if current_node else None
            raise yaml.MarkedYAMLError(problem=_too_deep(self.max_depth), problem_mark=mark)

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
            if key_node.value in mapping and not self.may_repeat:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} appears twice in one mapping", key_node.start_mark
                )
            mapping[key_node.value] = self.construct_object(value_node, deep=True)
        return mapping

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Replace merge keys by what they merge in (yaml.org/type/merge.html).

        1. A key of the mapping itself wins.
        2. An earlier mapping of a list wins over a later one.

        PyYAML's own method is not used: 6.0.3 and 6.0.4 put merged pairs in different orders.
        """
        if not any(key.tag == _MERGE for key, _ in node.value):
            return
        pairs, node.value = node.value, [pair for pair in node.value if pair[0].tag != _MERGE]
        merged: dict[Any, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in pairs:
            if key.tag == _MERGE:
                for source in reversed(_read_merged(value)):
                    self.flatten_mapping(source)
                    merged |= {pair[0].value: pair for pair in source.value}
        merged |= {pair[0].value: pair for pair in node.value}
        node.value = list(merged.values())

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
    """Report a value that does not fit its tag, such as `!!bool maybe`, with its line."""

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
