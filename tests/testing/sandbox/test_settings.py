"""The settings of a sandbox."""

from __future__ import annotations

import sys
from typing import Any

import httpx
import pytest

from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxError


def test_configure_changes_how_apis_respond(books_sandbox: Sandbox, books: SandboxApi) -> None:
    address = books.url
    with books.httpx() as client:
        assert client.get("/books?unknown=1").status_code == 200
        books_sandbox.configure(strict_query=True)
        assert client.get("/books?unknown=1").status_code == 400
        assert httpx.get(f"{address}/books?unknown=1").status_code == 400
        books_sandbox.configure(validate_requests="warn")
        assert client.get("/books?unknown=1").status_code == 200
        assert [call.violations[0].rule for call, _ in books_sandbox.violations()] == ["parameter.unknown"] * 3
        books_sandbox.configure(validate_requests="off", dynamic=True, seed=7, locale="de_DE", auth=False)
        assert client.get("/books?unknown=1").status_code == 200
    assert len(books_sandbox.violations()) == 3


def test_lists_that_begin_with_more_rows(books_sandbox: Sandbox) -> None:
    books_sandbox.configure(items=3)
    books = books_sandbox.serve("books.yaml")
    with books.httpx() as client:
        assert len(client.get("/books").json()) == len(books.state["book"]) == 3
        books_sandbox.configure(items=5)
        assert len(client.get("/books").json()) == 3  # what is there stays
        books_sandbox.world.reset()
        assert len(client.get("/books").json()) == 5


@pytest.mark.parametrize(("unknown", "status"), [("404", 404), ("example", 200), (None, 404)])
def test_what_an_unknown_identifier_leads_to(books_sandbox: Sandbox, unknown: Any, status: int) -> None:
    books_sandbox.configure(unknown=unknown)
    with books_sandbox.serve("books.yaml").httpx() as client:
        assert client.get("/books/7").status_code == status


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param(
            {"strict_queries": True},
            r"sandbox.configure\(\) has no option 'strict_queries'; did you mean strict_query",
            id="unknown",
        ),
        pytest.param({"dynamic": "yes"}, "dynamic='yes'; allowed: True, False", id="not-a-boolean"),
        pytest.param(
            {"validate_requests": "never"},
            "validate_requests='never'; allowed: 'on', 'warn', 'off'",
            id="unknown-value",
        ),
        pytest.param({"mask": "card"}, "mask='card'; allowed: a tuple of texts", id="not-a-tuple"),
        pytest.param({"mask": ("",)}, "--mask is empty", id="empty-name"),
        pytest.param({"unknown": "403"}, "unknown='403'; allowed: '404', 'example', None", id="unknown-word"),
        pytest.param({"items": "x"}, "items='x'; allowed: a whole number, None", id="not-a-count"),
        pytest.param({"items": -1}, "--items -1: is not a number from 0 to 10000", id="negative"),
        pytest.param({"seed": "x"}, "seed='x'; allowed: a whole number, None", id="not-a-number"),
        pytest.param({"locale": "xx_XX"}, "xx_XX", id="unknown-locale"),
    ],
)
def test_an_invalid_setting_is_refused(books_sandbox: Sandbox, settings: Any, message: str) -> None:
    with pytest.raises(SandboxError, match=message):
        books_sandbox.configure(**settings)


def test_dynamic_values_need_faker(books_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faker", None)  # importing it fails
    with pytest.raises(SandboxError, match=r"dynamic values need Faker: pip install 'openapi-mockserver\[dynamic\]'"):
        books_sandbox.configure(dynamic=True)
