"""Then: what was called, how often and with what; failures name the nearest call and what differed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial

import pytest

from mockserver import Sandbox
from mockserver.testing.sandbox import Calls, ContractBroken, SandboxApi, SandboxSession


@pytest.fixture
def asked(books: SandboxApi) -> SandboxApi:
    with books.httpx() as client:
        client.get("/books", params={"author": "Austen", "all": "true"})
        client.patch("/books/1", json={"title": "Emma", "tags": {"a": 1, "b": [1, 2]}}, headers={"X-Trace": "7"})
        client.patch("/books/2", json={"title": "Ulysses", "pages": 700})
    return books


def test_calls_are_counted(asked: SandboxApi) -> None:
    assert len(asked.calls("updateBook").times(2)) == 2
    asked.calls("deleteBook").never()
    call = asked.calls("listBooks").once()[0]
    assert (call.method, call.path, call.query) == ("GET", "/v1/books", {"author": ["Austen"], "all": ["true"]})
    assert (call.status, call.answer) == (200, [{"id": "1", "title": "Emma", "author": "Austen"}])


def test_calls_are_told_apart_by_what_was_sent(asked: SandboxApi) -> None:
    asked.calls("listBooks").with_query(author="Austen", all=True)
    asked.calls("updateBook").with_header("x-trace", "7").once()
    found = asked.calls("updateBook").with_body(title="Ulysses").once()
    assert found[0].json["pages"] == 700
    asked.calls("updateBook").with_body({"tags": {"b": [1, 2]}}).once()
    asked.calls("updateBook").with_body(found[0].body).once()
    assert len(asked.calls("updateBook").where(lambda call: "pages" in call.json)) == 1
    assert len(asked.calls("updateBook").where(partial(operator.contains, ()))) == 0


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
def test_a_failed_expectation_says_what_there_was(
    asked: SandboxApi, expect: Callable[[SandboxApi], Calls], lines: list[str]
) -> None:
    with pytest.raises(AssertionError) as failure:
        expect(asked)
    assert str(failure.value).splitlines() == lines


def test_leaving_a_sandbox_fails_when_a_contract_was_broken(sandbox_session: SandboxSession) -> None:
    def ask_badly() -> None:
        with Sandbox(session=sandbox_session) as sandbox:
            api = sandbox.api("intercom")
            with api.httpx(headers={"Authorization": "Bearer intercom_sandbox"}) as client:
                client.get("/data_connectors", params={"per_page": "500"})
                client.get("/data_conectors")

    with pytest.raises(ContractBroken) as failure:
        ask_badly()
    said = str(failure.value)
    head = "2 requests broke their contract (parameter.schema, routing.no-path):"
    assert said.startswith(f"{head}\n1. GET /data_connectors?per_page=500 → 400\n")
    assert "did you mean /data_connectors?" in said
    assert "curl 'http://127.0.0.1:8000/intercom/data_connectors?per_page=500' -H" in said


def test_leaving_a_sandbox_with_an_error_shows_that_error(sandbox_session: SandboxSession) -> None:
    def ask_and_fail() -> None:
        with Sandbox(session=sandbox_session) as sandbox:
            sandbox.api("intercom").httpx().get("/nowhere")
            raise LookupError

    with pytest.raises(LookupError):
        ask_and_fail()


@pytest.mark.parametrize(
    ("allowed", "count"),
    [(False, 2), ("parameter.*", 1), (["parameter.*", "routing.no-path"], 0), (True, 0), ("body.*", 2)],
)
def test_violations_may_be_allowed(
    shelf: Sandbox, asked: SandboxApi, allowed: bool | str | list[str], count: int
) -> None:
    with asked.httpx() as client:
        client.get("/books", params={"all": "perhaps"})
        client.get("/nowhere")
    assert len(shelf.violations(allowed)) == count


def test_violations_outlive_the_journal(shelf: Sandbox, books: SandboxApi) -> None:
    with books.httpx() as client:
        client.get("/nowhere")
        for _ in range(1001):
            client.get("/books/1")
    assert [call.number for call, _ in shelf.violations()] == [1]
    assert shelf.conversation().startswith("… 2 earlier requests\n")
