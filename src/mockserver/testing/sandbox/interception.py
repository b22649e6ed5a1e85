"""Standing in for published hosts, around a block or a function."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from inspect import iscoroutinefunction
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

from .api import SandboxApi

F = TypeVar("F", bound=Callable[..., Any])


class Interception:
    """A context manager, as often as you like, and a decorator for functions, async ones included."""

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


def intercept(
    document: str | Path,
    *,
    host: str | Sequence[str] | None = None,
    allow: str | Sequence[str] = (),
    fixtures: str | Path | None = None,
) -> Interception:
    """Respond in process to calls to an API's published hosts, in a sandbox of its own, and fail at the end when one of
    them broke the contract.

    `document` is a file, relative to the caller's own folder or the current one, or the name of a bundled API; `host`
    stands in for the published hosts; calls to `allow` (`"*.example.com"`) and to this machine go out, calls to any
    other host are refused.

        @intercept("openapi.yaml", host="api.acme.io")
        def test_orders() -> None: ...
    """
    from .sandbox import Sandbox, hosts_of

    folders = (Path(sys._getframe(1).f_code.co_filename).parent, Path.cwd())
    hosts = hosts_of(host)

    @contextmanager
    def begin() -> Iterator[SandboxApi]:
        with (
            Sandbox(folders=folders) as sandbox,
            sandbox.intercept(document, host=hosts, allow=allow, fixtures=fixtures) as api,
        ):
            yield api

    return Interception(begin)
