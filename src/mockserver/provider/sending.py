"""Requests over HTTP to the service under test, and what may come back instead of an answer."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..openapi.errors import OptionError
from ..openapi.messages import Request, Response
from .failures import CheckId

if TYPE_CHECKING:
    import httpx

MAX_RESPONSE = 64 * 1024 * 1024  # bytes of one answer that are read
_STREAMS = "text/event-stream"
_PAUSE = 0.2  # seconds between two looks at a service that is starting


class NoResponse(Exception):
    """There was no answer, or none that is HTTP; `check` is the promise this breaks."""

    def __init__(self, check: CheckId, message: str) -> None:
        super().__init__(message)
        self.check = check
        self.message = message


class Sender:
    """Sends requests to one base URL; redirects are answers, not followed."""

    def __init__(self, base_url: str, *, timeout: float = 10.0, verify: bool = True) -> None:
        import httpx

        self.base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._client = httpx.Client(timeout=timeout, verify=verify, follow_redirects=False, trust_env=False)
        self._client.headers.clear()  # what a request says is what its draft says, and nothing else

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, request: Request) -> Response:
        """The answer, freed from any Content-Encoding; `NoResponse` where there is none."""
        import httpx

        url = self.base_url + request.path + (f"?{request.query}" if request.query else "")
        fields = [(name, value) for name, value in request.headers]
        if not request.body and request.method in ("POST", "PUT", "PATCH"):
            fields.append(("Content-Length", "0"))
        try:
            sent = self._client.build_request(request.method, url, headers=fields, content=request.body or None)
            return self._receive(sent)
        except httpx.TimeoutException:
            raise NoResponse("server.timeout", f"no answer within {self._timeout:g} s") from None
        except (httpx.RemoteProtocolError, httpx.DecodingError, httpx.InvalidURL) as reason:
            if "disconnected" in str(reason) or "closed connection" in str(reason) or "Connection" in str(reason):
                raise NoResponse("server.dropped", "the connection ended before the answer did") from None
            raise NoResponse("server.garbage", f"what came is not HTTP: {reason}") from None
        except httpx.TransportError as reason:
            raise NoResponse("server.dropped", f"the connection was lost: {reason}") from None
        finally:
            self._client.cookies.clear()  # a session is nobody's to keep unless the document asks for it

    def probe(self, patience: float = 0.0) -> None:
        """`OptionError` when nobody listens, or who listens does not speak HTTP, and that for `patience` seconds."""
        deadline = time.monotonic() + patience
        obstacle = self._find_obstacle()
        while obstacle and time.monotonic() < deadline:
            time.sleep(_PAUSE)
            obstacle = self._find_obstacle()
        if obstacle:
            waited = f" (--wait {patience:g})" if patience else ""
            raise OptionError(f"--url {self.base_url}: {obstacle}{waited}")

    def _find_obstacle(self) -> str:
        """Why the service cannot be asked anything; empty when it answers, whatever the answer is."""
        import httpx

        try:
            self._receive(self._client.build_request("GET", self.base_url + "/"))
        except httpx.ConnectError as reason:
            return f"nobody answers there: {plainly(reason)}"
        except httpx.TimeoutException:
            return f"no answer within {self._timeout:g} s (--timeout)"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as reason:
            return f"does not speak HTTP: {plainly(reason)}"
        except NoResponse:
            return ""  # too large, but there
        return ""

    def _receive(self, sent: httpx.Request) -> Response:
        """The whole answer, or of a stream of events what came in time."""
        import httpx

        deadline = time.perf_counter() + self._timeout
        answer = self._client.send(sent, stream=True)
        is_stream = answer.headers.get("content-type", "").startswith(_STREAMS)
        body = bytearray()
        try:
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MAX_RESPONSE:
                    raise NoResponse("server.garbage", f"the answer has more than {MAX_RESPONSE} bytes")
                if time.perf_counter() > deadline:
                    raise httpx.ReadTimeout("the answer did not end in time")  # noqa: TRY301 - both ways of being late end below
        except httpx.ReadTimeout:
            if not is_stream:
                raise
        finally:
            answer.close()
        fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw)
        return Response(answer.status_code, fields, bytes(body))


def plainly(reason: Exception) -> str:
    """What an exception says, without the number of the error."""
    text = str(reason).partition("] ")[2] or str(reason) or type(reason).__name__
    return text[:1].lower() + text[1:]
