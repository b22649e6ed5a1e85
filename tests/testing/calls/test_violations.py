"""Violations of a contract that the code under test caused."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from mockserver.engine.worlds.limits import Limits
from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxSession


@pytest.mark.parametrize(
    ("allowed", "count"),
    [(False, 2), ("parameter.*", 1), (["parameter.*", "routing.no-path"], 0), (True, 0), ("body.*", 2)],
)
def test_violations_may_be_allowed(
    books_sandbox: Sandbox, used_books: SandboxApi, allowed: bool | str | list[str], count: int
) -> None:
    with used_books.httpx() as client:
        client.get("/books", params={"all": "perhaps"})
        client.get("/nowhere")
    assert len(books_sandbox.violations(allowed)) == count


def test_an_item_that_does_not_exist_breaks_no_contract(books_sandbox: Sandbox) -> None:
    with books_sandbox.serve("books.yaml").httpx() as client:
        response = client.get("/books/7")
    assert (response.status_code, books_sandbox.violations()) == (404, [])


def test_violations_outlive_the_journal(
    books_folder: Path, sandbox_session: SandboxSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.testing.sandbox.sandbox.Limits", partial(Limits, journal_size=20_000))
    sandbox = Sandbox("small", folders=[books_folder], session=sandbox_session)
    with sandbox.serve("books.yaml", fixtures="mocks").httpx() as client:
        client.get("/nowhere")
        for _ in range(50):
            client.get("/books/1")
    assert [call.number for call, _ in sandbox.violations()] == [1]
    assert re.match(r"… \d+ earlier requests\n", sandbox.conversation())


@pytest.mark.parametrize("strict", [False, True])
def test_an_approximate_response_is_no_fault_of_the_client(tmp_path: Path, strict: bool) -> None:
    tmp_path.joinpath("odd.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: Odd, version: '1'}\npaths:\n  /odd:\n    get:\n      responses:\n"
        "        '200': {description: ok, content: {application/json: {schema: {oneOf: [{type: integer}, "
        "{type: integer}]}}}}\n",
        encoding="utf-8",
    )
    sandbox = Sandbox("odd", folders=[tmp_path], strict=strict)
    with sandbox.serve("odd.yaml").httpx() as client:
        response = client.get("/odd")
    assert (response.status_code, response.headers["mock-source"]) == (200, "generated; approximate")
    assert sandbox.violations() == []
