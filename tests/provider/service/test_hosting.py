"""Applications under test are served whatever their shape, and their exceptions are told beside the responses."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from flask import Flask
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from mockserver.openapi.errors import OptionError
from mockserver.provider import Plan, Provider, examine
from mockserver.provider.reports.formats import FORMATS
from mockserver.provider.service import hosting
from mockserver.provider.service.hosting import serve
from mockserver.provider.service.raised import AppErrors, describe_exception
from tests.engine.test_drafts import make_api
from tests.support.waiting import DEADLINE

THING = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}}
ONLY_OK = {"200": {"description": "ok"}, "422": {"description": "no"}}
API = make_api(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/things": {
                "get": {"responses": ONLY_OK},
                "post": {"requestBody": {"content": {"application/json": {"schema": THING}}}, "responses": ONLY_OK},
            }
        },
    }
)


class PasswordError(Exception): ...


def fail() -> None:
    raise PasswordError(f"the password of {object()} is wrong")


async def starlette_route(request: Request) -> PlainTextResponse:
    fail()
    return PlainTextResponse("")


def flask_app() -> Flask:
    app = Flask("lent")

    @app.route("/things", methods=["GET", "POST"])
    def things() -> str:
        fail()
        return ""

    return app


async def asgi_app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        fail()


def wsgi_app(environ: Any, start_response: Any) -> list[bytes]:
    fail()
    return []


FAILING = [
    pytest.param(
        lambda: Starlette(routes=[Route("/things", starlette_route, methods=["GET", "POST"])]), id="starlette"
    ),
    pytest.param(flask_app, id="flask"),
    pytest.param(lambda: asgi_app, id="asgi"),
    pytest.param(lambda: wsgi_app, id="wsgi"),
]


@pytest.mark.parametrize("make", FAILING)
def test_an_exception_stands_beside_its_500(make: Callable[[], Any]) -> None:
    first, second = write_reports(make()), write_reports(make())
    assert first == second, "equal seeds give equal reports"
    line = fail.__code__.co_firstlineno + 1
    told = "PasswordError: the password of <object object at 0x…> is wrong"
    assert (
        f"500 is not documented; the application raises {told} (tests/provider/service/test_hosting.py:{line})"
        in (first["text"])
    )
    assert first["text"].count("PasswordError: ") == 1, "one cause, one finding"
    assert "PasswordError" in first["json"]
    assert "PasswordError" in first["junit"]


def test_each_exception_is_a_finding_of_its_own() -> None:
    async def route(request: Request) -> PlainTextResponse:
        if request.method == "GET":
            raise KeyError("id")
        raise PasswordError

    app = Starlette(routes=[Route("/things", route, methods=["GET", "POST"])])
    text = write_reports(app)["text"]
    assert "the application raises KeyError: 'id' (" in text
    assert "the application raises PasswordError (" in text


def test_a_traceback_has_the_lines_of_the_application() -> None:
    errors = AppErrors()
    with serve(asgi_app, "x", errors) as url:
        assert httpx.get(f"{url}/things?a=1", timeout=DEADLINE).status_code == 500
    (trace,) = errors.traces.values()
    assert [line.partition(" in ")[2] for line in trace.splitlines() if " in " in line] == ["asgi_app", "fail"]
    assert errors.find("GET", "/things?a=1").startswith("PasswordError: ")
    assert errors.find("GET", "/things") == ""


def test_an_exception_that_is_logged_after_the_run_changes_nothing() -> None:
    errors = AppErrors()
    before = logging.getLogRecordFactory()
    with serve(asgi_app, "x", errors):
        assert logging.getLogRecordFactory() is not before
    assert logging.getLogRecordFactory() is before


@pytest.mark.parametrize("status", [200, 503])
def test_a_response_is_passed_on_as_it_is(status: int) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": status, "headers": [(b"x-a", b"1")]})
            await send({"type": "http.response.body", "body": b"one ", "more_body": True})
            await send({"type": "http.response.body", "body": b"two"})

    with serve(app, "x") as url:
        response = httpx.get(url, timeout=DEADLINE)
    assert (response.status_code, response.headers["x-a"], response.text) == (status, "1", "one two")


def lifespan(fails: Callable[[str], Awaitable[None]]) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await fails(scope["type"])
            await send({"type": "lifespan.startup.failed", "message": "Traceback …"})

    return app


async def raises(_: str) -> None:
    raise RuntimeError("DATABASE_URL is not set")


async def returns(_: str) -> None: ...


def test_a_start_that_fails_says_why() -> None:
    app = Starlette(lifespan=lambda _: failing_context())
    with pytest.raises(OptionError) as caught, serve(app, "shop:app"):
        pass
    assert str(caught.value).startswith(
        "--app shop:app: the application does not start: RuntimeError: no DATABASE_URL ("
    )


def test_a_start_that_reports_its_failure_says_so() -> None:
    with pytest.raises(OptionError, match="does not start: its lifespan fails"), serve(lifespan(returns), "shop:app"):
        pass


def test_a_start_that_hangs_is_not_waited_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over, joined = threading.Event(), list[float | None]()

    async def hangs(_: str) -> None:
        await asyncio.to_thread(is_over.wait, DEADLINE)

    monkeypatch.setattr(hosting, "_wait", lambda _: None)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "join", lambda _, timeout=None: joined.append(timeout))
        with pytest.raises(OptionError, match="does not start: not within 30 s"), serve(lifespan(hangs), "shop:app"):
            pass
    is_over.set()
    assert joined == [hosting.FAREWELL]


class failing_context:  # noqa: N801 - it is used like a function
    async def __aenter__(self) -> None:
        raise RuntimeError("no DATABASE_URL")

    async def __aexit__(self, *_: object) -> None: ...


def test_an_exception_is_told_in_one_line() -> None:
    assert describe_exception(ValueError("two\n lines  at 0x7f00aa11bb22")) == "ValueError: two lines at 0x…"
    assert describe_exception(KeyboardInterrupt()) == "KeyboardInterrupt"
    assert describe_exception(ValueError("x" * 10_000)) == "ValueError: …"
    assert describe_exception(ValueError("ab " * 99 + "hunter2 and more")) == f"ValueError: {'ab ' * 99}…"


def write_reports(app: Any) -> dict[str, str]:
    errors = AppErrors()
    plan = Plan(phases=("documented", "probes", "coverage"), timeout=DEADLINE)
    with serve(app, "tests:app", errors) as url:
        provider = Provider(url, "tests:app", "http://localhost:8000", errors)
        outcome = examine(API, provider, plan, progress=lambda *_: None)
    return {name: str(FORMATS[name].write(outcome)) for name in ("text", "json", "junit", "sarif", "html")}
