"""An interception: a block or a function whose calls to published hosts get their responses in process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from inspect import iscoroutinefunction
from types import TracebackType
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from .api import SandboxApi

F = TypeVar("F", bound=Callable[..., Any])


class Interception:
    """A reusable context manager, and a decorator for functions and async functions."""

    def __init__(self, begin: Callable[[], AbstractContextManager[SandboxApi]]) -> None:
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
        if iscoroutinefunction(function):

            @wraps(function)
            async def run_async(*positional: Any, **named: Any) -> Any:
                with self._begin():
                    return await function(*positional, **named)

            return cast(F, run_async)

        @wraps(function)
        def run(*positional: Any, **named: Any) -> Any:
            with self._begin():
                return function(*positional, **named)

        return cast(F, run)


def host_names(host: str | Sequence[str] | None) -> tuple[str, ...]:
    """The host names in hosts or addresses: `https://API.acme.io/v2` gives `api.acme.io`."""
    given = (host,) if isinstance(host, str) else tuple(host or ())
    return tuple(
        (urlsplit(each).hostname or each if "://" in each else each.partition(":")[0]).lower() for each in given
    )
