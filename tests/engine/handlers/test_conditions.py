"""Conditional requests: ETag, If-Match and If-None-Match."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.handlers.conditions import make_tag
from tests.support.remembering import remember
from tests.support.small_sandbox import BOOK_RULES, Sandbox, body_of, changed, load_books, rules_of, sandbox_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=6,
)
BOOK = {"properties": {"id": {"type": "integer"}, "title": {"type": "string"}}, "required": ["id", "title"]}
NEW_BOOK = {"properties": {"title": {"type": "string"}}, "required": ["title"]}


def shown(body: Any = None, **header: Any) -> dict[str, Any]:
    """A response with a book, or another schema, and an ETag."""
    tag = {"schema": {"type": "string"}, **header}
    content = {"application/json": {"schema": body or {"$ref": "#/components/schemas/Book"}}}
    return {"description": "a book", "headers": {"ETag": tag}, "content": content}


def shelf(folder: Path, *, header: dict[str, Any] | None = None, **operations: Any) -> Sandbox:
    """A server of books with versions; `operations` are more of one book, such as `put`."""
    one, many = shown(**(header or {})), shown({"type": "array", "items": {"$ref": "#/components/schemas/Book"}})
    own = {f"{method.upper()} /books/{{id}}": parts for method, parts in operations.items()}
    fixed: dict[str, dict[str, Any]] = {
        "POST /books": {"body": "NewBook", "201": one},
        "GET /books": {"200": many, "304": None},
        "GET /books/{id}": {"200": one, "304": None, "404": None},
    }
    return remember(folder, fixed | own, Book=BOOK, NewBook=NEW_BOOK)


def put(**parts: Any) -> dict[str, Any]:
    return {"body": "NewBook", "200": shown(), "404": None, "412": None, **parts}


def create(server: Sandbox, title: str = "Emma") -> str:
    """The ETag of a new book."""
    made = server.ask("POST", "/books", {"title": title})
    assert made.response.status == 201
    return made.response.header("ETag") or ""


class TestTags:
    @given(JSON, JSON)
    def test_equal_values_have_equal_tags_and_others_do_not(self, one: Any, other: Any) -> None:
        assert (make_tag(one) == make_tag(other)) is (repr_of(one) == repr_of(other))

    def test_the_order_of_members_does_not_count(self) -> None:
        assert make_tag({"a": 1, "b": [2]}) == make_tag({"b": [2], "a": 1})


def repr_of(value: Any) -> str:
    """The value as text, with the members of objects in order: true and 1 differ in it."""
    if isinstance(value, dict):
        return "object " + repr(sorted((name, repr_of(each)) for name, each in value.items()))
    return repr([repr_of(each) for each in value]) if isinstance(value, list) else repr(value)


class TestReads:
    def test_a_row_has_one_tag_in_every_response(self, tmp_path: Path) -> None:
        server = shelf(tmp_path)
        tag = create(server)
        assert tag.startswith('"')
        assert server.ask("GET", "/books/1").response.header("ETag") == tag

    @pytest.mark.parametrize(
        ("field", "status"),
        [
            ("{tag}", 304),
            ("W/{tag}", 304),  # RFC 9110 §13.1.2: the weak comparison
            ('"other", {tag}', 304),
            ("*", 304),
            ('"other"', 200),
            ("", 200),
        ],
    )
    def test_a_version_that_the_client_has_is_not_sent_again(self, tmp_path: Path, field: str, status: int) -> None:
        server = shelf(tmp_path)
        tag = create(server)
        read = server.ask("GET", "/books/1", headers=[("If-None-Match", field.format(tag=tag))])
        assert read.response.status == status
        assert read.response.header("ETag") == tag
        assert (read.response.body == b"") is (status == 304)
        assert read.source == "resource"

    def test_a_list_has_another_version_when_a_row_is_added(self, tmp_path: Path) -> None:
        server = shelf(tmp_path)
        create(server)
        before = server.ask("GET", "/books").response.header("ETag") or ""
        assert server.ask("GET", "/books", headers=[("If-None-Match", before)]).response.status == 304
        create(server, "Ulysses")
        after = server.ask("GET", "/books", headers=[("If-None-Match", before)])
        assert after.response.status == 200
        assert len(body_of(after)) == 2

    def test_a_304_that_is_not_documented_is_not_sent(self, tmp_path: Path) -> None:
        server = remember(
            tmp_path,
            {"POST /books": {"body": "NewBook", "201": "Book"}, "GET /books/{id}": {"200": shown(), "404": None}},
            Book=BOOK,
            NewBook=NEW_BOOK,
        )
        server.ask("POST", "/books", {"title": "Emma"})
        read = server.ask("GET", "/books/1", headers=[("If-None-Match", "*")])
        assert read.response.status == 200
        assert not read.violations

    def test_an_item_that_is_changed_under_a_condition_shows_its_version(self, tmp_path: Path) -> None:
        server = remember(
            tmp_path,
            {
                "POST /books": {"body": "NewBook", "201": "Book"},
                "GET /books/{id}": {"200": "Book", "404": None},
                "PUT /books/{id}": {"body": "NewBook", "200": "Book", "412": None},
            },
            Book=BOOK,
            NewBook=NEW_BOOK,
        )
        server.ask("POST", "/books", {"title": "Emma"})
        tag = server.ask("GET", "/books/1").response.header("ETag") or ""
        changed = server.ask("PUT", "/books/1", {"title": "Emma II"}, [("If-Match", tag)])
        assert changed.response.status == 200
        assert server.ask("PUT", "/books/1", {"title": "E"}, [("If-Match", tag)]).response.status == 412

    @pytest.mark.parametrize(
        ("header", "form"),
        [
            ({"example": 'W/"0815"'}, 'W/"'),
            ({"schema": {"type": "string", "pattern": '^W/"'}}, 'W/"'),
            ({"schema": {"type": "string", "pattern": "^[0-9a-f]+$"}}, ""),
            ({"schema": {"type": "string", "pattern": "["}}, '"'),
        ],
    )
    def test_tags_are_written_as_the_document_has_them(self, tmp_path: Path, header: dict[str, Any], form: str) -> None:
        server = shelf(tmp_path, header=header, put=put())
        create(server)
        tag = server.ask("GET", "/books/1").response.header("ETag") or ""
        assert tag.startswith(form)
        assert len(tag) == 32 + len(form) + bool(form)
        assert server.ask("GET", "/books/1", headers=[("If-None-Match", tag)]).response.status == 304

    def test_a_tag_that_breaks_its_schema_gives_way_to_the_documented_one(self, tmp_path: Path) -> None:
        server = shelf(tmp_path, header={"schema": {"type": "integer"}, "example": 7})
        create(server)
        read = server.ask("GET", "/books/1")
        assert read.response.header("ETag") == "7"
        assert body_of(read) == {"id": 1, "title": "Emma"}


class TestChanges:
    @pytest.mark.parametrize(
        ("field", "status"),
        [
            ("{tag}", 200),
            ('"other", {tag}', 200),
            ("*", 200),
            ('"other"', 412),
            ("W/{tag}", 412),  # RFC 9110 §13.1.1: the strong comparison
        ],
    )
    def test_only_the_present_version_is_changed(self, tmp_path: Path, field: str, status: int) -> None:
        server = shelf(tmp_path, put=put())
        tag = create(server)
        changed = server.ask("PUT", "/books/1", {"title": "Ulysses"}, [("If-Match", field.format(tag=tag))])
        assert changed.response.status == status
        expected = "Ulysses" if status == 200 else "Emma"
        assert body_of(server.ask("GET", "/books/1"))["title"] == expected
        assert rules_of(changed) == ([] if status == 200 else ["state.stale"])

    def test_a_weak_tag_will_do_where_the_document_has_weak_ones(self, tmp_path: Path) -> None:
        server = shelf(tmp_path, put=put(**{"200": shown(example='W/"1"')}))
        create(server)
        tag = server.ask("PUT", "/books/1", {"title": "Emma"}).response.header("ETag") or ""
        assert tag.startswith("W/")
        assert server.ask("PUT", "/books/1", {"title": "E"}, [("If-Match", tag)]).response.status == 200

    def test_a_deletion_of_an_old_version_is_refused(self, tmp_path: Path) -> None:
        server = shelf(tmp_path, delete={"204": None, "404": None, "412": None})
        tag = create(server)
        assert server.ask("DELETE", "/books/1", headers=[("If-Match", '"old"')]).response.status == 412
        struck = server.ask("DELETE", "/books/1", headers=[("If-Match", tag)])
        assert struck.response.status == 204
        assert struck.response.header("ETag") is None

    def test_the_refusal_is_the_documented_one(self, tmp_path: Path) -> None:
        error = {"properties": {"message": {"type": "string"}}, "required": ["message"]}
        server = shelf(tmp_path, put=put(**{"412": error}))
        create(server)
        refused = server.ask("PUT", "/books/1", {"title": "E"}, [("If-Match", '"old"')])
        assert "version" in body_of(refused)["message"]

    def test_a_row_that_does_not_exist_has_no_version_that_could_be_old(self, tmp_path: Path) -> None:
        server = shelf(tmp_path, put=put())
        create(server)
        assert server.ask("PUT", "/books/9", {"title": "E"}, [("If-Match", '"old"')]).response.status == 404

    @pytest.mark.parametrize(
        ("fields", "first", "second"),
        [
            ([("If-None-Match", "*")], 201, 412),
            ([("If-Match", "*")], 412, 412),
            ([], 201, 200),
        ],
    )
    def test_a_put_that_may_create(
        self, tmp_path: Path, fields: list[tuple[str, str]], first: int, second: int
    ) -> None:
        server = remember(
            tmp_path,
            {
                "GET /books/{id}": {"200": shown(), "404": None},
                "PUT /books/{id}": {"body": "NewBook", "200": shown(), "201": shown(), "412": None},
            },
            Book=BOOK,
            NewBook=NEW_BOOK,
        )
        assert server.ask("PUT", "/books/5", {"title": "Emma"}, fields).response.status == first
        assert server.ask("PUT", "/books/5", {"title": "Emma"}, fields).response.status == second

    def test_a_change_must_name_a_version_where_428_is_documented(self, tmp_path: Path) -> None:
        server = shelf(tmp_path, put=put(**{"428": None}))
        tag = create(server)
        refused = server.ask("PUT", "/books/1", {"title": "E"})
        assert refused.response.status == 428
        assert rules_of(refused) == ["state.condition-required"]
        assert server.ask("PUT", "/books/1", {"title": "E"}, [("If-Match", tag)]).response.status == 200

    def test_a_required_field_that_is_absent_is_428_where_that_is_documented(self, tmp_path: Path) -> None:
        field = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
        server = shelf(tmp_path, put=put(**{"428": None, "parameters": [field]}))
        create(server)
        assert server.ask("PUT", "/books/1", {"title": "E"}).response.status == 428


class TestSeeds:
    def test_a_row_of_an_example_has_a_version(self, tmp_path: Path) -> None:
        response = shown()
        response["content"]["application/json"]["example"] = {"id": 7, "title": "Dune"}
        server = remember(
            tmp_path,
            {
                "GET /books/{id}": {"200": response, "304": None, "404": None},
                "PUT /books/{id}": put(),
            },
            Book=BOOK,
            NewBook=NEW_BOOK,
        )
        tag = server.ask("GET", "/books/7").response.header("ETag") or ""
        assert server.ask("GET", "/books/7", headers=[("If-None-Match", tag)]).response.status == 304
        assert server.ask("PUT", "/books/7", {"title": "Dune II"}, [("If-Match", '"1"')]).response.status == 412
        assert server.ask("PUT", "/books/7", {"title": "Dune II"}, [("If-Match", tag)]).response.status == 200


class TestWrittenBodies:
    def test_rows_that_are_the_whole_body_have_versions(self, tmp_path: Path) -> None:
        etags = {f"/operations/{name}/etag": True for name in ("createBook", "readBook", "updateBook")}
        server = sandbox_of(load_books(tmp_path, behaviour=changed(BOOK_RULES, etags)))
        read = server.ask("GET", "/books/1")
        tag = read.response.header("ETag") or ""
        assert body_of(read)["title"] == "Emma"
        refused = server.ask("PATCH", "/books/1", {"title": "E"}, [("If-Match", '"old"')])
        assert refused.response.status == 412
        assert server.ask("PATCH", "/books/1", {"title": "Emma II"}, [("If-Match", tag)]).response.status == 200
        assert server.ask("GET", "/books/1").response.header("ETag") not in (tag, None)
