"""Web pages in a real browser: what those of other origins cannot do to the control plane, and what the owner's can."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response

from tests.support.server_process import ServerProcess
from tests.support.waiting import wait_for

from .browsing import open_page, run_script, serve_empty_pages, start_browser, visit

pytestmark = pytest.mark.xdist_group("web-pages")  # one worker, one browser

TOKEN = "a-token-of-this-test"  # the owner's, of the second server
SECRET = "what-only-the-journal-has"  # in the query of a request
JOURNAL, RESET, PAGES = "/_mock/worlds/default/journal", "/_mock/worlds/default/reset", "/_mock/"
STARTED, FINISHED = "the script has started", "the script has read: "

# what an example of a mocked API does with the journal of the server that it comes from
SCRIPT = f"""
console.log("{STARTED}");
fetch("{JOURNAL}").then(response => response.text()).catch(String).then(text => console.log("{FINISHED}" + text));
"""
HTML = f"<!doctype html><title>An example</title><script>{SCRIPT}</script>"
XHTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><script><![CDATA[{SCRIPT}]]></script></html>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script><![CDATA[{SCRIPT}]]></script></svg>'
SHOWN = {  # by media type: an example that a browser may run
    "text/html": HTML,
    "text/html; charset=utf-8; x=y": HTML,
    "image/svg+xml": SVG,
    "application/xhtml+xml": XHTML,
    "application/xml": XHTML,
    "text/xml": XHTML,
    "application/problem+xml": XHTML,
    "application/xml;x": XHTML,
    "text/xsl": HTML,
    "text/plain": HTML,
    "application/json, text/html": HTML,
    "text /html": HTML,
    "application/unknown": HTML,
    "unknown/unknown": HTML,
    "application/octet-stream": HTML,
    "application/javascript": SCRIPT,
}

# functions of a page; each returns what it could read at an address
READING = {
    "fetch": "async url => (await fetch(url)).text()",
    "fetch with cookies": "async url => (await fetch(url, {credentials: 'include'})).text()",
    "fetch without CORS": "async url => (await fetch(url, {mode: 'no-cors', credentials: 'include'})).text()",
    "fetch after a preflight": "async url => (await fetch(url, {headers: {'X-It': '1'}})).text()",
    "XMLHttpRequest": """url => new Promise(done => {
        const request = new XMLHttpRequest();
        request.onloadend = () => done(request.responseText);
        request.open('GET', url);
        request.send();
    })""",
    "module": "async url => JSON.stringify(await import(url, {with: {type: 'json'}}))",
    "frame": """url => new Promise(done => {
        const frame = document.createElement('iframe');
        frame.onload = () => done(frame.contentDocument ? frame.contentDocument.documentElement.outerHTML : 'nothing');
        frame.src = url;
        document.body.append(frame);
    })""",
    "window": """url => new Promise((done, fail) => {
        const opened = window.open(url);
        const timer = setInterval(() => {
            try {
                if (opened.location.href === 'about:blank' || opened.document.readyState !== 'complete') return;
                done(opened.document.documentElement.outerHTML);
            } catch (reason) {
                fail(reason);
            }
            clearInterval(timer);
            opened.close();
        }, 10);
    })""",
}
# those with which no page reads anything, not even the server's own
INCLUDING = {
    name: f"""url => new Promise(done => {{
        const part = document.createElement('{name}');
        part.onload = () => done('loaded');
        part.onerror = () => done('failed');
        part.rel = 'stylesheet';
        part[part.localName === 'link' ? 'href' : 'src'] = url;
        document.body.append(part);
    }})"""
    for name in ("script", "img", "link")
} | {
    "socket": """url => new Promise(done => {
        const socket = new WebSocket(url.replace('http', 'ws'));
        socket.onopen = () => done('loaded');
        socket.onerror = () => done('failed');
    })""",
    "events": """url => new Promise(done => {
        const events = new EventSource(url, {withCredentials: true});
        events.onopen = () => done('loaded');
        events.onerror = () => { events.close(); done('failed'); };
    })""",
}

_FORM = """url => {
    const form = document.createElement('form'), frame = document.createElement('iframe');
    frame.name = `place${document.forms.length}`;
    Object.assign(form, {method: 'POST', action: url, target: frame.name, enctype: '%s'});
    document.body.append(frame, form);
    form.submit();
}"""
# ways to send a POST that a browser allows every page, without asking the server first
SENDING = {
    "form": _FORM % "application/x-www-form-urlencoded",
    "form of text": _FORM % "text/plain",
    "form of files": _FORM % "multipart/form-data",
    "fetch of text": "url => { fetch(url, {method: 'POST', mode: 'no-cors', body: '{}', credentials: 'include'}) }",
    "fetch of nothing": "url => { fetch(url, {method: 'POST', mode: 'no-cors', keepalive: true}) }",
    "beacon": "url => { navigator.sendBeacon(url, '{}') }",
}
# ways for which it asks
ASKING = {
    "JSON": "url => fetch(url, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})",
    "header": "url => fetch(url, {method: 'POST', headers: {'X-HTTP-Method-Override': 'DELETE'}})",
    "DELETE": "url => fetch(url, {method: 'DELETE', credentials: 'include'})",
    "PUT": "url => fetch(url, {method: 'PUT', body: '{}'})",
}


class Attacker(NamedTuple):
    page: Page
    server: str  # the address of the server, by the name the page uses for it: "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of the pages that are not ours."""
    with serve_empty_pages() as port:
        yield port


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A mocked API whose examples attack the server; it needs a key, so that Swagger UI asks for one."""
    described = "an example"
    paths: dict[str, Any] = {
        f"/shown/{number}": {
            "get": {"responses": {"200": {"description": described, "content": {name: {"example": example}}}}}
        }
        for number, (name, example) in enumerate(SHOWN.items())
    }
    plain = {"text/plain": {"example": "plain"}}
    paths["/open"] = {"get": {"responses": {"200": {"description": "ok", "content": plain}}}}
    paths["/plain"] = {"get": {**paths["/open"]["get"], "security": [{"key": []}]}}
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Pages", "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
    file = tmp_path_factory.mktemp("pages") / "shown.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def open_server(document: str) -> Iterator[ServerProcess]:
    with ServerProcess(document) as server:
        yield server


@pytest.fixture(scope="module")
def closed_server(document: str, port: int) -> Iterator[ServerProcess]:
    """A server with a token, a page that may use the control API, and another that may use the mocked APIs."""
    options = ("--control-token", TOKEN, "--control-origin", f"http://tools.test:{port}")
    with ServerProcess(document, *options, "--cors-origin", f"http://evil.test:{port}") as server:
        yield server


@pytest.fixture(params=["open", "closed"])
def server(request: pytest.FixtureRequest) -> ServerProcess:
    """A server whose journal has the secret."""
    server: ServerProcess = request.getfixturevalue(f"{request.param}_server")
    assert server.ask("GET", f"/plain?{SECRET}").status in (200, 401)
    return server


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Callable[[ServerProcess], BrowserContext]:
    """The owner of each server, who has opened the link that it printed."""
    known: dict[int, BrowserContext] = {}

    def context_for(server: ServerProcess) -> BrowserContext:
        if server.port not in known:
            known[server.port] = visit(browser, f"{own_address(server)}{PAGES}?token={TOKEN}").context
        return known[server.port]

    return context_for


@pytest.fixture(params=["another-site", "another-port", "mocked-page", "rebound-name"])
def attacker(
    request: pytest.FixtureRequest,
    server: ServerProcess,
    contexts: Callable[[ServerProcess], BrowserContext],
    port: int,
) -> Iterator[Attacker]:
    """A page that is not the owner's, in the browser in which the owner uses the server."""
    page, address = contexts(server).new_page(), own_address(server)
    if request.param == "rebound-name":  # a page whose name led elsewhere when it was loaded
        address = f"http://evil.test:{server.port}"
        page.route(f"{address}/attack", lambda route: route.fulfill(body="<body>", content_type="text/html"))
    page.goto(
        {
            "another-site": f"http://evil.test:{port}/",
            "another-port": f"http://127.0.0.1:{port}/",
            "mocked-page": f"{address}/shown/0",
            "rebound-name": f"{address}/attack",
        }[request.param]
    )
    yield Attacker(page, address)
    page.close()


