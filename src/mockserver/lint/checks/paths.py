"""Paths are unambiguous, and declare their parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...openapi.operations import Operation
from ...openapi.operations.path_keys import split_path_key
from ...openapi.pointers import escape
from ..findings import Finding
from ..subject import LintSubject

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def check_keys(subject: LintSubject) -> Iterator[Finding]:
    """`path.query`: a path has no query and no fragment (OpenAPI 3.2.0 §4.8.2)."""
    for path in dict.fromkeys(operation.path for operation in subject.operations):
        bare, fixed = split_path_key(path)
        if bare != path:
            saying = f"{path} has more than a path: a path has no query and no fragment"
            use = f", and {fixed} only chooses among the operations of this path" if fixed else ""
            message = f"{saying}; requests to {bare} are answered{use}"
            yield subject.finding("path.query", f"/paths/{escape(path)}", message)


def check_ambiguity(subject: LintSubject) -> Iterator[Finding]:
    """`path.ambiguous` (OpenAPI 3.1.1 §4.8.8: templates that differ in their names alone are the same)."""
    first: dict[tuple[str, str, tuple[str, ...]], Operation] = {}
    for operation in subject.operations:
        pairs = tuple(sorted(operation.fixed_query.split("&")))
        other = first.setdefault((operation.method, _VARIABLE.sub("{}", operation.bare_path), pairs), operation)
        if other is not operation:
            line = subject.document.line_of(other.pointer)
            message = f"{operation} matches the same requests as {other} in line {line}, which receives them"
            yield subject.finding("path.ambiguous", operation.pointer, message)


def check_parameters(subject: LintSubject) -> Iterator[Finding]:
    """`path.parameter-undeclared` and `path.parameter-unused` (OpenAPI 3.1.1 §4.8.12)."""
    for operation in subject.operations:
        if operation.broken is not None:
            continue
        named = list(dict.fromkeys(_VARIABLE.findall(operation.path)))
        declared = {parameter.name: parameter for parameter in operation.parameters if parameter.location == "path"}
        for name in named:
            if name not in declared:
                message = f"{operation} does not declare the path parameter {name!r}"
                yield subject.finding("path.parameter-undeclared", operation.pointer, message)
        for name, parameter in declared.items():
            if name not in named:
                message = f"the path parameter {name!r} is not in the path {operation.path}"
                yield subject.finding("path.parameter-unused", parameter.pointer, message)
