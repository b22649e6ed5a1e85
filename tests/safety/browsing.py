"""Chromium, and the web pages of other origins that it visits. No name leads anywhere but to this machine."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.support.waiting import DEADLINE

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "these tests need Chromium; install it (on Debian: apt install chromium) or Google Chrome"
PATIENCE = DEADLINE * 1000  # milliseconds
OPTIONS = (
    "--no-sandbox",  # root may not run it otherwise; it sees only pages of these tests
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    # what other browsers and older ones do not do for us
    "--disable-features=LocalNetworkAccessChecks,HttpsUpgrades",
    # names under .test are attackers on this machine, and nothing else is reached
    "--host-resolver-rules=MAP *.test 127.0.0.1, EXCLUDE 127.0.0.1, MAP * ~NOTFOUND",
)


def find_browser() -> str:
    """Return the program Chromium, or skip the test."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    return program or skip(MISSING)


def skip(reason: str) -> NoReturn:
    """End a test for which this machine lacks something. In CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def start_browser() -> Iterator[Browser]:
    program = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS, timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser) -> Page:
    """Return an empty page of a new visitor, who has no cookies."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def visit(browser: Browser, address: str) -> Page:
    """Return a page of a new visitor at an address."""
    page = open_page(browser)
    page.goto(address)
    return page


def run_script(page: Page, script: str, argument: Any = None) -> Any:
    """Run a function of JavaScript as a script of the page does, and return its result, or why it failed."""
    end = f"new Promise((_, fail) => setTimeout(() => fail(new Error('it did not end')), {PATIENCE}))"
    try:
        return page.evaluate(f"async argument => Promise.race([({script})(argument), {end}])", argument)
    except Error as reason:
        return f"failed: {reason.message}"


class _EmptyPage(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"<!doctype html><title>A page of another origin</title><body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def serve_empty_pages() -> Iterator[int]:
    """Serve an empty page at every path of a port of this machine, which is a port of every host under `.test`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
