"""An interception: a block or a function whose calls to published hosts get their responses in process."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from functools import wraps
from types import TracebackType
from typing import Any, TypeVar, cast
from weakref import finalize

from ...openapi.errors import SandboxError
from .api import SandboxApi

F = TypeVar("F", bound=Callable[..., Any])
Begin = Callable[[], AbstractContextManager[SandboxApi]]

_CONTEXTS: tuple[Any, ...] = (contextmanager, asynccontextmanager)
_MAKERS = {make(iter).__code__: make.__name__ for make in _CONTEXTS}  # by the code that what they make has in common


class Interception:
    """A reusable context manager, and a decorator for functions of every kind, fixtures included.

    It lasts as long as the function runs: a generator, such as a fixture with `yield`, also while it waits, and an
    asynchronous one until it has been awaited to its end.

    Raises `SandboxError` for classes, and for what another decorator has made of a function.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._running: list[AbstractContextManager[SandboxApi]] = []

    def __enter__(self) -> SandboxApi:
        running = self._begin()
        api = running.__enter__()
        self._running.append(running)
        return api

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._running.pop().__exit__(kind, error, at)

    def __call__(self, function: F) -> F:
        _require_function(function)
        if inspect.iscoroutinefunction(function):
            return cast(F, _wrap_async(function, self._begin))
        if inspect.isgeneratorfunction(function):
            return cast(F, _wrap_generator(function, self._begin))
        if inspect.isasyncgenfunction(function):
            return cast(F, _wrap_async_generator(function, self._begin))
        return cast(F, _wrap_plain(function, self._begin))


def _require_function(function: object) -> None:
    """Raise `SandboxError` for anything that is not a function."""
    if isinstance(function, type):
        raise SandboxError(
            f"@intercept cannot decorate the class {function.__name__}; decorate its test methods, or a fixture that "
            "they use: @pytest.fixture above @intercept(…) above a function with `yield`"
        )
    kind = type(function).__name__
    if kind == "FixtureFunctionDefinition" or hasattr(function, "_pytestfixturefunction"):
        raise SandboxError("@intercept cannot decorate a fixture that is made; write @intercept below @pytest.fixture")
    if isinstance(function, (classmethod, staticmethod, property)):
        raise SandboxError(f"@intercept cannot decorate a {kind}; write @intercept below @{kind}")
    maker = _MAKERS.get(getattr(function, "__code__", None))
    if maker is not None:
        raise SandboxError(f"@intercept cannot decorate a context manager; write @intercept below @{maker}")
    if not callable(function):
        raise SandboxError(f"@intercept decorates functions; it got {kind}")


def _wrap_async(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    @wraps(function)
    async def run(*positional: Any, **named: Any) -> Any:
        with begin():
            return await function(*positional, **named)

    return run


def _wrap_generator(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    @wraps(function)
    def run(*positional: Any, **named: Any) -> Generator[Any, Any, Any]:
        with begin():
            return (yield from function(*positional, **named))

    return run


def _wrap_async_generator(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    @wraps(function)
    async def run(*positional: Any, **named: Any) -> AsyncGenerator[Any, Any]:
        with begin():
            generator = function(*positional, **named)
            try:
                step = generator.__anext__()
                while True:
                    try:
                        value = await step
                    except StopAsyncIteration:
                        return
                    try:
                        sent = yield value
                    except GeneratorExit:
                        raise
                    except BaseException as error:  # noqa: BLE001 - the generator decides what to do with it
                        step = generator.athrow(error)
                    else:
                        step = generator.asend(sent)
            finally:
                await generator.aclose()

    return run


def _wrap_plain(function: Callable[..., Any], begin: Begin) -> Callable[..., Any]:
    """Wrap a function that may return an awaitable or a generator, which then run as if the function were one."""

    @wraps(function)
    def run(*positional: Any, **named: Any) -> Any:
        with ExitStack() as stack:
            stack.enter_context(begin())
            result = function(*positional, **named)
            if inspect.isasyncgen(result):
                raise SandboxError(
                    f"@intercept cannot wait for the asynchronous generator that {function.__name__} returns; write it "
                    "as `async def` with `yield`"
                )
            lasting: Any = None
            if inspect.isawaitable(result):
                lasting = _finish(result, later := stack.pop_all())
            elif inspect.isgenerator(result):
                lasting = _exhaust(result, later := stack.pop_all())
            if lasting is not None:
                finalize(lasting, later.close)  # it may never be awaited, or begun
            return result if lasting is None else lasting

    return run


async def _finish(result: Awaitable[Any], stack: ExitStack) -> Any:
    with stack:
        return await result


def _exhaust(result: Generator[Any, Any, Any], stack: ExitStack) -> Generator[Any, Any, Any]:
    with stack:
        return (yield from result)
