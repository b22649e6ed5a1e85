"""Expectations on calls: how many, and with which content."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial

import pytest

from mockserver.testing.sandbox import Calls, SandboxApi


def test_calls_are_counted(used_books: SandboxApi) -> None:
    assert len(used_books.calls("updateBook").times(2)) == 2
    used_books.calls("deleteBook").never()
    call = used_books.calls("listBooks").once()[0]
    assert (call.method, call.path, call.query) == ("GET", "/v1/books", {"author": ["Austen"], "all": ["true"]})
    assert call.answer == call.response
    assert (call.status, call.response) == (200, [{"id": "1", "title": "Emma", "author": "Austen"}])


def test_calls_are_selected_by_their_content(used_books: SandboxApi) -> None:
    used_books.calls("listBooks").with_query(author="Austen", all=True)
    used_books.calls("updateBook").with_header("x-trace", "7").once()
    found = used_books.calls("updateBook").with_body(title="Ulysses").once()
    assert found[0].json["pages"] == 700
    used_books.calls("updateBook").with_body({"tags": {"b": [1, 2]}}).once()
    used_books.calls("updateBook").with_body(found[0].body).once()
    assert len(used_books.calls("updateBook").where(lambda call: "pages" in call.json)) == 1
    assert len(used_books.calls("updateBook").where(partial(operator.contains, ()))) == 0


@pytest.mark.parametrize(
    ("expect", "lines"),
    [
        pytest.param(
            lambda api: api.calls("updateBook").once(),
            [
                "expected 1 call of updateBook, there were 2",
                "  2. PATCH /v1/books/1 → 200",
                "  3. PATCH /v1/books/2 → 200",
            ],
            id="too-many",
        ),
        pytest.param(
            lambda api: api.calls("deleteBook").once(),
            [
                "expected 1 call of deleteBook, there was none",
                "  there was listBooks",
                "  there was updateBook, 2 calls",
            ],
            id="none",
        ),
        pytest.param(
            lambda api: api.calls("listBooks").never(),
            ["expected no call of listBooks, there was 1", "  1. GET /v1/books?author=Austen&all=true → 200"],
            id="one-too-many",
        ),
        pytest.param(
            lambda api: api.calls("updateBook").with_body(title="Ulysses", page=700),
            [
                "no call of updateBook is as expected",
                "  3. PATCH /v1/books/2 → 200",
                "       body /page: expected 700, was absent; there is pages",
                "  2. PATCH /v1/books/1 → 200",
                '       body /title: expected "Ulysses", was "Emma"',
                "       body /page: expected 700, was absent",
            ],
            id="body-nearest-first",
        ),
        pytest.param(
            lambda api: api.calls("listBooks").with_query(author="Joyce", al=True),
            [
                "no call of listBooks is as expected",
                "  1. GET /v1/books?author=Austen&all=true → 200",
                '       query author: expected "Joyce", was "Austen"',
                "       query al: expected true, was absent; there is all",
            ],
            id="query",
        ),
        pytest.param(
            lambda api: api.calls("listBooks").with_header("X-Trace", "7"),
            [
                "no call of listBooks is as expected",
                "  1. GET /v1/books?author=Austen&all=true → 200",
                '       header X-Trace: expected "7", was absent',
            ],
            id="header",
        ),
        pytest.param(
            lambda api: api.calls("listBooks").with_body(a=1),
            [
                "no call of listBooks is as expected",
                "  1. GET /v1/books?author=Austen&all=true → 200",
                "       body: expected {\"a\": 1}, was not JSON: b''",
            ],
            id="no-json",
        ),
        pytest.param(
            lambda api: api.calls("updateBook").with_body({"tags": {"a": True, "b": [1]}}),
            [
                "no call of updateBook is as expected",
                "  3. PATCH /v1/books/2 → 200",
                '       body /tags: expected {"a": true, "b": [1]}, was absent',
                "  2. PATCH /v1/books/1 → 200",
                "       body /tags/a: expected true, was 1",
                "       body /tags/b: expected [1], was [1, 2]",
            ],
            id="true-is-not-1",
        ),
    ],
)
def test_a_failed_expectation_names_the_nearest_calls(
    used_books: SandboxApi, expect: Callable[[SandboxApi], Calls], lines: list[str]
) -> None:
    with pytest.raises(AssertionError) as failure:
        expect(used_books)
    assert str(failure.value).splitlines() == lines
