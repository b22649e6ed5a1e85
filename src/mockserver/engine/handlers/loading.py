"""Load the functions of a `handlers.py` file that respond to operations."""

from __future__ import annotations

import importlib.util
import inspect
import threading
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from traceback import walk_tb
from types import CodeType, ModuleType
from typing import Any

from ...openapi.errors import FixtureError
from .call import Call

Handler = Callable[[Call], Any]
"""Takes a valid request and returns a body, or a `Reply` that also says a status or headers."""

_MARK = "__mock_operations__"
_BLOCKING = "__mock_blocking__"


def handles(*operation_ids: str, blocking: bool = False) -> Callable[[Handler], Handler]:
    """Mark a function of a `handlers.py` file as the handler of these operations.

    A `blocking` one always runs in a thread of its own, because it sleeps, waits for a service or computes at length.
    """

    def mark(function: Handler) -> Handler:
        setattr(function, _MARK, operation_ids)
        setattr(function, _BLOCKING, blocking)
        return function

    return mark


def is_blocking(function: Handler) -> bool:
    """Return whether a handler was marked as blocking."""
    return bool(getattr(function, _BLOCKING, False))


def load_handlers(file: Path, name: str, operation_ids: set[str]) -> dict[str, Handler]:
    """The handlers of one file by operationId. Raises `FixtureError` for code that fails or an unknown operation."""
    module = _load_module(file, f"mockserver_fixtures_{name}")
    handlers: dict[str, Handler] = {}
    for function in vars(module).values():
        for operation_id in getattr(function, _MARK, ()):
            if operation_id not in operation_ids:
                known = ", ".join(sorted(operation_ids))
                raise FixtureError(
                    f"handles {operation_id!r}, which is not an operation; there are: {known}", file=file
                )
            if operation_id in handlers:
                raise FixtureError(f"handles {operation_id!r} twice", file=file)
            if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
                message = f"handles {operation_id!r} with `async def`; write `def`, and blocking=True if it waits"
                raise FixtureError(message, file=file, line=function.__code__.co_firstlineno)
            handlers[operation_id] = function
    return handlers


class _FreshLoader(SourceFileLoader):
    """Compiles the file as it is now. Python's own cache misses a second edit within a second that keeps the size."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


def _load_module(file: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file, loader=_FreshLoader(name, str(file)))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException as reason:  # a user's file may raise anything
        if isinstance(reason, KeyboardInterrupt) and threading.current_thread() is threading.main_thread():
            raise  # Ctrl-C
        own = [number for frame, number in walk_tb(reason.__traceback__) if frame.f_code.co_filename == str(file)]
        line = getattr(reason, "lineno", None) or (own[-1] if own else None)
        raise FixtureError(f"cannot be loaded: {type(reason).__name__}: {reason}", file=file, line=line) from reason
    return module
