"""The page of a world in a real browser: it goes on while it is used, and keeps what a person is at."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.server_process import ServerProcess
from tests.support.small_sandbox import BOOKS, write_folder

from .browsing import PATIENCE, start_browser, visit

pytestmark = pytest.mark.xdist_group("web-pages")  # one worker, one browser

TOKEN = "a-token-of-this-test"
JSON = ("Content-Type", "application/json")
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = write_folder(tmp_path_factory.mktemp("books"), books_yaml=BOOKS)
    with ServerProcess(str(folder / "books.yaml"), "--control-token", TOKEN) as server:
        yield server


@pytest.fixture
def world(request: pytest.FixtureRequest) -> str:
    return str(request.node.name).replace("_", "-")[:60]


@pytest.fixture
def page(server: ServerProcess, browser: Browser, world: str) -> Iterator[Page]:
    """The page of a world that has had one request."""
    ask(server, world)
    address = f"http://127.0.0.1:{server.port}/_w/{world}/_mock/"
    page, said = visit(browser, f"{address}?token={TOKEN}"), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    expect(page.locator("#dot")).to_have_class("dot live")
    yield page
    page.context.close()
    assert said == []


def ask(server: ServerProcess, world: str, path: str = "/books", times: int = 1) -> None:
    for _ in range(times):
        assert server.ask("GET", path, [("Mock-World", world)]).status < 500


def test_rows_come_while_one_has_the_focus_and_is_open(page: Page, server: ServerProcess, world: str) -> None:
    rows = page.locator("#exchanges > li")
    expect(rows).to_have_count(1)
    page.locator("#exchanges summary").click()
    page.locator("#exchanges .again .copy").focus()
    ask(server, world, times=3)
    expect(rows).to_have_count(4)
    expect(rows.last.locator("details")).to_have_attribute("open", "")
    expect(rows.last.locator(".again .copy")).to_be_focused()
    expect(page.locator("#worlds [aria-current]")).to_contain_text("4 requests")


def test_a_paused_page_counts_and_goes_on(page: Page, server: ServerProcess, world: str) -> None:
    pause, rows = page.locator("#pause"), page.locator("#exchanges > li")
    pause.click()
    ask(server, world, times=2)
    expect(pause).to_have_text("Resume · 2 new")
    expect(pause).to_be_focused()
    expect(rows).to_have_count(1)
    pause.click()
    expect(pause).to_have_text("Pause")
    expect(rows).to_have_count(3)


def test_filters_hold_for_what_comes(page: Page, server: ServerProcess, world: str) -> None:
    rows = page.locator("#exchanges > li")
    page.locator("#text").fill("shelf")
    expect(rows).to_have_count(0)
    expect(page.locator("#nothing")).to_contain_text("None of the exchanges")
    assert "text=shelf" in page.url
    ask(server, world, "/books")
    ask(server, world, "/shelf")
    expect(rows).to_have_count(1)
    expect(page.locator("#text")).to_be_focused()
    page.locator("#text").fill("")
    expect(rows).to_have_count(3)


def test_what_is_prepared_comes_and_goes(page: Page, server: ServerProcess, world: str) -> None:
    rights = [JSON, ("Authorization", f"Bearer {TOKEN}")]
    prepared = f"/_mock/worlds/{world}/responses"
    for status in (401, 403):
        body = {"match": {"operation_id": "listBooks"}, "responses": [{"status": status}], "force": True}
        assert server.ask("POST", prepared, rights, json.dumps(body).encode()).status == 201
    ask(server, world)
    items = page.locator("#prepared-list li")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("403 always, used 1 time")
    items.first.locator("button").click()
    expect(items).to_have_count(1)
    expect(items.first.locator("button")).to_be_focused()
    assert len(json.loads(server.ask("GET", prepared, rights).body)["responses"]) == 1


def test_a_cleared_journal_begins_anew(page: Page, server: ServerProcess, world: str) -> None:
    ask(server, world)
    expect(page.locator("#exchanges > li")).to_have_count(2)
    journal = f"/_mock/worlds/{world}/journal"
    assert server.ask("DELETE", journal, [("Authorization", f"Bearer {TOKEN}")]).status == 204
    expect(page.locator("#nothing")).to_contain_text("has had no requests yet")
    ask(server, world)
    expect(page.locator("#exchanges > li")).to_have_count(1)


def test_curl_lines_of_operations_are_shown_in_place(page: Page, world: str) -> None:
    page.locator(".operations a.try").first.click()
    line = page.locator(".operations .trials code")
    expect(line).to_contain_text(f"/_w/{world}/books")
    page.locator(".operations a.try").first.click()
    expect(line).to_have_count(0)
