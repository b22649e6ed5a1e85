"""Where operations are."""

from __future__ import annotations

import pytest

from mockserver.openapi.resources.spots import key_of, name_of, read_spot
from tests.openapi.resources.shorthand import describe


@pytest.mark.parametrize(
    ("path", "place", "variables", "verb"),
    [
        pytest.param("/books/{id}", "/books/{}", {"id": "/books/{}"}, "", id="item"),
        pytest.param("/books/{id}/", "/books/{}", {"id": "/books/{}"}, "", id="slash"),
        pytest.param("/books/{id}.json", "/books/{}", {"id": "/books/{}"}, "", id="format"),
        pytest.param("/books/{id}.{format}", "/books/{}", {"id": "/books/{}"}, "", id="format-as-variable"),
        pytest.param("/books.json", "/books", {}, "", id="format-of-collection"),
        pytest.param("/books/{id}:archive", "/books/{}", {"id": "/books/{}"}, "archive", id="custom-verb"),
        pytest.param("/books:search", "/books", {}, "search", id="custom-verb-of-collection"),
        pytest.param("/Books({id})", "/Books/{}", {"id": "/Books/{}"}, "", id="parentheses"),
        pytest.param("/Books('{id}')/Pages", "/Books/{}/Pages", {"id": "/Books/{}"}, "", id="quotes"),
        pytest.param("/{+name}", "/{}", {"name": "/{}"}, "", id="several-segments"),
        pytest.param("/{a}/x/{b}", "/{}/x/{}", {"a": "/{}", "b": "/{}/x/{}"}, "", id="two-variables"),
        pytest.param("/v{version}/books", "/v{}/books", {"version": "/v{}"}, "", id="part-of-a-segment"),
    ],
)
def test_spots(path: str, place: str, variables: dict[str, str], verb: str) -> None:
    spot = read_spot(describe(f"GET {path}").operations[0])
    assert (spot.place, spot.variables, spot.verb) == (place, variables, verb)


def test_keys_and_names() -> None:
    assert key_of("/v1/order-items/{}/Notes") == key_of("/v1/orderItem/{}/note")
    assert [name_of(place) for place in ("/books/{}", "/books", "/repos/{}/{}", "/{}")] == ["book", "book", "repo", ""]
