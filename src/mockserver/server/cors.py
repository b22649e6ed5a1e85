"""CORS (Fetch §3.2): which web pages may read responses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..openapi.messages import Headers, Response
from ..openapi.rules import quote
from .asgi import Message, Send
from .guard import host_of, is_loopback
from .writing import encode_headers

MAX_AGE = 600  # seconds that a browser keeps the response to a preflight


class Preflight(NamedTuple):
    """A browser's question whether it may send the actual request (Fetch §3.2.2)."""

    origin: str  # "http://localhost:3000"
    method: str  # "PATCH"
    headers: str | None  # "content-type, x-key"


def read_preflight(method: str, headers: Headers) -> Preflight | None:
    """Return the preflight that a request is, or `None`."""
    if method != "OPTIONS":
        return None
    origin, wanted = headers.get("origin"), headers.get("access-control-request-method")
    if origin is None or wanted is None:
        return None
    return Preflight(origin, wanted, headers.get("access-control-request-headers"))


@dataclass(frozen=True)
class Cors:
    """The origins whose pages may read responses."""

    origins: frozenset[str] | None = None  # {"http://localhost:3000"}; None: all

    def admits(self, origin: str) -> bool:
        """Return whether pages of this origin may read responses."""
        return self.origins is None or origin in self.origins

    def allow(self, origin: str, exposed: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
        """Return the header fields that let `origin` read a response and its `exposed` fields, if it may.

        A page of this machine may send cookies, too, unless the origins are listed: it is the frontend in development.
        """
        if self.origins is None and not is_loopback(host_of(origin)):
            return (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*"))
        vary = ("Vary", "Origin")  # caches must tell origins apart
        if self.origins is not None and origin not in self.origins:
            return (vary,)
        # Fetch §3.2.5: an origin named in full may also send cookies, and then `*` is not a wildcard
        allowed = (("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"), vary)
        return (*allowed, ("Access-Control-Expose-Headers", ", ".join(exposed))) if exposed else allowed

    def find_hint(self, origin: str, headers: Headers, *, is_preflight: bool = False) -> str | None:
        """Return which option would let a page read the response that its browser withholds; `None` if it may read it.

        A preflight does not tell whether the page sends credentials.
        """
        if not origin.startswith(("http://", "https://")):
            return None  # "null", which no option can name
        page, option = quote(origin)[1:-1], "--cors-origin"
        if self.origins is not None:
            return None if origin in self.origins else f"a page of {page} cannot read this; {option} {page} lets it"
        if is_loopback(host_of(origin)) or not (is_preflight or "cookie" in headers):
            return None
        when = "if it sends credentials" if is_preflight else "because it sent credentials"
        return f"a page of {page} cannot read this {when}; {option} {page} lets it"

    def respond_to_preflight(self, asked: Preflight, methods: Sequence[str]) -> Response:
        """Return the response to a preflight for a path that has `methods`; without any, the asked one is allowed."""
        allowed = self.allow(asked.origin)
        if self.admits(asked.origin):
            allowed += (("Access-Control-Allow-Methods", ", ".join(methods or (asked.method,))),)
            allowed += (("Access-Control-Allow-Headers", asked.headers),) if asked.headers else ()
            allowed += (("Access-Control-Max-Age", str(MAX_AGE)),)
        return Response(204, allowed)

    def add_fields(self, response: Response, origin: str) -> Response:
        """Return the response with the fields that let `origin` read it."""
        allowed = self.allow(origin, [name for name, _ in response.headers])
        return response._replace(headers=response.headers + allowed)

    def wrap_send(self, send: Send, origin: str) -> Send:
        """Return a `send` that adds the fields that let `origin` read the response."""

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                exposed = [name.decode("latin-1") for name, _ in message["headers"]]
                fields = encode_headers(self.allow(origin, exposed))
                message = {**message, "headers": [*message["headers"], *fields]}
            await send(message)

        return send_with_fields
