"""Finds the operation for a method and a path, or explains why there is none.

The router is a search tree of path segments: a search takes time in the number of segments, not of operations. Segments
are split before they are percent-decoded, so that `%2F` does not separate two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from ..messages import Request
from ..operations import Operation
from ..pointers import parent_of
from ..rules import Violation, quote
from .nearest import find_nearest
from .segments import TEMPLATE, TemplatedSegment
from .variants import End, Variants


class Match(NamedTuple):
    """The operation that matches, and the texts of its path parameters."""

    operation: Operation
    texts: dict[str, str]  # {"id": "a%2Fb"}, still percent-encoded
    documented: str = ""  # "/pets/{id}", if the request's path differs from it by a slash at the end

    def violation(self, path: str) -> Violation:
        """The rule that a request breaks whose path differs by a slash at its end."""
        slash = "with a slash" if self.documented.endswith("/") else "without the slash"
        message = f"{quote(path)} is documented as {self.documented}, {slash} at its end"
        position = self.operation.document.position(parent_of(self.operation.pointer))
        allowed = self.documented
        return Violation(
            "routing.trailing-slash", "path", message, seen=quote(path), allowed=allowed, position=position
        )


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No operation matches: the path is unknown, or it has other methods."""

    methods: tuple[str, ...]  # ("GET", "HEAD", "PATCH"): what the path allows; empty if the path is unknown
    nearest: str | None = (
        None  # "/data_connectors/{id}": the path that was probably meant; beside methods, that has them
    )

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
    patterns: dict[str, tuple[TemplatedSegment, _Node]] = field(default_factory=dict)  # "{id}:run" -> reader, node
    variable: _Node | None = None  # a segment that is one whole {name}
    # paths that end here: method -> operation and the names of its variables
    ends: dict[str, End] = field(default_factory=dict)
    # the same for methods of which several keys have this path; empty in documents as OpenAPI has them
    variants: dict[str, Variants] = field(default_factory=dict)


class Router:
    """Finds the operation for a method and a path.

    1. A literal segment beats a partly templated one (`{id}:run`), which beats a whole `{id}` (OpenAPI 3.1.1 §4.8.8).
    2. The first matching path in that order that has the method wins.
    3. GET is used for HEAD if the path has no HEAD of its own (RFC 9110 §9.3.2).
    4. Of keys that have a query or a fragment beside one path, `Variants` chooses by the request.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        self._paths: dict[str, None] = {}  # the templates, in order
        for operation in operations:
            self._add(operation)

    def match(self, method: str, path: str, request: Request | None = None) -> Match | NoMatch:
        """Return the operation for an upper-case method and a percent-encoded path that begins with a slash.

        `request` chooses if several keys of the document have this path; its own method and path are not used.
        """
        segments = path.split("/")[1:]
        decoded = [unquote(segment) for segment in segments] if "%" in path else segments
        found = self._walk(method, segments, decoded, request)
        return found if found is not None else self._search(method, path, segments, decoded, request)

    def _walk(self, method: str, segments: list[str], decoded: list[str], request: Request | None) -> Match | None:
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
        if node.variants:
            return _choose(node, method, texts, request)
        end = node.ends.get(method)
        return Match(end[0], dict(zip(end[1], texts, strict=True))) if end is not None else None

    def _search(
        self, method: str, path: str, segments: list[str], decoded: list[str], request: Request | None
    ) -> Match | NoMatch:
        """Search every way through the tree, best first."""
        methods: set[str] = set()
        for node, texts in _ends(self._root, segments, decoded):
            found = _choose(node, method, texts, request)
            if found is None and method == "HEAD":
                found = _choose(node, "GET", texts, request)
            if found is not None:
                return found
            methods |= node.ends.keys()
        if methods:
            return NoMatch(tuple(sorted(methods | ({"HEAD"} if "GET" in methods else set()) | {"OPTIONS"})))
        return NoMatch((), find_nearest(path, self._paths))

    def _add(self, operation: Operation) -> None:
        node, names, path = self._root, list[str](), operation.bare_path
        for segment in path.split("/")[1:]:
            found = TEMPLATE.findall(segment)
            names += found
            if not found:
                node = node.literals.setdefault(unquote(segment), _Node())
            elif TEMPLATE.fullmatch(segment):
                node.variable = node.variable or _Node()
                node = node.variable
            else:
                shape = TEMPLATE.sub("{}", segment)
                node = node.patterns.setdefault(shape, (TemplatedSegment(segment), _Node()))[1]
        self._end(node, operation, tuple(names))
        self._paths[path] = None

    def _end(self, node: _Node, operation: Operation, names: tuple[str, ...]) -> None:
        """Let an operation end at a node. The first of two equal keys wins."""
        end, method = (operation, names), operation.method
        known = node.ends.setdefault(method, end)
        if known is not end and not (known[0].fixed_query or operation.fixed_query):
            return
        if operation.fixed_query and method not in node.variants:
            node.variants[method] = Variants()
            if known is not end:
                node.variants[method].add(known, known[0].fixed_query)
        if method in node.variants:
            node.variants[method].add(end, operation.fixed_query)


def _choose(node: _Node, method: str, texts: Sequence[str], request: Request | None) -> Match | None:
    """Return what ends at a node with a method, or `None`."""
    variants = node.variants.get(method)
    if variants is None:
        end, more = node.ends.get(method), dict[str, str]()
    else:
        end, more = variants.choose(request)
    return Match(end[0], {**dict(zip(end[1], texts, strict=True)), **more}) if end is not None else None


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
        found = pattern.read(segment)
        if found is not None:
            steps.append((child, at + 1, texts + found))
    literal = node.literals.get(decoded[at])
    if literal is not None:
        steps.append((literal, at + 1, texts))
    return steps
