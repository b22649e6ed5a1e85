"""Load the functions of a `handlers.py` file that respond to operations, or word their refusals."""

from __future__ import annotations

import importlib.util
import inspect
import threading
from collections.abc import Callable, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from traceback import walk_tb
from types import CodeType, MappingProxyType, ModuleType
from typing import Any, NamedTuple

from ...openapi.errors import FixtureError
from .call import Call
from .refusing import Refuser

Handler = Callable[[Call], Any]
"""Takes a valid request and returns a body, or a `Reply` that also says a status or headers."""

_HANDLES = "__mock_operations__"
_REFUSES = "__mock_refusals__"
_BLOCKING = "__mock_blocking__"


def handles(*operation_ids: str, blocking: bool = False) -> Callable[[Handler], Handler]:
    """Mark a function of a `handlers.py` file as the handler of these operations.

    A `blocking` one always runs in a thread of its own, because it sleeps, waits for a service or computes at length.
    """

    def mark(function: Handler) -> Handler:
        setattr(function, _HANDLES, operation_ids)
        setattr(function, _BLOCKING, blocking)
        return function

    return mark


def refuses(*operation_ids: str) -> Callable[[Refuser], Refuser]:
    """Mark a function of a `handlers.py` file as the one that words the refusals of these operations."""

    def mark(function: Refuser) -> Refuser:
        setattr(function, _REFUSES, operation_ids)
        return function

    return mark


class Functions(NamedTuple):
    """The functions of one `handlers.py` file, by operationId."""

    handlers: Mapping[str, Handler] = MappingProxyType({})
    refusers: Mapping[str, Refuser] = MappingProxyType({})


def is_blocking(function: Handler) -> bool:
    """Return whether a handler was marked as blocking."""
    return bool(getattr(function, _BLOCKING, False))


def load_functions(file: Path, name: str, operation_ids: set[str]) -> Functions:
    """The functions of one file by operationId. Raises `FixtureError` for code that fails or an unknown operation."""
    module = _load_module(file, f"mockserver_fixtures_{name}")
    return Functions(
        _find_marked(module, file, _HANDLES, "handles", operation_ids),
        _find_marked(module, file, _REFUSES, "refuses", operation_ids),
    )


def _find_marked(
    module: ModuleType, file: Path, mark: str, verb: str, operation_ids: set[str]
) -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for function in vars(module).values():
        for operation_id in getattr(function, mark, ()):
            if operation_id not in operation_ids:
                known = ", ".join(sorted(operation_ids))
                raise FixtureError(f"{verb} {operation_id!r}, which is not an operation; there are: {known}", file=file)
            if operation_id in found:
                raise FixtureError(f"{verb} {operation_id!r} twice", file=file)
            if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
                wait = ", and blocking=True if it waits" if mark == _HANDLES else ""
                message = f"{verb} {operation_id!r} with `async def`; write `def`{wait}"
                raise FixtureError(message, file=file, line=function.__code__.co_firstlineno)
            found[operation_id] = function
    return found


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
