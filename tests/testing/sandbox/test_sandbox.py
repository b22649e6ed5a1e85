"""The documents of a sandbox, its snapshots, and its check at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.openapi.errors import DocumentError
from mockserver.testing.sandbox import ContractBroken, Sandbox, SandboxApi, SandboxError, SandboxSession, UnknownName
from tests.support.small_sandbox import BOOKS, changed, write_folder
from tests.testing.support import statuses


def test_rollback_returns_to_the_last_snapshot(books_sandbox: Sandbox, books: SandboxApi) -> None:
    books_sandbox.clock.freeze("2026-01-20T15:00:00Z")
    books_sandbox.snapshot()
    books.state["book"].remove("1")
    books.respond("listBooks", 400)
    books.delay(60)
    books_sandbox.snapshot()
    books.state["book"].remove("2")
    books_sandbox.clock.advance(60)
    books_sandbox.rollback()
    assert list(books.state["book"]) == ["2"]
    books_sandbox.rollback()
    assert list(books.state["book"]) == ["1", "2"]
    assert statuses(books, "/books", 1) == [200]
    assert books_sandbox.clock.now().isoformat() == "2026-01-20T15:00:00+00:00"
    assert len(books.journal) == 1  # a rollback keeps the journal
    books.state["book"].clear()
    books_sandbox.rollback()
    assert len(books.state["book"]) == 2  # without a snapshot, to the beginning


def test_unknown_apis_and_files_are_refused(books_sandbox: Sandbox, books_folder: Path) -> None:
    with pytest.raises(UnknownName, match="the sandbox has no API 'intercon'; did you mean intercom"):
        books_sandbox.api("intercon")
    with pytest.raises(SandboxError, match=r"there is no document 'boks.yaml'; looked for .*boks.yaml"):
        books_sandbox.serve("boks.yaml")
    with pytest.raises(SandboxError, match="there is no fixtures folder 'none'"):
        books_sandbox.serve("books.yaml", fixtures="none")
    books_folder.joinpath("empty").mkdir(exist_ok=True)
    with pytest.raises(
        SandboxError, match=r"empty has no behaviour.yaml or seed.yaml or handlers.py, and no folder books/"
    ):
        books_sandbox.serve("books.yaml", fixtures="empty")
    books_folder.joinpath("bad.yaml").write_text("openapi: [", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"bad.yaml:"):
        books_sandbox.serve("bad.yaml")


def test_fixtures_may_name_the_folder_of_the_api(books_sandbox: Sandbox) -> None:
    assert len(books_sandbox.serve("books.yaml", fixtures="mocks/books").state["book"]) == 2


def test_two_documents_cannot_have_one_name(books_sandbox: Sandbox, books: SandboxApi) -> None:
    assert books_sandbox.serve("books.yaml", fixtures="mocks") is books
    assert books_sandbox.api("books") is books
    with pytest.raises(SandboxError, match=r"'books' is served here already; add name=… for books\.yaml"):
        books_sandbox.serve("books.yaml")
    assert books_sandbox.serve("books.yaml", name="plain").name == "plain"


@pytest.mark.parametrize(
    ("of_sandbox", "of_api", "status"),
    [(False, None, 404), (True, None, 200), (False, True, 200), (True, False, 404)],
)
def test_stateless_apis_show_what_is_documented(
    books_folder: Path, sandbox_session: SandboxSession, of_sandbox: bool, of_api: bool | None, status: int
) -> None:
    with Sandbox(folders=[books_folder], session=sandbox_session, stateless=of_sandbox) as sandbox:
        assert statuses(sandbox.serve("books.yaml", stateless=of_api), "/books/7", 1) == [status]


def test_a_changed_document_is_read_again(tmp_path: Path, sandbox_session: SandboxSession) -> None:
    for title in ("Books", "More books"):
        write_folder(tmp_path, books_yaml=changed(BOOKS, {"/info/title": title}))
        with Sandbox(folders=[tmp_path], session=sandbox_session) as sandbox:
            assert sandbox.serve("books.yaml").loaded.document.title == title


def test_leaving_a_sandbox_fails_if_a_contract_was_broken(sandbox_session: SandboxSession) -> None:
    def break_the_contract() -> None:
        with Sandbox(session=sandbox_session) as sandbox:
            api = sandbox.api("intercom")
            with api.httpx(headers={"Authorization": "Bearer intercom_sandbox"}) as client:
                client.get("/data_connectors", params={"per_page": "500"})
                client.get("/data_conectors")

    with pytest.raises(ContractBroken) as failure:
        break_the_contract()
    message = str(failure.value)
    head = "2 requests broke their contract (parameter.schema, routing.no-path):"
    assert message.startswith(f"{head}\n1. GET /data_connectors?per_page=500 → 400\n")
    assert "did you mean /data_connectors?" in message
    assert "curl 'http://127.0.0.1:8000/intercom/data_connectors?per_page=500' -H" in message


def test_leaving_a_sandbox_with_an_error_raises_that_error(sandbox_session: SandboxSession) -> None:
    def use_and_fail() -> None:
        with Sandbox(session=sandbox_session) as sandbox:
            sandbox.api("intercom").httpx().get("/nowhere")
            raise LookupError

    with pytest.raises(LookupError):
        use_and_fail()
