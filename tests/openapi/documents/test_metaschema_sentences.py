"""Why a schema is not one of JSON Schema, in words of its author."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents.metaschema_sentences import word_refusal
from mockserver.openapi.documents.versions.dialects import DRAFT_4, DRAFT_2020_12, Dialect


def sentences_of(schema: Any, dialect: Dialect) -> set[str]:
    validator = dialect.validator({"$ref": dialect.metaschema}, validate_formats=True)
    return {word_refusal(error, list(error.instance_path)) for error in validator.iter_errors(schema)}


BOTH = pytest.mark.parametrize("dialect", [DRAFT_4, DRAFT_2020_12], ids=["draft-4", "2020-12"])


@BOTH
@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        ({"type": "int"}, '"int" is not a type, and not a list of types; did you mean `integer`?'),
        ({"type": ["string", "nul"]}, '["string", "nul"] is not a type, and not a list of types; did you mean `null`?'),
        ({"type": 5}, "5 is not a type, and not a list of types"),
        ({"required": True}, "true is not a list; it stands beside `properties` and lists names"),
        ({"required": ["a", "a"]}, '["a", "a"] has the same value twice'),
        ({"properties": []}, "[] is not a mapping"),
        ({"properties": {"a": "string"}}, '"string" is not a schema'),
        ({"items": 5}, "5 is not a schema"),
        ({"additionalProperties": "no"}, '"no" is not a schema'),
        ({"oneOf": [5]}, "5 is not a schema"),
        ({"allOf": []}, "[] has fewer items than 1"),
        ({"minimum": "1"}, '"1" is not a number'),
        ({"minLength": -1}, "-1 is less than 0"),
        ({"multipleOf": 0}, "0 is not greater than 0"),
        ({"pattern": "("}, '"(" is not a regular expression'),
    ],
)
def test_sentences(dialect: Dialect, schema: Any, sentence: str) -> None:
    assert sentences_of(schema, dialect) == {sentence}


@BOTH
def test_bounds_that_are_of_the_other_draft(dialect: Dialect) -> None:
    if dialect is DRAFT_4:
        assert sentences_of({"exclusiveMinimum": True}, dialect) == {"needs `minimum`"}
    else:
        message = "true is not a number; since 3.1 it is the bound itself, in place of `minimum`"
        assert sentences_of({"exclusiveMinimum": True}, dialect) == {message}
