"""What a callable takes tells whether it is an application, and of which shape."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable
from typing import Any

import pytest
from flask import Flask
from starlette.applications import Starlette

from mockserver.provider.service.shapes import as_asgi3, count_required, find_shape


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    await send(scope["path"])


def gives_the_coroutine_on(scope: Any, receive: Any, send: Any) -> Awaitable[None]:
    return asgi(scope, receive, send)


async def with_settings(settings: str, scope: Any, receive: Any, send: Any) -> None:
    await asgi(scope, receive, send)


def with_a_default(scope: Any, receive: Any, send: Any, name: str = "x") -> Awaitable[None]:
    return asgi(scope, receive, send)


def in_two_steps(scope: Any) -> Any:
    return functools.partial(asgi, scope)


class InTwoSteps:
    def __init__(self, scope: Any) -> None:
        self.scope = scope

    async def __call__(self, receive: Any, send: Any) -> None:
        await asgi(self.scope, receive, send)


class Instance:
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await asgi(scope, receive, send)


class Plain:
    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        return asgi(scope, receive, send)


def wsgi(environ: Any, start_response: Any) -> list[bytes]:
    return []


class Wsgi:
    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        return []


def wrapped(app: Any) -> Any:
    @functools.wraps(app)
    def call(*arguments: Any) -> Any:
        return app(*arguments)

    return call


async def takes_any(*arguments: Any) -> None:
    await asgi(*arguments)


def nothing() -> None: ...
def with_defaults(config: Any = None, *, debug: bool = False) -> None: ...
def one(config: Any) -> None: ...
def with_more(config: Any, *rest: Any, **more: Any) -> None: ...
def four(a: int, b: int, c: int, d: int) -> None: ...


ASGI = [
    pytest.param(asgi, id="function"),
    pytest.param(gives_the_coroutine_on, id="plain-function"),
    pytest.param(functools.partial(with_settings, "x"), id="partial"),
    pytest.param(wrapped(asgi), id="wrapped"),
    pytest.param(with_a_default, id="default"),
    pytest.param(Instance(), id="instance"),
    pytest.param(Plain(), id="plain-instance"),
    pytest.param(Instance().__call__, id="method"),
    pytest.param(takes_any, id="any-arguments"),
]


@pytest.mark.parametrize("app", [*ASGI, pytest.param(Starlette(), id="starlette")])
def test_asgi(app: Any) -> None:
    assert find_shape(app) == "asgi"


@pytest.mark.parametrize("app", [in_two_steps, InTwoSteps])
def test_asgi2(app: Any) -> None:
    assert find_shape(app) == "asgi2"


@pytest.mark.parametrize(
    "app", [wsgi, Wsgi(), Flask("x"), wrapped(wsgi)], ids=["function", "instance", "flask", "wrapped"]
)
def test_wsgi(app: Any) -> None:
    assert find_shape(app) == "wsgi"


@pytest.mark.parametrize("thing", [7, "app", None, Wsgi, Instance, nothing, one, four])
def test_other_things_are_not_applications(thing: Any) -> None:
    assert find_shape(thing) is None


@pytest.mark.parametrize("app", ASGI)
def test_every_asgi_application_is_called_the_same_way(app: Any) -> None:
    assert path_seen(app) == ["/x"]


@pytest.mark.parametrize("app", [in_two_steps, InTwoSteps])
def test_an_application_in_two_steps_is_called_with_all(app: Any) -> None:
    assert path_seen(app) == ["/x"]


@pytest.mark.parametrize(
    ("function", "expected"),
    [(nothing, 0), (with_defaults, 0), (one, 1), (with_more, 1), (four, 4), (max, None)],
)
def test_parameters_without_a_default_are_counted(function: Any, expected: int | None) -> None:
    assert count_required(function) == expected


def path_seen(app: Any) -> list[str]:
    seen: list[str] = []

    async def send(message: Any) -> None:
        seen.append(message)

    async def receive() -> None: ...

    async def run() -> None:
        shape = find_shape(app)
        assert shape in ("asgi", "asgi2")
        await as_asgi3(app, shape)({"path": "/x"}, receive, send)

    asyncio.run(run())
    return seen