@pytest.fixture
def own_page(server: ServerProcess, contexts: Callable[[ServerProcess], BrowserContext]) -> Iterator[Page]:
    """The start page of the server, as its owner sees it."""
    page = contexts(server).new_page()
    page.goto(f"{own_address(server)}{PAGES}")
    yield page
    page.close()


def own_address(server: ServerProcess) -> str:
    return f"http://127.0.0.1:{server.port}"


def journal(server: ServerProcess) -> str:
    response = server.ask("GET", JOURNAL, [("Authorization", f"Bearer {TOKEN}")])
    assert response.status == 200
    return response.body.decode()


def send(page: Page, script: str, address: str) -> Response:
    """Let a page send a request, and return the response that its browser got."""
    with page.expect_response(lambda response: response.url == address) as received:
        run_script(page, script, address)
    return received.value


def await_result(page: Page, said: list[str]) -> None:
    """Wait until a script of a page has said what it has read."""

    def has_finished() -> bool:
        page.wait_for_timeout(1)  # milliseconds, in which messages arrive
        return any(FINISHED in text for text in said)

    wait_for(has_finished)


def test_no_other_page_reads_the_control_plane(attacker: Attacker) -> None:
    for path in (JOURNAL, PAGES):
        read = {
            name: str(run_script(attacker.page, script, attacker.server + path)) for name, script in READING.items()
        }
        assert {name: text for name, text in read.items() if SECRET in text} == {}


