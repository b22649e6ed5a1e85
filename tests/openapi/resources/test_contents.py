"""The schemas of the bodies of an operation."""

from __future__ import annotations

import pytest

from mockserver.openapi.resources.contents import (
    is_download,
    is_list_alone,
    request_view,
    response_content,
    response_view,
    shows_list,
)
from tests.openapi.resources.shorthand import describe


def test_bodies() -> None:
    [operation] = describe("POST /books < {title: string} > 202 {ticket: string}").operations
    assert (list(request_view(operation).members), list(response_view(operation).members)) == (["title"], ["ticket"])
    [operation] = describe("DELETE /books/{id} > 204").operations
    assert (bool(request_view(operation)), response_content(operation)) == (False, None)


@pytest.mark.parametrize(
    ("response", "is_list", "is_alone"),
    [
        pytest.param("[Book]", True, True, id="array"),
        pytest.param("{data: [Book]}", True, True, id="usual-envelope"),
        pytest.param("{books: [Book], total: integer}", True, True, id="own-envelope"),
        pytest.param("{price: number, pages: [Page]}", True, False, id="something-with-a-list"),
        pytest.param("{price: number}", False, False, id="something-else"),
        pytest.param("string", False, False, id="text"),
        pytest.param("object", None, False, id="any-object"),
        pytest.param("", None, False, id="nothing"),
    ],
)
def test_lists(response: str, is_list: bool | None, is_alone: bool) -> None:
    [operation] = describe(f"GET /books > {response}").operations
    view = response_view(operation)
    assert (shows_list(view, "book"), is_list_alone(view, "book")) == (is_list, is_alone)


def test_downloads() -> None:
    operations = describe("GET /a > bytes", "GET /b > Book", "GET /c > 204").operations
    assert [is_download(operation) for operation in operations] == [True, False, False]
