"""Asks the meta-schema of a dialect, and its validator, whether they can read schemas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from .metaschema_sentences import word_refusal
from .versions.dialects import Dialect

_BACKTRACKS = 100_000


def is_sound(schemas: dict[str, Any], dialect: Dialect) -> bool:
    """Whether the meta-schema accepts all schemas; a pattern in the words of another language may be refused."""
    return _meta_validator(dialect).is_valid({"$defs": schemas})


def iter_refused(schema: Any, dialect: Dialect) -> Iterator[tuple[list[str | int], str]]:
    """Yield the path to every value in a schema that the meta-schema refuses, and the reason.

    Patterns that the validator can read are not among them, although the meta-schema knows those of ECMA-262 only.
    """
    for error in _meta_validator(dialect).iter_errors({"$defs": {"it": schema}}):
        path = list(error.instance_path)[2:]
        is_pattern = path and path[-1] in ("pattern", "patternProperties")
        if not (is_pattern and error.kind.name == "format"):
            yield path, word_refusal(error, path)


def compiles(schema: dict[str, Any], dialect: Dialect) -> bool:
    """Whether a validator of the dialect can be made of a schema."""
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
    # in a registry, where the meta-schema does not judge it
    registry = jsonschema_rs.Registry([("urn:it", schema)], draft=dialect.draft)
    try:
        dialect.validator({"$ref": "urn:it"}, registry=registry, pattern_options=options, offline=True)
    except (ValueError, jsonschema_rs.ReferencingError):
        return False
    return True


@cache
def _meta_validator(dialect: Dialect) -> jsonschema_rs.Validator:
    """Return a validator of `{"$defs": {name: schema}}`, so that one call checks all schemas."""
    schema = {"properties": {"$defs": {"additionalProperties": {"$ref": dialect.metaschema}}}}
    return dialect.validator(schema, validate_formats=True)