def test_its_own_page_reads_it_in_each_of_these_ways(own_page: Page, server: ServerProcess) -> None:
    read = {name: str(run_script(own_page, script, own_address(server) + JOURNAL)) for name, script in READING.items()}
    assert [name for name, text in read.items() if SECRET not in text] == []


def test_no_page_includes_it(attacker: Attacker) -> None:
    included = {
        name: run_script(attacker.page, script, attacker.server + JOURNAL) for name, script in INCLUDING.items()
    }
    assert included == dict.fromkeys(INCLUDING, "failed")


def test_no_other_page_changes_it(attacker: Attacker, server: ServerProcess) -> None:
    for script in SENDING.values():
        assert send(attacker.page, script, attacker.server + RESET).status in (403, 421)
    for script in ASKING.values():
        run_script(attacker.page, script, attacker.server + RESET)
        run_script(attacker.page, script, attacker.server + JOURNAL)
    assert SECRET in journal(server)


@pytest.mark.parametrize("way", SENDING)
def test_its_own_page_changes_it_in_each_of_these_ways(way: str, own_page: Page, server: ServerProcess) -> None:
    assert send(own_page, SENDING[way], own_address(server) + RESET).status == 204
    assert SECRET not in journal(server)


def test_no_other_page_frames_the_pages(attacker: Attacker) -> None:
    run_script(attacker.page, READING["frame"], attacker.server + PAGES)
    (frame,) = attacker.page.main_frame.child_frames
    assert "APIs" not in frame.content()


def test_its_own_page_frames_them(own_page: Page, server: ServerProcess) -> None:
    run_script(own_page, READING["frame"], own_address(server) + PAGES)
    (frame,) = own_page.main_frame.child_frames
    assert "APIs" in frame.content()


@pytest.mark.parametrize("media_type", SHOWN)
def test_the_script_of_an_example_reads_nothing(media_type: str, open_server: ServerProcess, browser: Browser) -> None:
    open_server.ask("GET", f"/plain?{SECRET}")
    page, said = open_page(browser), list[str]()
    page.on("console", lambda message: said.append(message.text))
    with suppress(Error):  # a file that is downloaded
        page.goto(f"{own_address(open_server)}/shown/{list(SHOWN).index(media_type)}")
    if STARTED in said:
        await_result(page, said)
    assert SECRET not in "".join(said)
    page.context.close()


@pytest.mark.parametrize(("media_type", "text"), [("text/html", HTML), ("image/svg+xml", SVG), ("text/xml", XHTML)])
def test_the_same_script_reads_everything_in_a_page_of_the_server(
    media_type: str, text: str, open_server: ServerProcess, browser: Browser
) -> None:
    open_server.ask("GET", f"/plain?{SECRET}")
    page, address = open_page(browser), f"{own_address(open_server)}/attack"
    page.route(address, lambda route: route.fulfill(body=text, content_type=media_type))
    with page.expect_console_message(lambda message: FINISHED in message.text) as said:
        page.goto(address)
    assert SECRET in said.value.text
    page.context.close()


