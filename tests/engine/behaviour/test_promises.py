"""What `behaviour.yaml` promises and the document does not allow is told at the start, with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.engine.apis.apis import bundled_folder, bundled_names, load_api
from mockserver.openapi.errors import FixtureError
from tests.support.small_sandbox import BOOK_RULES, BOOKS, REMOVED, changed, load_books

CASES = "/errors/cases/"
BROKEN = {"when": {"rule": "body.*"}, "status": 400, "code": "x"}
NEEDS_KEY: dict[str, Any] = {"/paths/~1shelf/get/security": [{"key": []}]}


def refuse(tmp_path: Path, document: dict[str, Any], rules: dict[str, Any]) -> FixtureError:
    with pytest.raises(FixtureError) as caught:
        load_books(tmp_path, document=changed(BOOKS, document), behaviour=changed(BOOK_RULES, rules))
    assert caught.value.file == tmp_path / "fixtures" / "behaviour.yaml"
    assert caught.value.line is not None
    return caught.value


@pytest.mark.parametrize(
    ("document", "rules", "pointer", "words"),
    [
        pytest.param(
            {"/paths/~1books~1{id}/delete/responses/404": REMOVED},
            {},
            f"{CASES}not_found/status",
            "DELETE /books/{id} is refused by this case, and does not document 404; documented: 204",
            id="missing",
        ),
        pytest.param(
            {"/paths/~1books/post/responses/409": REMOVED},
            {},
            f"{CASES}taken/status",
            "POST /books is refused by this case, and does not document 409",
            id="unique",
        ),
        pytest.param(
            {"/paths/~1books~1{id}/patch/responses/409": REMOVED},
            {},
            f"{CASES}taken/status",
            "PATCH /books/{id} is refused by this case, and does not document 409",
            id="unique-of-an-update",
        ),
        pytest.param(
            {},
            {f"{CASES}broken": BROKEN},
            f"{CASES}broken/status",
            "POST /books is refused by this case, and does not document 400",
            id="bodies",
        ),
        pytest.param(
            NEEDS_KEY,
            {f"{CASES}anonymous": {"when": {"rule": "security.*"}, "status": 401, "code": "x"}},
            f"{CASES}anonymous/status",
            "GET /shelf is refused by this case, and does not document 401",
            id="credentials",
        ),
        pytest.param(
            {"/paths/~1shelf/get/parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}]},
            {f"{CASES}unread": {"when": {"rule": "parameter.*"}, "status": 400, "code": "x"}},
            f"{CASES}unread/status",
            "GET /shelf is refused by this case, and does not document 400",
            id="parameters",
        ),
        pytest.param(
            {},
            {f"{CASES}taken/media_type": "application/problem+json"},
            f"{CASES}taken/media_type",
            "POST /books does not document application/problem+json for 409; documented: application/json",
            id="media-type",
        ),
    ],
)
def test_an_error_case_that_an_operation_does_not_document(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    document: dict[str, Any],
    rules: dict[str, Any],
    pointer: str,
    words: str,
) -> None:
    load_books(tmp_path, document=changed(BOOKS, document), behaviour=changed(BOOK_RULES, rules))
    (told,) = caplog.messages
    assert words in told
    file = tmp_path / "fixtures" / "behaviour.yaml"
    assert re.match(rf"{re.escape(str(file))}:\d+ {re.escape(pointer)}: ", told)


def test_a_case_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    without = {f"/paths/~1books~1{{id}}/{method}/responses/404": REMOVED for method in ("get", "patch", "delete")}
    load_books(tmp_path, document=changed(BOOKS, without))
    (told,) = caplog.messages
    assert told.endswith("2 other operations do not, either")


@pytest.mark.parametrize(
    ("document", "rules"),
    [
        pytest.param({}, {}, id="as-it-is"),
        pytest.param(
            {"/paths/~1books~1{id}/patch/responses/422": {"description": "no"}},
            {f"{CASES}broken": {**BROKEN, "status": 422}},
            id="documented",
        ),
        pytest.param(
            {"/paths/~1books/post/responses/4XX": {"description": "no"}}, {f"{CASES}taken/status": 409}, id="range"
        ),
        pytest.param({}, {f"{CASES}broken": {"when": {"rule": "body.*"}, "ignore": True}}, id="ignored"),
        pytest.param(
            {}, {f"{CASES}broken": {**BROKEN, "when": {"rule": "body.*", "seen": "'5'"}}}, id="depends-on-the-value"
        ),
        pytest.param(
            {},
            {f"{CASES}broken": {**BROKEN, "when": {"rule": "body.*", "operation": "readShelf"}}},
            id="without-a-body",
        ),
        pytest.param({}, {f"{CASES}own": {"status": 418, "code": "x"}}, id="of-handlers-alone"),
        pytest.param(
            {
                "/components/schemas/BookChange/properties/title": REMOVED,
                "/components/schemas/BookChange/properties/author": REMOVED,
                "/paths/~1books~1{id}/patch/responses/409": REMOVED,
            },
            {},
            id="an-update-that-leaves-what-is-unique",
        ),
    ],
)
def test_error_cases_that_can_be_sent_or_are_not_met(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, document: dict[str, Any], rules: dict[str, Any]
) -> None:
    load_books(tmp_path, document=changed(BOOKS, document), behaviour=changed(BOOK_RULES, rules))
    assert caplog.messages == []


DEFAULTS = "/resources/book/defaults"


@pytest.mark.parametrize(
    ("defaults", "pointer", "words"),
    [
        pytest.param({"pages": "many"}, f"{DEFAULTS}/pages", '"many" is a string; allowed: integer', id="type"),
        pytest.param({"title": ""}, f"{DEFAULTS}/title", "is shorter than 1 character", id="length"),
        pytest.param(
            {"author": "{row.author}"},
            f"{DEFAULTS}/author",
            "{row} is not a hole of `defaults`; there are: ",
            id="hole",
        ),
        pytest.param({"tags": {"each": "{seen}"}}, f"{DEFAULTS}/tags", "{seen} is not a hole", id="hole-in-a-list"),
        pytest.param({"tags": {"each": "x"}}, f"{DEFAULTS}/tags/each", "`each` lists the violations", id="each"),
    ],
)
def test_defaults_that_no_row_may_have(tmp_path: Path, defaults: Any, pointer: str, words: str) -> None:
    error = refuse(tmp_path, {}, {DEFAULTS: defaults})
    assert error.pointer == pointer
    assert words in error.message


def test_defaults_that_a_row_may_have(tmp_path: Path) -> None:
    defaults = {"author": None, "pages": 5, "reader": "{principal.name}", "other": [1]}
    load_books(tmp_path, behaviour=changed(BOOK_RULES, {DEFAULTS: defaults}))


def test_a_default_in_a_part_of_the_schema(tmp_path: Path) -> None:
    book = yaml.safe_load(BOOKS)["components"]["schemas"]["Book"]
    document = {
        "/components/schemas/Book": {"allOf": [{"$ref": "#/components/schemas/Base"}]},
        "/components/schemas/Base": book,
    }
    error = refuse(tmp_path, document, {DEFAULTS: {"tags": []}})
    assert (error.pointer, error.message.partition(" (")[0]) == (f"{DEFAULTS}/tags", "[] is an array; allowed: object")


def test_each_in_an_answer_is_always_empty(tmp_path: Path) -> None:
    answer = {"books": [{"all": {"each": "{rows}"}}]}
    error = refuse(tmp_path, {}, {"/operations/listBooks/answer": answer})
    assert error.pointer == "/operations/listBooks/answer/books/0/all/each"
    assert "the list is always empty" in error.message


@pytest.mark.parametrize("name", bundled_names())
def test_the_bundled_fixtures_keep_their_promises(name: str, caplog: pytest.LogCaptureFixture) -> None:
    load_api(name, bundled_folder("specs") / f"{name}.yaml", bundled_folder("fixtures") / name)
    assert caplog.messages == []
