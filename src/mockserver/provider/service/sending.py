"""Sends requests over HTTP to the service under test."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ...engine.masking import mask_url
from ...openapi.errors import OptionError
from ...openapi.messages import Request, Response
from ..failures import CheckId

if TYPE_CHECKING:
    import httpx

MAX_RESPONSE = 64 * 1024 * 1024  # bytes of one response
_STREAMS = "text/event-stream"
_PAUSE = 0.2  # seconds between two requests to a service that is starting
_CODINGS = "gzip, deflate"  # those that every client can read; RFC 9110 §12.5.3


class NoResponse(Exception):
    """Raised when no response came, or one that is not HTTP; `check` names the broken promise."""

    def __init__(self, check: CheckId, message: str) -> None:
        super().__init__(message)
        self.check = check
        self.message = message


class Sender:
    """Sends requests to one base URL. It does not follow redirects."""

    def __init__(self, base_url: str, *, timeout: float = 10.0, verify: bool = True) -> None:
        import httpx

        self.base_url = base_url.rstrip("/")
        self._timeout = timeout
        needs_certificates = verify and base_url.lower().startswith("https:")  # loading them takes 20 ms
        self._client = httpx.Client(timeout=timeout, verify=needs_certificates, follow_redirects=False, trust_env=False)
        self._client.headers.clear()  # a request has the fields of its draft only
        self._is_fresh = False  # the last request opened a connection of its own
        self._is_silent = False  # the last request got no response
        self.gives_up = False  # once a request got no response, no other one is sent: to clean up is not worth waiting

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, request: Request) -> Response:
        """Return the response, its Content-Encoding removed. Raises `NoResponse` if none comes.

        A service may close a connection after a response without saying so (RFC 9112 §9.3). A request that was sent on
        such a connection, and of whose response nothing came, is sent once more on a new one.
        """
        if self.gives_up and self._is_silent:
            raise NoResponse("server.timeout", "the service has stopped responding")
        try:
            response = self._send(request)
        except NoResponse:
            self._is_silent = True
            raise
        self._is_silent = False
        return response

    def _send(self, request: Request) -> Response:
        import httpx

        url = self.base_url + request.path + (f"?{request.query}" if request.query else "")
        fields = [(name, value) for name, value in request.headers]
        if request.headers.get("accept-encoding") is None:
            fields.append(("Accept-Encoding", _CODINGS))
        if not request.body and request.method in ("POST", "PUT", "PATCH"):
            fields.append(("Content-Length", "0"))
        try:
            sent = self._client.build_request(request.method, url, headers=fields, content=request.body or None)
            return self._receive(sent)
        except httpx.TimeoutException:
            raise NoResponse("server.timeout", f"no response within {self._timeout:g} s") from None
        except (httpx.RemoteProtocolError, httpx.DecodingError, httpx.InvalidURL) as reason:
            if "disconnected" in str(reason) or "closed connection" in str(reason) or "Connection" in str(reason):
                raise NoResponse("server.dropped", "the connection closed before the response was complete") from None
            raise NoResponse("server.garbage", f"the response is not HTTP: {reason}") from None
        except httpx.TransportError as reason:
            raise NoResponse("server.dropped", f"the connection was lost: {reason}") from None
        finally:
            self._client.cookies.clear()  # a session that the document does not declare must not affect later requests

    def probe(self, patience: float = 0.0) -> None:
        """Raise `OptionError` if no HTTP server responds within `patience` seconds."""
        deadline = time.monotonic() + patience
        obstacle = self._find_obstacle()
        while obstacle and time.monotonic() < deadline:
            time.sleep(_PAUSE)
            obstacle = self._find_obstacle()
        if obstacle:
            waited = f" (--wait {patience:g})" if patience else ""
            shown = mask_url(self.base_url)
            raise OptionError(f"--url {shown}: {obstacle}{waited}")

    def _find_obstacle(self) -> str:
        """Return why the service cannot be reached; empty if it sends any response."""
        import httpx

        try:
            self._receive(self._client.build_request("GET", self.base_url + "/"))
        except httpx.ConnectError as reason:
            return f"the service cannot be reached: {describe_error(reason)}"
        except httpx.TimeoutException:
            return f"no response within {self._timeout:g} s (--timeout)"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as reason:
            return f"does not speak HTTP: {describe_error(reason)}"
        except NoResponse:
            return ""  # the response is too large, but the service runs
        return ""

    def _receive(self, sent: httpx.Request) -> Response:
        """Return the complete response, or the part of an event stream that came in time."""
        import httpx

        deadline = time.perf_counter() + self._timeout
        received = self._open(sent)
        is_stream = received.headers.get("content-type", "").startswith(_STREAMS)
        body = bytearray()
        try:
            for piece in received.iter_bytes():
                body += piece
                if len(body) > MAX_RESPONSE:
                    raise NoResponse("server.garbage", f"the response has more than {MAX_RESPONSE} bytes")
                if time.perf_counter() > deadline:
                    raise httpx.ReadTimeout("the response did not end in time")  # noqa: TRY301 - caught below, like that of httpx
        except httpx.ReadTimeout:
            if not is_stream:
                raise
        finally:
            received.close()
        fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in received.headers.raw)
        return Response(received.status_code, fields, bytes(body))

    def _open(self, sent: httpx.Request) -> httpx.Response:
        """Send a request; return the response, its body unread."""
        import httpx

        sent.extensions["trace"] = self._trace
        self._is_fresh = False
        try:
            return self._client.send(sent, stream=True)
        except (httpx.RemoteProtocolError, httpx.NetworkError) as reason:
            is_garbage = isinstance(reason, httpx.RemoteProtocolError) and "disconnected" not in str(reason)
            if self._is_fresh or is_garbage:
                raise
        return self._client.send(sent, stream=True)

    def _trace(self, event: str, _: dict[str, Any]) -> None:
        self._is_fresh = self._is_fresh or event.startswith("connection.connect")


def describe_error(reason: Exception) -> str:
    """Return the text of an exception without its error number."""
    text = str(reason).partition("] ")[2] or str(reason) or type(reason).__name__
    return text[:1].lower() + text[1:]