def test_a_name_that_is_not_the_servers_shows_nothing(open_server: ServerProcess, browser: Browser) -> None:
    page = visit(browser, f"http://evil.test:{open_server.port}{PAGES}")
    assert "--allowed-host evil.test" in page.content()
    assert "APIs" not in page.content()
    page.context.close()


def test_the_link_with_the_token_leaves_it_in_no_address(closed_server: ServerProcess, browser: Browser) -> None:
    page = visit(browser, f"{own_address(closed_server)}{PAGES}?token={TOKEN}&world=default")
    assert page.url == f"{own_address(closed_server)}{PAGES}?world=default"
    assert TOKEN not in page.content()
    assert run_script(page, "() => document.cookie + document.referrer") == ""
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], TOKEN in cookie["value"]) == (True, "Strict", False)
    page.goto(own_address(closed_server))
    assert "APIs" in page.content()
    page.context.close()


def test_without_the_link_the_pages_ask_for_the_token(closed_server: ServerProcess, browser: Browser) -> None:
    page = visit(browser, f"{own_address(closed_server)}{PAGES}")
    assert "APIs" not in page.content()
    for typed, is_right in ((f"{TOKEN}x", False), (TOKEN, True)):
        page.fill("input[type=password]", typed)
        with page.expect_navigation():
            page.click("button")
        assert ("APIs" in page.content()) is is_right
    assert page.url == f"{own_address(closed_server)}{PAGES}"
    page.context.close()


def test_a_link_on_another_site_brings_no_cookie_along(
    closed_server: ServerProcess, contexts: Callable[[ServerProcess], BrowserContext], port: int
) -> None:
    page, address = contexts(closed_server).new_page(), own_address(closed_server) + JOURNAL
    page.goto(f"http://evil.test:{port}/")
    assert send(page, "url => { location.href = url }", address).status == 401
    page.close()


def test_a_page_that_was_named_may_use_the_control_api(
    closed_server: ServerProcess, browser: Browser, port: int
) -> None:
    closed_server.ask("GET", f"/plain?{SECRET}")
    page, address = visit(browser, f"http://tools.test:{port}/"), own_address(closed_server)
    use = f"""async ([url, method]) => {{
        const response = await fetch(url, {{method, headers: {{Authorization: 'Bearer {TOKEN}'}}}});
        return response.status + await response.text();
    }}"""
    assert SECRET in run_script(page, use, [address + JOURNAL, "GET"])
    assert run_script(page, use, [address + RESET, "POST"]) == "204"
    assert SECRET not in journal(closed_server)
    page.goto(f"http://evil.test:{port}/")  # even with the token
    assert run_script(page, use, [address + JOURNAL, "GET"]).startswith("failed")
    page.context.close()


def test_a_page_that_may_use_the_mocked_apis_may_use_no_more(
    closed_server: ServerProcess, browser: Browser, port: int
) -> None:
    page, address = visit(browser, f"http://evil.test:{port}/"), own_address(closed_server)
    assert run_script(page, READING["fetch"], f"{address}/open") == "plain"
    assert run_script(page, READING["fetch"], f"{address}/_mock/health").startswith("failed")
    page.context.close()


def test_swagger_ui_forgets_what_was_typed(open_server: ServerProcess, browser: Browser) -> None:
    page = visit(browser, f"{own_address(open_server)}/_mock/ui/shown")
    page.click(".btn.authorize")
    page.fill(".auth-container input", "a-typed-token")
    page.click(".auth-container button[type=submit]")
    page.wait_for_selector(".auth-container input", state="detached")  # it is kept as long as the page is open
    kept = "async () => JSON.stringify([localStorage, sessionStorage, document.cookie, await indexedDB.databases()])"
    assert "a-typed-token" not in run_script(page, kept)
    page.reload()
    page.click(".btn.authorize")
    assert page.input_value(".auth-container input") == ""
    page.context.close()


def test_a_browser_is_put_into_a_world_and_taken_out_again(open_server: ServerProcess, browser: Browser) -> None:
    address = own_address(open_server)
    page = visit(browser, f"{address}/_w/anna/open")
    count = "async () => (await (await fetch('/_mock/worlds/anna')).json()).requests"
    for world, requests in (("anna", 2), ("default", 2)):
        page.goto(f"{address}/_mock/?world={world}")
        page.click(f"button[data-world={world}]")
        run_script(page, "async () => (await fetch('/open')).status")
        assert run_script(page, count) == requests
    page.context.close()
