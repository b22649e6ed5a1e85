"""Finds the operation for a method and a path, or explains why there is none.

The router is a search tree of path segments: a search takes time in the number of segments, not of operations. Segments
are split before they are percent-decoded, so that `%2F` does not separate two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

from .operations import Operation
from .rules import Violation, quote

HINT_LIMIT = 200  # characters of a path that are compared with others
HINT_CANDIDATES = 200  # paths it is compared with
_TEMPLATE = re.compile(r"\{([^{}]+)\}")


class Match(NamedTuple):
    """The operation that matches, and the texts of its path parameters."""

    operation: Operation
    texts: dict[str, str]  # {"id": "a%2Fb"}, still percent-encoded


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No operation matches: the path is unknown, or it has other methods."""

    methods: tuple[str, ...]  # ("GET", "HEAD", "PATCH"): what the path allows; empty if the path is unknown
    nearest: str | None = None  # "/data_connectors/{id}": the path that was probably meant

    def violation(self, method: str, path: str, document: str) -> Violation:
        """The rule that a request breaks for which there is no operation; `document` is its name in the sentence."""
        if self.methods:
            allowed = ", ".join(self.methods)
            message = f"{method} is not allowed for {quote(path)}; allowed: {allowed}"
            return Violation("routing.no-method", "path", message, seen=method, allowed=allowed)
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        message = f"no operation of {document} has the path {quote(path)}{hint}"
        return Violation("routing.no-path", "path", message, seen=quote(path), allowed=self.nearest or "")


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)  # decoded segment -> node
    patterns: dict[str, tuple[re.Pattern[str], _Node]] = field(default_factory=dict)  # "{id}:run" -> regex, node
    variable: _Node | None = None  # a segment that is one whole {name}
    # paths that end here: method -> operation and the names of its variables
    ends: dict[str, tuple[Operation, tuple[str, ...]]] = field(default_factory=dict)


class Router:
    """Finds the operation for a method and a path.

    1. A literal segment beats a partly templated one (`{id}:run`), which beats a whole `{id}` (OpenAPI 3.1.1 §4.8.8).
    2. The first matching path in that order that has the method wins.
    3. GET is used for HEAD if the path has no HEAD of its own (RFC 9110 §9.3.2).
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        self._paths: dict[str, None] = {}  # the templates, in order
        for operation in operations:
            self._add(operation)

    def match(self, method: str, path: str) -> Match | NoMatch:
        """Return the operation for an upper-case method and a percent-encoded path that begins with a slash."""
        segments = path.split("/")[1:]
        decoded = [unquote(segment) for segment in segments] if "%" in path else segments
        found = self._walk(method, segments, decoded)
        return found if found is not None else self._search(method, path, segments, decoded)

    def _walk(self, method: str, segments: list[str], decoded: list[str]) -> Match | None:
        """Search without turning back: literals first, then whole variables. Returns `None` if that finds nothing."""
        node, texts = self._root, []
        for segment, plain in zip(segments, decoded, strict=True):
            child = node.literals.get(plain)
            if child is None:
                child = node.variable
                if child is None or not segment or node.patterns:
                    return None
                texts.append(segment)
            node = child
        end = node.ends.get(method)
        return Match(end[0], dict(zip(end[1], texts, strict=True))) if end is not None else None

    def _search(self, method: str, path: str, segments: list[str], decoded: list[str]) -> Match | NoMatch:
        """Search every way through the tree, best first."""
        methods: set[str] = set()
        for node, texts in _ends(self._root, segments, decoded):
            end = node.ends.get(method) or (node.ends.get("GET") if method == "HEAD" else None)
            if end is not None:
                return Match(end[0], dict(zip(end[1], texts, strict=True)))
            methods |= node.ends.keys()
        if methods:
            return NoMatch(tuple(sorted(methods | ({"HEAD"} if "GET" in methods else set()) | {"OPTIONS"})))
        return NoMatch((), self._nearest(path))

    def _add(self, operation: Operation) -> None:
        node, names = self._root, []
        for segment in operation.path.split("/")[1:]:
            found = _TEMPLATE.findall(segment)
            names += found
            if not found:
                node = node.literals.setdefault(unquote(segment), _Node())
            elif _TEMPLATE.fullmatch(segment):
                node.variable = node.variable or _Node()
                node = node.variable
            else:
                shape = _TEMPLATE.sub("{}", segment)
                node = node.patterns.setdefault(shape, (_compile(segment), _Node()))[1]
        node.ends.setdefault(operation.method, (operation, tuple(names)))  # the first of two equal paths wins
        self._paths[operation.path] = None

    def _nearest(self, path: str) -> str | None:
        """Return the template that is most similar to a path, with the path's own segments for its variables."""
        path = path[:HINT_LIMIT]
        segments = path.split("/")
        near = islice((template for template in self._paths if _is_near(template, segments)), HINT_CANDIDATES)
        filled = {_fill(template, segments): template for template in near}
        close = get_close_matches(path, filled, n=1, cutoff=0.6)
        return filled[close[0]] if close else None


def _is_near(template: str, segments: list[str]) -> bool:
    """Whether a template has as many segments as a path, one more or one fewer."""
    return abs(template.count("/") + 1 - len(segments)) <= 1


def _fill(template: str, segments: list[str]) -> str:
    pairs = enumerate(template.split("/"))
    return "/".join(segments[i] if "{" in word and i < len(segments) and segments[i] else word for i, word in pairs)


_Step = tuple[_Node, int, tuple[str, ...]]  # a node, the number of the next segment, the texts of the variables


def _ends(root: _Node, segments: list[str], decoded: list[str]) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """Yield every node where the path may end, best first, with the texts of the variables."""
    waiting: list[_Step] = [(root, 0, ())]  # a list, because a path may be deeper than calls can be
    while waiting:
        node, at, texts = step = waiting.pop()
        waiting += _next_steps(step, segments, decoded)
        if at == len(segments) and node.ends:
            yield node, texts


def _next_steps(step: _Step, segments: list[str], decoded: list[str]) -> list[_Step]:
    """Return the nodes that the next segment leads to, the best last."""
    node, at, texts = step
    if at == len(segments):
        return []
    segment, steps = segments[at], list[_Step]()
    if node.variable is not None and segment:
        steps.append((node.variable, at + 1, (*texts, segment)))
    for pattern, child in reversed(node.patterns.values()):
        found = pattern.fullmatch(segment)
        if found:
            steps.append((child, at + 1, texts + found.groups()))
    literal = node.literals.get(decoded[at])
    if literal is not None:
        steps.append((literal, at + 1, texts))
    return steps


def _compile(segment: str) -> re.Pattern[str]:
    """Return a pattern with one group per variable, for a segment such as `{id}:run`.

    Each variable but the last ends where the literal after it is found first. Atomic groups prevent backtracking, so
    that a long segment that does not match fails in linear time.
    """
    pieces = [re.escape(piece) if i % 2 == 0 else piece for i, piece in enumerate(_TEMPLATE.split(segment))]
    first, *between, last = pieces[::2]  # literal, name, literal, name, …, literal
    return re.compile(first + "".join(f"(?>([^/]+?){each})" for each in between) + f"([^/]+){last}")
