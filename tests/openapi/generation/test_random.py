"""Laws for random schemas: generated values are valid, satisfiable schemas get a value, and the work is bounded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from mockserver.openapi.documents import Direction
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.generation import Dynamic, Generator, Unsatisfiable
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of
from tests.support.work import count_calls

from .random_schemas import VALUES, any_schemas, schemas_of

POINTER = "/components/schemas/It"


def _schemas(schema: Any, other: Any = True, *, version: str = "3.1.0", direction: Direction = "response") -> Schemas:
    schemas = Schemas(document_of({"It": schema, "Other": other}, version=version), direction)
    try:
        schemas.is_valid(POINTER, None)
    except DocumentError:
        assume(False)
    return schemas


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@given(schema=any_schemas(), other=any_schemas(depth=1), seed=st.integers(0, 9))
@settings(max_examples=400)
def test_a_generated_value_is_valid(version: str, schema: Any, other: Any, seed: int) -> None:
    schemas = _schemas(schema, other, version=version)
    generator = Generator(schemas)
    for dynamic in (None, Dynamic(seed=seed)):
        with count_calls() as work:
            try:
                value = generator.generate(POINTER, "it", dynamic=dynamic)
            except Unsatisfiable:
                event("none found")
            else:
                assert schemas.check(POINTER, value, rule="body.schema", location="body") == []
        assert work.calls < 1_000_000, "the work is bounded"


@given(data=st.data(), value=VALUES)
@settings(max_examples=600)
def test_a_satisfiable_schema_gets_a_value(data: st.DataObject, value: Any) -> None:
    schemas = _schemas(data.draw(schemas_of(value)))
    assume(schemas.is_valid(POINTER, value))
    generated = Generator(schemas).generate(POINTER)
    assert schemas.is_valid(POINTER, generated)


@given(schema=any_schemas())
@settings(max_examples=100)
def test_the_same_schema_gets_the_same_value(schema: Any) -> None:
    found = []
    for _ in range(2):
        generator = Generator(_schemas(schema))
        try:
            found.append((generator.generate(POINTER), generator.generate(POINTER, dynamic=Dynamic(seed="x"))))
        except Unsatisfiable as reason:
            found.append((str(reason), None))
    assert found[0] == found[1]
