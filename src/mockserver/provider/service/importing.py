"""`--app module:app`: finds the application that the words name."""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from ...openapi.errors import OptionError
from .raised import describe_exception
from .shapes import count_required, find_shape


def import_app(words: str) -> Any:
    """Import `shop.main:app`, from the current folder first. Return the first of these that the words name:

    1. What a call returns, if they end with `()`.
    2. What a function without required parameters returns, also `create_app(config=None)` and `async` ones.
    3. An instance of a class whose constructor needs nothing.
    4. The object itself.

    Raises `OptionError` if it cannot be imported, needs parameters, or is not an application.
    """
    module_name, colon, attribute = words.partition(":")
    if not colon or not module_name or not attribute:
        raise OptionError(f"--app {words}: does not have the form module:app, such as shop.main:app")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        app: Any = import_module(module_name)
        for name in attribute.removesuffix("()").split("."):
            app = getattr(app, name)
    except (Exception, SystemExit) as reason:  # noqa: BLE001  # an imported module may raise any error
        raise OptionError(f"--app {words}: cannot be imported: {describe_exception(reason)}") from None
    if attribute.endswith("()") or _is_factory(app):
        app = _call(app, words)
    if find_shape(app) is None:
        raise OptionError(f"--app {words}: is not an ASGI or WSGI application, but {_describe(app)}")
    return app


def _is_factory(app: Any) -> bool:
    return callable(app) and find_shape(app) is None and count_required(app) == 0


def _call(factory: Callable[[], Any], words: str) -> Any:
    """Return what a factory makes; what an asynchronous one makes, too. Raises `OptionError` if that fails."""
    if not callable(factory):
        raise OptionError(f"--app {words}: cannot be called; it is {_describe(factory)}")
    if count_required(factory):
        raise OptionError(f"--app {words}: needs parameters, {inspect.signature(factory)}; name a function without any")
    try:
        made = factory()
        return asyncio.run(_wait_for(made)) if inspect.isawaitable(made) else made
    except (Exception, SystemExit) as reason:  # noqa: BLE001  # the application may raise any error
        raise OptionError(f"--app {words}: cannot be made: {describe_exception(reason)}") from None


async def _wait_for(made: Awaitable[Any]) -> Any:
    return await made


def _describe(app: Any) -> str:
    """`the class Settings`, `a function that takes (config)`, `int`."""
    if isinstance(app, type):
        return f"the class {app.__name__}"
    if inspect.isroutine(app):
        return f"a function that takes {inspect.signature(app)}"
    return type(app).__name__
