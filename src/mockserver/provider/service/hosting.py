"""`--app module:app`: an application of this Python process, served on a local port while it is tested.

It is tested over HTTP like any other service, which also finds applications that hang or send a wrong Content-Length.
Its ASGI lifespan is run.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

from ...openapi.errors import OptionError
from .raised import AppErrors
from .shapes import Asgi, as_asgi3, find_shape

THREADS = 4  # requests that a WSGI application handles at a time
PATIENCE = 30.0  # seconds that an application may take to start, and to stop
FAREWELL = 1.0  # seconds that an application may take to stop that has not started


@contextmanager
def serve(app: Any, words: str, errors: AppErrors | None = None) -> Iterator[str]:
    """Serve the application at the address given; keep its exceptions in `errors`.

    Raises `OptionError` if it does not start.
    """
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="service-under-test")
    errors = errors or AppErrors()
    config = uvicorn.Config(
        errors.watch(_as_asgi(app, threads)),
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
            reason = errors.start or (f"not within {PATIENCE:g} s" if thread.is_alive() else "its lifespan fails")
            raise OptionError(f"--app {words}: the application does not start: {reason}")
        with errors.listening():
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE if server.started else FAREWELL)  # a start that hangs does not end
        listener.close()
        threads.shutdown(wait=False, cancel_futures=True)


def _as_asgi(app: Any, threads: ThreadPoolExecutor) -> Asgi:
    shape = find_shape(app)
    if shape in ("asgi", "asgi2"):
        return as_asgi3(app, shape)
    from a2wsgi import WSGIMiddleware

    adapted = WSGIMiddleware(app, workers=1)
    adapted.executor = threads  # a2wsgi 1.10 never ends the threads it starts
    return as_asgi3(adapted, "asgi")


def _wait(is_done: Callable[[], bool]) -> None:
    pause, waited = threading.Event(), 0.0
    while not is_done() and waited < PATIENCE:
        pause.wait(0.01)
        waited += 0.01
