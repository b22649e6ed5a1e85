"""Every schema of the corpus in both directions: the generated value is valid, or no value is."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from mockserver.openapi.documents import Direction
from mockserver.openapi.generation import Dynamic, Generator, Unsatisfiable
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of
from tests.support.work import count_calls

from . import corpus

IMPOSSIBLE = corpus.read("impossible-3.1")
DIRECTIONS: tuple[Direction, ...] = ("request", "response")


def test_corpus_is_large() -> None:
    assert len(corpus.names()) >= 300


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(("stem", "name"), corpus.names())
def test_value_keeps_its_schema(stem: str, name: str, direction: Direction) -> None:
    generator, schemas = corpus.generator(stem, direction)
    pointer = f"/components/schemas/{name}"
    value = generator.generate(pointer, name)
    assert schemas.check(pointer, value, rule="body.schema", location="body") == []
    json.dumps(value, allow_nan=False)


@pytest.mark.parametrize(("stem", "name"), corpus.names())
def test_dynamic_value_keeps_its_schema(stem: str, name: str) -> None:
    generator, schemas = corpus.generator(stem)
    pointer = f"/components/schemas/{name}"
    for seed in range(5):
        value = generator.generate(pointer, name, dynamic=Dynamic(seed=seed))
        assert schemas.check(pointer, value, rule="body.schema", location="body") == []


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_impossible_schema_is_refused(name: str) -> None:
    document = document_of({key: schema for key, (schema, _) in IMPOSSIBLE.items()})
    generator = Generator(Schemas(document, "response"))
    pointer = f"/components/schemas/{name}"
    with count_calls() as work, pytest.raises(Unsatisfiable) as raised:
        generator.generate(pointer)
    assert work.calls < 10_000_000
    sentence = str(raised.value)
    assert sentence.startswith(f"test.yaml:{document.line_of(pointer)} {pointer}: no value satisfies this schema: ")
    assert IMPOSSIBLE[name][1] in sentence
    with pytest.raises(Unsatisfiable, match="no value satisfies"):  # and again, from memory
        generator.generate(pointer)


def test_documents_are_not_changed() -> None:
    for stem in corpus.FILES:
        document = document_of(corpus.read(stem), version=f"{stem[-3:]}.0")
        schemas = Schemas(document, "response")
        before = json.dumps([document.content, document.schemas("response")])
        generator = Generator(schemas)
        for name in corpus.read(stem):
            value = generator.generate(f"/components/schemas/{name}")
            _spoil(value)
            generator.generate(f"/components/schemas/{name}", dynamic=Dynamic(seed=1))
        assert json.dumps([document.content, document.schemas("response")]) == before


def _spoil(value: object) -> None:
    """Change a value at every place."""
    if isinstance(value, dict):
        for item in value.values():
            _spoil(item)
        value["spoilt"] = True
    elif isinstance(value, list):
        for item in value:
            _spoil(item)
        value.append("spoilt")


def test_changing_a_value_does_not_change_the_next() -> None:
    generator, _ = corpus.generator("objects-3.1")
    kept = json.dumps(generator.generate("/components/schemas/Person"))
    for _ in range(3):
        value = generator.generate("/components/schemas/Person")
        assert json.dumps(value) == kept
        _spoil(value)


_PRINT_ALL = """
import json
from mockserver.openapi.generation import Dynamic
from tests.openapi.generation import corpus
for stem, name in corpus.names():
    generator, _ = corpus.generator(stem)
    print(json.dumps([name, generator.generate(f"/components/schemas/{name}", name)]))
    print(json.dumps([name, generator.generate(f"/components/schemas/{name}", name, dynamic=Dynamic(seed=7))]))
"""


def test_values_do_not_depend_on_hash_randomisation() -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", _PRINT_ALL],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(["src", "."])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("\n") == 2 * len(corpus.names())


def test_values_do_not_depend_on_earlier_ones() -> None:
    for stem in corpus.FILES:
        shared, _ = corpus.generator(stem)
        for name in reversed(corpus.read(stem)):
            pointer = f"/components/schemas/{name}"
            alone = Generator(Schemas(corpus.document(stem), "response"))
            assert alone.generate(pointer, name) == shared.generate(pointer, name)
