"""An excerpt holds only what a schema needs, at the pointers of the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.documents import Direction, Document, Excerpts, iter_references
from mockserver.openapi.documents.grammar import Role
from mockserver.openapi.documents.guards import guard_piece

ROOT = Path(__file__).parents[3]
HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
COMPONENTS = """\
components:
  schemas:
    Chain: {properties: {next: {$ref: '#/components/schemas/Link'}}}
    Link: {$ref: '#/components/schemas/End/properties/deep'}
    End: {properties: {deep: {readOnly: true, type: string}}}
    Ring: {properties: {next: {$ref: '#/components/schemas/Gnir'}}}
    Gnir: {properties: {next: {$ref: '#/components/schemas/Ring'}}}
    Lost: {$ref: '#/components/schemas/Nothing'}
    All: {$ref: '#'}
    Away: {$ref: 'other.yaml#/Pet'}
    Shown: {type: object, example: {$ref: '#/components/schemas/Ring'}}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/End'}}]
"""


def resolve(tree: Any, pointer: str) -> Any:
    for word in pointer.split("/")[1:]:
        word = word.replace("~1", "/").replace("~0", "~")
        tree = tree[int(word)] if isinstance(tree, list) else tree[word]
    return tree


@pytest.mark.parametrize(
    ("pointer", "pieces"),
    [
        ("Chain", {"Chain", "Link", "End"}),
        ("Chain/properties/next", {"Chain", "Link", "End"}),
        ("End/properties/deep", {"End"}),
        ("Ring", {"Ring", "Gnir"}),
        ("Shown", {"Shown"}),
        ("Away", {"Away"}),
        ("Lost", {"Lost"}),
    ],
)
def test_pieces(pointer: str, pieces: set[str]) -> None:
    excerpt = Excerpts(Document.parse(HEAD + COMPONENTS, name="x.yaml"), "response").around(
        f"/components/schemas/{pointer}"
    )
    assert excerpt.pieces == {f"/components/schemas/{name}" for name in pieces}
    assert set(excerpt.content["components"]["schemas"]) == pieces - {"Nothing"}


def test_a_schema_of_a_parameter_keeps_its_pointer() -> None:
    document = Document.parse(HEAD + COMPONENTS, name="x.yaml")
    excerpt = Excerpts(document, "request").around("/paths/~1a/get/parameters/0/schema")
    assert resolve(excerpt.content, "/paths/~1a/get/parameters/0/schema") == {"$ref": "#/components/schemas/End"}
    assert "not" in resolve(excerpt.content, "/components/schemas/End/properties/deep")


def test_the_whole_document_if_references_are_not_pointers() -> None:
    document = Document.parse(HEAD + COMPONENTS + "x-note: {$anchor: here}\n", name="x.yaml")
    excerpt = Excerpts(document, "response").around("/components/schemas/All")
    assert excerpt.content is document.schemas("response")


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("file", sorted(ROOT.glob("specs/*.yaml")), ids=lambda file: file.stem)
def test_an_excerpt_has_the_pieces_of_the_whole(file: Path, direction: Direction) -> None:
    document = Document.load(file)
    excerpts = Excerpts(document, direction)
    whole = guard_piece(document.schemas(direction), "", excerpts.discriminators)
    for pointer in (each.pointer for each in document.iter_places() if each.place == Role("schema")):
        excerpt = excerpts.around(pointer)
        found = resolve(excerpt.content, pointer)
        assert found == resolve(whole, pointer)
        for ref in {ref for _, ref in iter_references(excerpt.content)}:
            assert resolve(excerpt.content, ref[1:]) == resolve(whole, ref[1:])
