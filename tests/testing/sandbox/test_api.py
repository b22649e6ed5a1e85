"""Prepared responses, failures, delays and switches of one API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from mockserver import PreparedResponse
from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxError
from tests.testing.support import statuses


def test_one_response_stays_and_several_are_sent_once_each(books: SandboxApi) -> None:
    books.respond("readBook", 404)
    assert statuses(books, "/books/1", 3) == [404, 404, 404]
    books.respond("readBook", 404, 200)
    assert statuses(books, "/books/1", 3) == [404, 200, 200]
    assert books.journal[-1].exchange.source == "resource"


@pytest.mark.parametrize(("times", "expected"), [(1, [404, 200]), (2, [404, 404, 200]), (None, [404, 404, 404])])
def test_a_response_is_sent_as_often_as_times_says(books: SandboxApi, times: int | None, expected: list[int]) -> None:
    books.respond("readBook", 404, times=times)
    assert statuses(books, "/books/1", len(expected)) == expected


def test_prepared_responses_have_bodies_and_headers(books: SandboxApi) -> None:
    books.respond("readBook", body={"id": "9", "title": "Mine"}, headers={"X-Seen": "yes"})
    books.respond("listBooks", PreparedResponse(400, body={"error": "no"}), PreparedResponse(200, body=[]))
    with books.httpx() as client:
        found = client.get("/books/1")
        assert (found.json(), found.headers["x-seen"]) == ({"id": "9", "title": "Mine"}, "yes")
        assert found.headers["mock-source"] == "prepared; id=books.readBook"
        assert client.get("/books").json() == {"error": "no"}
        assert client.get("/books").json() == []


def test_a_prepared_response_can_be_late(books: SandboxApi) -> None:
    books.respond("readBook", 404, PreparedResponse(404, delay=60), 404, times=1)
    books.respond("listBooks", 200, 200, delay=60)
    with books.httpx(timeout=1) as client:  # in process, a test waits no longer than its client would
        assert client.get("/books/1").status_code == 404
        with pytest.raises(httpx.ReadTimeout):
            client.get("/books/1")
        assert client.get("/books/1").status_code == 404
        with pytest.raises(httpx.ReadTimeout):
            client.get("/books")


def test_a_documented_example_can_be_prepared(books_sandbox: Sandbox) -> None:
    intercom = books_sandbox.api("intercom")
    operation = intercom.loaded.operation("updateDataConnector")
    assert operation is not None
    (_, example) = next(operation.responses["409"].iter_examples())
    intercom.respond("updateDataConnector", example=example.name)
    with intercom.httpx(headers={"Authorization": "Bearer intercom_sandbox"}) as client:
        response = client.patch("/data_connectors/12345", json={"name": "x"})
    assert (response.status_code, response.json()) == (409, example.value)


def test_an_invalid_request_does_not_get_the_prepared_response(books: SandboxApi) -> None:
    books.respond("createBook", 201)
    with books.httpx() as client:
        assert client.post("/books", json={"title": ""}).status_code == 422


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        pytest.param(
            lambda api: api.respond("readBok", 404),
            "books has no operation 'readBok'; did you mean readBook",
            id="unknown-operation",
        ),
        pytest.param(
            lambda api: api.respond("readBook", 418),
            "418 is not documented for GET /books/{id}; documented: 200, 404|418",
            id="undocumented-status",
        ),
        pytest.param(
            lambda api: api.respond("readBook", body={"id": "1"}),
            "/title: is required, but absent .*books.yaml:",
            id="invalid-body",
        ),
        pytest.param(
            lambda api: api.respond("readBook", example="none"), "example=none is not documented", id="unknown-example"
        ),
        pytest.param(lambda api: api.respond("readBook", 200, example="a", body={}), "not both", id="example-and-body"),
        pytest.param(
            lambda api: api.respond("readBook", 404, 200, body={}), "belong to one status", id="body-for-two-statuses"
        ),
        pytest.param(lambda api: api.respond("readBook", 404, times=0), "times=0; allowed: 1 or more", id="times-0"),
        pytest.param(
            lambda api: api.respond("readBook", 404, times="x"), "times='x'; allowed: 1 or more", id="times-text"
        ),
        pytest.param(lambda api: api.respond("readBook", 404, delay=-1), "-1 seconds cannot be a delay", id="delay"),
        pytest.param(
            lambda api: api.respond("readBook", "404"),
            "'404' is not a response status; allowed: 200 to 599",
            id="status-text",
        ),
        pytest.param(
            lambda api: api.respond("readBook", 999, force=True), "999 is not a response status", id="status-999"
        ),
        pytest.param(
            lambda api: api.respond("readBook", body={"id": object()}, force=True),
            "/id is of type object; .* and bytes",
            id="body-object",
        ),
        pytest.param(
            lambda api: api.respond("readBook", 404, headers={"X": "a\nb"}),
            r"the header field X cannot be 'a\\nb'",
            id="header-with-newline",
        ),
        pytest.param(
            lambda api: api.respond("GET /boks/{id}", 404),
            r"did you mean GET /books/\{id\}",
            id="unknown-method-and-path",
        ),
        pytest.param(lambda api: api.fail("readBook", 99), "99 is not a response status", id="fail-99"),
        pytest.param(lambda api: api.delay("1"), "1 seconds cannot be a delay", id="delay-text"),
        pytest.param(lambda api: api.fail("readBook", "explode"), "'explode' is not a way to fail", id="fail-unknown"),
        pytest.param(lambda api: api.delay(-1), "-1 seconds cannot be a delay", id="delay-negative"),
        pytest.param(lambda api: api.delay(float("nan")), "nan seconds cannot be a delay", id="delay-nan"),
        pytest.param(
            lambda api: api.state["boks"], "books has no resource 'boks'; did you mean book", id="unknown-resource"
        ),
        pytest.param(
            lambda api: api.switch("mood", "on"), "books has no switch 'mood'; there are none", id="unknown-switch"
        ),
        pytest.param(lambda api: api.calls("updateBok"), "did you mean updateBook", id="calls-of-unknown-operation"),
        pytest.param(
            lambda api: api.respond("readBook", 404, exmple="a"),
            r"respond\(\) has no option 'exmple'; did you mean example",
            id="unknown-option",
        ),
    ],
)
def test_an_invalid_argument_is_refused(
    books: SandboxApi, prepare: Callable[[SandboxApi], object], message: str
) -> None:
    with pytest.raises(SandboxError, match=message):
        prepare(books)
    assert statuses(books, "/books/1", 1) == [200]


def test_force_sends_what_the_document_does_not_allow(books: SandboxApi) -> None:
    books.respond("readBook", 418, force=True, times=1)
    books.respond("readBook", body={"id": 1}, force=True, times=1)
    with books.httpx() as client:
        assert client.get("/books/1").status_code == 418
        assert client.get("/books/1").json() == {"id": 1}
        assert client.get("/books/1").json()["title"] == "Emma"


def test_a_forced_body_is_written_in_its_media_type(books_sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "shapes.yaml"
    contents = ", ".join(
        f"{media_type}: {{schema: {{type: object, xml: {{name: shape}}, properties: {{n: {{type: integer}}}}}}}}"
        for media_type in ("application/xml", "application/x-www-form-urlencoded", "image/png")
    )
    file.write_text(
        "openapi: 3.1.0\ninfo: {title: Shapes, version: '1'}\npaths:\n  /shape:\n    get:\n      operationId: read\n"
        f"      responses: {{'200': {{description: ok, content: {{{contents}}}}}}}\n",
        encoding="utf-8",
    )
    shapes = books_sandbox.serve(file)
    sent = []
    with shapes.httpx() as client:
        for media_type in ("application/xml", "application/x-www-form-urlencoded", "image/png"):
            shapes.respond("read", PreparedResponse(200, body={"n": "no number"}, media_type=media_type), force=True)
            sent.append((client.get("/shape").text, client.get("/shape").headers["content-type"]))
    assert sent == [
        ('<?xml version="1.0" encoding="UTF-8"?>\n<shape><n>no number</n></shape>', "application/xml"),
        ("n=no+number", "application/x-www-form-urlencoded"),
        ('{"n":"no number"}', "image/png"),
    ]


def test_an_operation_may_be_named_by_method_and_path(books: SandboxApi) -> None:
    books.respond("GET /books/{id}", 404)
    assert statuses(books, "/books/1", 1) == [404]


def test_recover_ends_responses_failures_and_delays(books: SandboxApi) -> None:
    books.respond("readBook", 404)
    books.fail("readBook", "reset")
    books.delay(60)
    books.recover()
    assert statuses(books, "/books/1", 1) == [200]


def test_switches_are_set(books_sandbox: Sandbox) -> None:
    idun = books_sandbox.api("idun")
    idun.switch("login", "on")
    assert books_sandbox.world.switches["idun.login"] == "on"
    with pytest.raises(SandboxError, match="the switch login of idun cannot be 'maybe'; allowed: "):
        idun.switch("login", "maybe")
