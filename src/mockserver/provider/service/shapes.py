"""The shapes of applications: ASGI 3, ASGI 2 and WSGI, told by what they take."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Literal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

Shape = Literal["asgi", "asgi2", "wsgi"]

_BY_REQUIRED: dict[int, Shape] = {2: "wsgi", 3: "asgi"}


def find_shape(app: Any) -> Shape | None:
    """Return the shape of an application, `None` if it is not one:

    1. `asgi`: takes scope, receive and send; a coroutine function, or one that returns the coroutine of another.
    2. `asgi2`: takes a scope, and returns what takes receive and send.
    3. `wsgi`: takes environ and start_response (PEP 3333).
    """
    if not callable(app):
        return None
    if isinstance(app, type):
        return "asgi2" if count_required(app) == 1 and inspect.iscoroutinefunction(app.__call__) else None
    required = count_required(app)
    if required == 1:
        return "asgi2" if next(iter(inspect.signature(app).parameters)) == "scope" else None
    if required is None or (required == 0 and _takes_any(app)):  # `*args`: told by what it returns
        return "asgi" if _is_coroutine_function(app) else "wsgi"
    return _BY_REQUIRED.get(required)


def count_required(app: Callable[..., Any]) -> int | None:
    """Return how many positional parameters have no default, `None` if that cannot be told."""
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):  # some callables written in C
        return None
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return sum(p.default is p.empty for p in parameters if p.kind not in kinds)


def as_asgi3(app: Any, shape: Literal["asgi", "asgi2"]) -> Asgi:
    """Return an ASGI application as a coroutine function of scope, receive and send."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        result = app(scope)(receive, send) if shape == "asgi2" else app(scope, receive, send)
        if inspect.isawaitable(result):
            await result

    return call


def _is_coroutine_function(app: Any) -> bool:
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)


def _takes_any(app: Any) -> bool:
    return any(p.kind is p.VAR_POSITIONAL for p in inspect.signature(app).parameters.values())
