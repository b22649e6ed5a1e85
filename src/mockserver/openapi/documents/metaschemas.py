"""Finds the schemas of a document that its dialect's meta-schema refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from ..pointers import escape, join, walk
from .bundling import FILES, iter_references
from .keywords import has_names, is_data
from .versions.dialects import Dialect


def iter_schemas(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every schema that is not inside another: `/components/schemas/Pet`, `/paths/~1pets/…/schema`."""
    pending: list[tuple[str, Any, bool]] = [("", content, False)]
    while pending:
        pointer, value, names = pending.pop()
        if isinstance(value, list):
            pending += [(f"{pointer}/{index}", part, False) for index, part in enumerate(value)]
        elif isinstance(value, dict):
            for key, part in value.items():
                at = f"{pointer}/{escape(key)}"
                if not names and key in ("schema", "itemSchema"):
                    yield at, part
                elif not names and key in ("schemas", "definitions") and isinstance(part, dict):
                    yield from ((f"{at}/{escape(name)}", schema) for name, schema in part.items())
                elif names or not (is_data(key, part) or key == FILES):
                    pending.append((at, part, not names and has_names(key)))


def iter_unreadable(content: dict[str, Any], dialect: Dialect) -> Iterator[tuple[str, str]]:
    """Yield the pointer of every schema, or part of one, that a validator cannot read, and the reason."""
    schemas = dict(iter_schemas(content))
    if FILES in content:
        _add_referenced(content, schemas)
    validator = _meta_validator(dialect)
    if validator.is_valid({"$defs": schemas}):
        return
    for pointer, schema in schemas.items():
        for error in validator.iter_errors({"$defs": {"it": schema}}):
            yield pointer + join(list(error.instance_path)[2:]), str(error).partition("\n")[0]


def _add_referenced(content: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Add the schemas of other files: every target of a schema's `$ref` is one."""
    pending = list(schemas.values())
    while pending:
        for _, ref in iter_references(pending.pop()):
            if ref.startswith(f"#/{FILES}/") and (target := unquote(ref[1:])) not in schemas:
                with suppress(LookupError):  # a broken reference, which another check reports
                    schemas[target] = found = walk(content, target)
                    pending.append(found)


@cache
def _meta_validator(dialect: Dialect) -> jsonschema_rs.Validator:
    """Return a validator of `{"$defs": {name: schema}}`, so that one call checks all schemas."""
    schema = {"properties": {"$defs": {"additionalProperties": {"$ref": dialect.metaschema}}}}
    return dialect.validator(schema, validate_formats=True)
