"""Documents with a mistake in one or two places are refused with a message, or served without a 500.

What is left out of a document that is served has a line, and is an error of lint.

make test                        150, always the same
make fuzz EXAMPLES=1000 SEED=7   as many as that
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, note, seed, settings
from hypothesis import strategies as st

from mockserver.engine.apis.apis import Apis
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.worlds import Worlds
from mockserver.lint import lint_document
from mockserver.openapi.documents import Document
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.messages import Headers, Request

from .test_documents import FILES
from .walk import serve

Spoilt = tuple[str, list[tuple[int, Any]]]  # a document, and the changed places with their new values
EXAMPLES, SEED = int(os.environ.get("EXAMPLES", "0")), int(os.environ.get("SEED", "1"))
WHOLE = sorted(FILES.keys() - {"modules-3.1"})
JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**70, "", "x", "é/%", "#/components"),
    *([], {}, [1], [None], {"a": 1}, {"$ref": "#/x"}, {"$ref": 7}, {"$ref": "#"}, {"type": "strnig"}, {"x-a": {}}),
)
FORM = ("paths", "/readings", "post", "requestBody", "content", "multipart/form-data")
LINES = ("paths", "/readings", "get", "responses", "200", "content", "application/x-ndjson")
PREFERENCES = ("", "code=200", "code=404", "dynamic=true, seed=1")


@cache
def content_of(stem: str) -> dict[str, Any]:
    return Document.load(FILES[stem]).published


@cache
def places_of(stem: str) -> list[tuple[str | int, ...]]:
    return list(_iter_places(content_of(stem), ()))


def _iter_places(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if place:
        yield place
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield from _iter_places(value[key], (*place, key))


@st.composite
def spoilt(draw: st.DrawFn) -> Spoilt:
    stem = draw(st.sampled_from(WHOLE))
    place = st.integers(0, len(places_of(stem)) - 1)
    return stem, draw(st.lists(st.tuples(place, st.sampled_from(JUNK)), min_size=1, max_size=2))


def place_of(stem: str, *words: str | int) -> int:
    return places_of(stem).index(words)


@seed(SEED)
@settings(
    max_examples=EXAMPLES or 150,
    derandomize=not EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],  # it measures the machine
)
@given(spoilt())
@example(("animals-2.0", [(place_of("animals-2.0", "parameters", "animalId", "in"), {})]))
@example(("sensors-3.2", [(place_of("sensors-3.2", "components"), {"a": 1})]))
@example(("sensors-3.2", [(place_of("sensors-3.2", *FORM, "encoding", "reading"), None)]))
@example(("sensors-3.2", [(place_of("sensors-3.2", *LINES, "itemSchema", "$ref"), "#/components")]))
@example(("shop-3.0", [(place_of("shop-3.0", "components", "schemas", "Product", "required", 2), [1])]))
@example(("animals-2.0", [(place_of("animals-2.0", "definitions", "Dog", "allOf", 1, "required", 0), {"$ref": "#/x"})]))
def test_spoilt_document_is_refused_or_served(case: Spoilt) -> None:
    stem, changes = case
    content = deepcopy(content_of(stem))
    for number, junk in changes:
        _put(content, places_of(stem)[number], deepcopy(junk))
        note(f"{places_of(stem)[number]}: {junk!r}")
    try:
        document = Document.parse(json.dumps(content), name="spoilt.json")
        api = serve(document)
    except DocumentError:
        return
    findings = lint_document(document)
    omissions = [*document.omissions, *(each for operation in api.operations for each in operation.omissions)]
    assert all(document.line_of(each.pointer) is not None for each in omissions)
    if omissions:
        assert any(finding.severity == "error" and finding.line is not None for finding in findings)
    engine = Engine(Apis([api]), Worlds({api.name: api.seed}))
    for operation in api.operations:
        for preference in PREFERENCES:
            headers = Headers([("Prefer", preference)] if preference else [])
            response = engine.respond(Request(operation.method, operation.path, headers=headers)).response
            assert response.status != 500, response.body  # a fault of the document is a 501


def _put(content: Any, place: tuple[str | int, ...], junk: Any) -> None:
    """Put a value in a place; do nothing if another change has removed the place."""
    with suppress(KeyError, IndexError, TypeError):
        for word in place[:-1]:
            content = content[word]
        content[place[-1]] = junk
