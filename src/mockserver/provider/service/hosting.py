"""`--app module:app`: an application of this Python process, served on a local port while it is tested.

It is tested over HTTP like any other service, which also finds applications that hang or send a wrong Content-Length.
Its ASGI lifespan is run.
"""

from __future__ import annotations

import inspect
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from ...openapi.errors import OptionError

THREADS = 4  # requests that a WSGI application handles at a time
PATIENCE = 30.0  # seconds that an application may take to start


def import_app(words: str) -> Any:
    """Import `shop.main:app`, from the current folder first. A function without parameters returns the application.

    Raises `OptionError` if it cannot be imported or is not an application.
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
        if _is_factory(app):
            app = app()
    except Exception as reason:  # noqa: BLE001  # an imported module may raise any error
        raise OptionError(f"--app {words}: cannot be imported: {type(reason).__name__}: {reason}") from None
    if not callable(app) or isinstance(app, type):
        raise OptionError(f"--app {words}: is not an ASGI or WSGI application, but {type(app).__name__}")
    return app


@contextmanager
def serve(app: Any, words: str) -> Iterator[str]:
    """Serve the application at the address given. Raises `OptionError` if it does not start."""
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="service-under-test")
    config = uvicorn.Config(
        app if is_asgi(app) else _as_asgi(app, threads),
        interface="asgi3",
        lifespan="auto",
        access_log=False,
        log_config=None,
        log_level="critical",
        ws="none",
    )
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)

    def run() -> None:
        with suppress(SystemExit):  # raised if the application does not start
            server.run(sockets=[listener])

    thread = threading.Thread(target=run, name="service-under-test", daemon=True)
    thread.start()
    try:
        _wait(lambda: server.started or not thread.is_alive())
        if not server.started:
            raise OptionError(f"--app {words}: the application does not start, or not within {PATIENCE:g} s")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
        threads.shutdown(wait=False, cancel_futures=True)


def is_asgi(app: Any) -> bool:
    """Return whether an application is a coroutine function, as ASGI requires."""
    return inspect.iscoroutinefunction(app) or (callable(app) and inspect.iscoroutinefunction(app.__call__))


def _is_factory(app: Any) -> bool:
    if not inspect.isfunction(app) or inspect.iscoroutinefunction(app):
        return False
    return not inspect.signature(app).parameters


def _as_asgi(app: Any, threads: ThreadPoolExecutor) -> Any:
    from a2wsgi import WSGIMiddleware

    adapted = WSGIMiddleware(app, workers=1)
    adapted.executor = threads  # a2wsgi 1.10 never ends the threads it starts
    return adapted


def _wait(is_done: Callable[[], bool]) -> None:
    pause, waited = threading.Event(), 0.0
    while not is_done() and waited < PATIENCE:
        pause.wait(0.01)
        waited += 0.01
