"""The schemas in corpus/: one file is the `components/schemas` of one document."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from mockserver.openapi.documents import Direction, Document, parse_fixture, read_text
from mockserver.openapi.errors import FixtureError
from mockserver.openapi.generation import Generator
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

FOLDER = Path(__file__).parent / "corpus"
FILES = ("arrays-3.1", "branches-3.1", "objects-3.1", "recursion-3.1", "scalars-3.1", "styles-3.0")


@cache
def read(stem: str) -> dict[str, Any]:
    file = FOLDER / f"{stem}.yaml"
    schemas = parse_fixture(read_text(file, FixtureError), file)
    assert isinstance(schemas, dict)
    return schemas


@cache
def document(stem: str) -> Document:
    return document_of(read(stem), version=f"{stem[-3:]}.0")


@cache
def generator(stem: str, direction: Direction = "response") -> tuple[Generator, Schemas]:
    schemas = Schemas(document(stem), direction)
    return Generator(schemas), schemas


def names() -> list[tuple[str, str]]:
    """Return every file with each of its satisfiable schemas."""
    return [(stem, name) for stem in FILES for name in read(stem)]
