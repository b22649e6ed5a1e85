"""Paging: the part of a list that a request asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.small_sandbox import Sandbox

from .library import LIST, ask, envelope, get, library, query, titles

LETTERS = "abcdefghijk"
BOOKS = [{"title": letter, "genre": "xyz"[index % 3], "price": index % 4} for index, letter in enumerate(LETTERS)]
OTHERS = [query("genre"), query("sort")]
URI = {"type": ["string", "null"], "format": "uri"}
NO_TEXT = {"type": ["string", "null"]}
INTEGER = {"type": "integer"}
BOOLEAN = {"type": "boolean"}
ERROR = {"$ref": "#/components/schemas/Error"}


def limit(**more: Any) -> dict[str, Any]:
    return query("limit", "integer", **more)


STYLES: dict[str, tuple[list[Any], Any]] = {
    "number": ([query("page", "integer"), limit()], LIST),
    "number-from-zero": ([query("page", "integer", minimum=0), limit()], LIST),
    "number-that-is-told": ([query("page", "integer"), limit()], envelope(next_page={"type": ["integer", "null"]})),
    "offset": ([query("offset", "integer"), limit()], LIST),
    "offset-from-one": ([query("startIndex", "integer"), query("limit", "integer")], envelope(totalResults=INTEGER)),
    "link": ([query("page", "integer"), limit()], envelope(next=URI, previous=URI)),
    "link-of-offsets": ([query("offset", "integer"), limit()], envelope(next=URI, previous=URI, total=INTEGER)),
    "link-of-cursors": ([query("cursor"), limit()], envelope(next=URI)),
    "token": ([query("pageToken"), limit()], envelope(nextPageToken=NO_TEXT, total=INTEGER)),
    "identifier": ([query("starting_after"), query("ending_before"), limit()], envelope(has_more=BOOLEAN)),
}


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sandbox]:
    return {
        name: library(tmp_path_factory.mktemp(name), [*parameters, *OTHERS], response, books=BOOKS)
        for name, (parameters, response) in STYLES.items()
    }


def walk(books: Sandbox, style: str, size: int, **others: str) -> Iterator[Any]:
    """Yield the pages of a list, one after another, until nothing follows."""
    asked: dict[str, Any] | str | None = {"limit": size, **others}
    for number in range(len(BOOKS) + 2):
        page = get(books, asked) if isinstance(asked, str) else ask(books, **asked or {})
        yield page
        following = follow(style, page, number, size)
        if following is None:
            return
        asked = following if isinstance(following, str) else {"limit": size, **others, **following}
    raise AssertionError("the pages do not end")


def follow(style: str, page: Any, number: int, size: int) -> dict[str, Any] | str | None:
    """What asks for the page that follows: parameters or an address; `None` if none follows."""
    found: dict[str, Callable[[], dict[str, Any] | str | None]] = {
        "number": lambda: {"page": number + 2} if page else None,
        "number-from-zero": lambda: {"page": number + 1} if page else None,
        "number-that-is-told": lambda: page["next_page"] and {"page": page["next_page"]},
        "offset": lambda: {"offset": (number + 1) * size} if page else None,
        "offset-from-one": lambda: {"startIndex": (number + 1) * size + 1} if page["items"] else None,
        "token": lambda: page["nextPageToken"] and {"pageToken": page["nextPageToken"]},
        "identifier": lambda: {"starting_after": page["items"][-1]["id"]} if page["has_more"] else None,
    }
    return found[style]() if style in found else page["next"]


@pytest.mark.parametrize("style", STYLES)
@given(
    size=st.integers(1, len(BOOKS) + 1),
    others=st.fixed_dictionaries(
        {}, optional={"genre": st.sampled_from("xyzw"), "sort": st.sampled_from(["-title", "price", "-price,title"])}
    ),
)
def test_the_pages_together_are_the_whole_list(
    libraries: dict[str, Sandbox], style: str, size: int, others: dict[str, str]
) -> None:
    books = libraries[style]
    pages = [titles(page) for page in walk(books, style, size, **others)]
    assert [title for page in pages for title in page] == titles(ask(books, **others))
    assert all(len(page) == size for page in pages[:-2])


@pytest.mark.parametrize("style", ["link", "link-of-offsets"])
@given(size=st.integers(1, len(BOOKS)))
def test_links_lead_back(libraries: dict[str, Sandbox], style: str, size: int) -> None:
    books = libraries[style]
    pages = list(walk(books, style, size, sort="-title"))
    backwards = [pages[-1]]
    while backwards[-1]["previous"] is not None:
        backwards.append(get(books, backwards[-1]["previous"]))
    assert [titles(page) for page in reversed(backwards)] == [titles(page) for page in pages]


def test_identifiers_lead_back(libraries: dict[str, Sandbox]) -> None:
    books = libraries["identifier"]
    assert "".join(titles(ask(books, ending_before=5, limit=3))) == "bcd"
    assert "".join(titles(ask(books, ending_before=2, limit=3))) == "a"
    assert titles(ask(books, ending_before=1, limit=3)) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"limit": 0}, "", id="no-rows"),
        pytest.param({"page": 3, "limit": 4}, "ijk", id="the-last-page"),
        pytest.param({"page": 9, "limit": 4}, "", id="after-the-last-page"),
        pytest.param({"page": 0, "limit": 4}, "abcd", id="before-the-first-page"),
        pytest.param({"page": 1}, LETTERS, id="without-size"),
        pytest.param({"page": 2}, "", id="after-all-rows"),
    ],
)
def test_a_page(libraries: dict[str, Sandbox], asked: dict[str, int], expected: str) -> None:
    assert "".join(titles(ask(libraries["number"], **asked))) == expected


def test_a_page_has_the_size_of_the_document(tmp_path: Path) -> None:
    books = library(tmp_path, [query("page", "integer"), limit(default=3)], books=BOOKS)
    assert ["".join(titles(ask(books, page=page))) for page in (1, 2, 4)] == ["abc", "def", "jk"]


def test_a_page_is_no_larger_than_the_document_allows(tmp_path: Path) -> None:
    books = library(tmp_path, [limit()], {**LIST, "maxItems": 4}, books=BOOKS)
    assert "".join(titles(ask(books, limit=9))) == "abcd"
    assert "".join(titles(ask(books))) == "abcd"


@pytest.mark.parametrize(
    ("deleted", "expected"),
    [
        pytest.param([1, 2], "cd", id="the-rows-that-were-shown"),
        pytest.param([2], "cd", id="the-last-row-that-was-shown"),
        pytest.param([3], "de", id="the-row-that-follows"),
        pytest.param([2, 3], "de", id="both"),
        pytest.param([9], "cd", id="a-later-row"),
    ],
)
def test_a_token_stays_where_it_is_when_rows_are_deleted(tmp_path: Path, deleted: list[int], expected: str) -> None:
    books = library(tmp_path, *STYLES["token"], books=BOOKS)
    token = ask(books, limit=2)["nextPageToken"]
    for number in deleted:
        assert books.ask("DELETE", f"/books/{number}").response.status == 204
    assert "".join(titles(ask(books, limit=2, pageToken=token))) == expected


class TestACursorThatLeadsNowhere:
    @pytest.mark.parametrize("name", ["cursor", "starting_after"])
    def test_it_is_refused_if_the_document_says_how(self, tmp_path: Path, name: str) -> None:
        books = library(tmp_path, [query(name), limit()], envelope(has_more=BOOLEAN), books=BOOKS, _400="Error")
        exchange = books.ask("GET", f"/books?{name}=lost")
        assert (exchange.response.status, [each.rule for each in exchange.violations]) == (400, ["parameter.schema"])
        assert (exchange.violations[0].name, exchange.violations[0].seen) == (name, '"lost"')

    @pytest.mark.parametrize("style", ["token", "identifier"])
    def test_else_it_is_the_first_page(self, libraries: dict[str, Sandbox], style: str) -> None:
        name = "pageToken" if style == "token" else "starting_after"
        assert "".join(titles(ask(libraries[style], **{name: "lost", "limit": 2}))) == "ab"

    def test_an_empty_one_is_the_first_page(self, tmp_path: Path) -> None:
        books = library(tmp_path, [query("cursor"), limit()], envelope(next_cursor=NO_TEXT), books=BOOKS, _400="Error")
        assert "".join(titles(ask(books, cursor="", limit=2))) == "ab"


@pytest.mark.parametrize(
    ("deleted", "asked", "expected"),
    [
        pytest.param([2], {"starting_after": 2}, "cd", id="after-a-deleted-row"),
        pytest.param([1, 2], {"starting_after": 2}, "cd", id="after-the-last-of-several"),
        pytest.param([2, 1], {"starting_after": 2}, "cd", id="in-another-order"),
        pytest.param([2, 3], {"starting_after": 2}, "de", id="and-the-one-after-it"),
        pytest.param([11], {"starting_after": 11}, "", id="at-the-end"),
        pytest.param([4], {"ending_before": 4}, "bc", id="before-a-deleted-row"),
        pytest.param([], {"starting_after": 2, "genre": "x"}, "dg", id="after-a-row-that-is-not-chosen"),
        pytest.param([5], {"starting_after": 5, "order": "desc"}, "dc", id="backwards"),
        pytest.param([5], {"starting_after": 5, "sort": "price"}, "ai", id="in-an-order-that-tells-nothing"),
    ],
)
def test_an_identifier_stays_a_cursor(tmp_path: Path, deleted: list[int], asked: dict[str, Any], expected: str) -> None:
    parameters, response = STYLES["identifier"]
    direction = query("order", enum=["asc", "desc"])
    books = library(tmp_path, [*parameters, *OTHERS, direction], response, books=BOOKS)
    for number in deleted:
        assert books.ask("DELETE", f"/books/{number}").response.status == 204
    assert "".join(titles(ask(books, limit=2, **asked))) == expected
