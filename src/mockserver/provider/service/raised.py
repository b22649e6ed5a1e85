"""The exceptions of an application under test, told beside the responses that they cause.

An application lets them pass, or its framework catches them and logs them with `exc_info`, as Flask and Django do.
"""

from __future__ import annotations

import importlib
import logging
import re
import sys
import sysconfig
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from .shapes import Asgi, Receive, Scope, Send

LONGEST = 300  # characters of the text of an exception
FAILED = 500  # the lowest status of a server that failed
REMEMBERED = 1000  # requests whose exceptions are remembered

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")  # in memory, different in every run
_LIBRARIES = tuple({str(Path(path).resolve()) for path in sysconfig.get_paths().values()})
_OURS = str(Path(__file__).resolve().parents[2])
_IMPORTING = str(Path(importlib.__file__).parent)  # says nothing about where a module is missing

_current: ContextVar[str] = ContextVar(
    "request", default=""
)  # "GET /v1/books?limit=1", while the application handles it


class AppErrors:
    """Remembers which exception each request has caused."""

    def __init__(self) -> None:
        self._by_request: dict[str, str] = {}  # "GET /v1/books?limit=1" -> "KeyError: 'id' (shop/main.py:12)"
        self.traces: dict[str, str] = {}  # by that sentence; only of exceptions that no framework logs
        self.start = ""  # the exception that kept the application from starting

    def find(self, method: str, target: str) -> str:
        """Return a sentence about the last exception of `"GET"` and `"/v1/books?limit=1"`; empty if there is none."""
        return self._by_request.get(f"{method} {target}", "")

    def keep(self, error: BaseException, *, is_logged: bool = False) -> None:
        """Remember an exception that the request in hand has caused."""
        if not _current.get():
            return
        sentence = describe_exception(error)
        self._by_request.pop(_current.get(), None)
        self._by_request[_current.get()] = sentence
        while len(self._by_request) > REMEMBERED:
            del self._by_request[next(iter(self._by_request))]
        if not is_logged and sentence not in self.traces:
            self.traces[sentence] = _format(error)

    def watch(self, app: Asgi) -> Asgi:
        """Return an application that behaves like `app`, and whose exceptions are remembered."""

        async def call(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await self._start(app, scope, receive, send)
                return
            query = scope["query_string"].decode("latin-1")
            path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
            _current.set(f"{scope['method']} {path}{'?' if query else ''}{query}")
            held: list[Any] = []

            async def hold(message: Any) -> None:
                """Send a message; a 5xx only later, because frameworks send it before they let an exception pass."""
                is_start = message["type"] == "http.response.start"
                if held or (is_start and message["status"] >= FAILED):
                    held.append(message)
                else:
                    await send(message)

            try:
                await app(scope, receive, hold)
            except Exception as error:
                self.keep(error)
                raise
            finally:
                for message in held:
                    await send(message)

        return call

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Remember the exceptions that frameworks log."""
        before = logging.getLogRecordFactory()  # not a handler: it would change what loggers do with the record

        def make(*arguments: Any, **keywords: Any) -> logging.LogRecord:
            record = before(*arguments, **keywords)
            if record.exc_info and record.exc_info[1] is not None:
                self.keep(record.exc_info[1], is_logged=True)
            return record

        logging.setLogRecordFactory(make)
        try:
            yield
        finally:
            logging.setLogRecordFactory(before)

    async def _start(self, app: Asgi, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except BaseException as error:
            self.start = describe_exception(error)
            raise


def describe_exception(error: BaseException) -> str:
    """Return `KeyError: 'id' (shop/main.py:12)`: the last line of the application's own code. One line, the same in
    every run."""
    text = " ".join(_ADDRESS.sub("0x…", str(error)).split())
    shown = f"{type(error).__name__}: {_cut(text)}" if text else type(error).__name__
    frames = _own_frames(error)
    if not frames:
        return shown
    file, line = frames[-1].filename, frames[-1].lineno
    return f"{shown} ({_shorten(file)}:{line})"


def _cut(text: str) -> str:
    """Cut a text between two words, because a secret that is cut could not be masked."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …".strip()


def _own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Return the frames outside of Python and of installed packages; all but ours if there are none."""
    frames = [
        f
        for f in traceback.extract_tb(error.__traceback__)
        if not f.filename.startswith(("<frozen", _OURS, _IMPORTING))
    ]
    return [frame for frame in frames if not str(Path(frame.filename).resolve()).startswith(_LIBRARIES)] or frames


def _format(error: BaseException) -> str:
    """Return a traceback of the application's own frames."""
    lines = [
        f"  {_shorten(f.filename)}:{f.lineno} in {f.name}\n    {f.line or ''}".rstrip() for f in _own_frames(error)
    ]
    return "\n".join([describe_exception(error), *lines])


def _shorten(file: str) -> str:
    """Return a path as it is from the current folder, or its last part and its folder."""
    path, here = Path(file), Path.cwd()
    if path.is_relative_to(here):
        return path.relative_to(here).as_posix()
    roots = [Path(folder) for folder in sys.path if folder and path.is_relative_to(folder)]
    return path.relative_to(max(roots, key=lambda root: len(root.parts))).as_posix() if roots else path.name
