"""Who may use the control API and the pages: programs of the owner, and no web page of another origin.

A web page can send requests to any address that its browser reaches, and a name that its author controls may lead to
this machine (DNS rebinding). So the control API checks the name by which it is addressed, the origin of the page that
asks for a change and, unless it listens on loopback only, a token. The mocked APIs check none of this: they stand in
for published hosts.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..openapi.media_types import parse_media_type
from ..openapi.messages import Request, Response
from ..openapi.operations.credentials import find_cookie
from ..openapi.problems import problem
from ..openapi.rules import quote
from .asgi import Message, Send
from .sign_in import TOKEN, ask_for_token

_READING = ("GET", "HEAD", "OPTIONS")  # RFC 9110 §9.2.1: safe methods
_CHALLENGE = (("WWW-Authenticate", "Bearer"), ("Cache-Control", "no-store"))
_PROTECTION = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
_READ_AS_HTML = ("text/html", "text/xsl", "application/unknown", "unknown/unknown", "*/*")
_SANDBOX = "sandbox allow-downloads allow-forms allow-modals allow-popups allow-scripts"


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("[::1]"), is_loopback("api.localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    host = host.lower().removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761 §6.3
        return True
    try:
        return ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


def host_of(origin: str) -> str:
    """Return the host of an origin; empty if it has none, or if it is not an origin.

    >>> host_of("http://localhost:3000"), host_of("null"), host_of("http://[")
    ('localhost', '', '')
    """
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:  # half an IPv6 address
        return ""


def make_token() -> str:
    """Return a token that cannot be guessed."""
    return secrets.token_urlsafe(24)


def _ignore(_: str) -> None:
    return


@dataclass(frozen=True)
class Guard:
    """The rules of one server."""

    hosts: frozenset[str] = frozenset()  # {"mock.internal"}: names beside those of loopback, lower-case
    origins: frozenset[str] = frozenset()  # {"http://localhost:3000"}: pages that may ask for changes
    token: str | None = None  # None: none is needed
    tell: Callable[[str], None] = _ignore  # told of each wrong token

    def check(self, request: Request) -> Response | None:
        """Return the response to a request that may not go on, or `None`.

        1. 421 if the server is addressed by another name (RFC 9110 §15.5.20).
        2. 403 if a page of another origin asks for a change, with any content type.
        3. A redirect that keeps the token in a cookie, for the link that was printed.
        4. 401 if a token is needed and the right one is not there: a page that asks for it, or a problem for programs.
        """
        return self._check_host(request) or self._check_origin(request) or self._check_token(request)

    def knows(self, host: str) -> bool:
        """Whether a host name is one of this server, rather than one that leads here from elsewhere."""
        return not host or is_loopback(host) or host in self.hosts

    def _check_host(self, request: Request) -> Response | None:
        host = request.host
        if self.knows(host):
            return None
        detail = (
            f"the control API does not answer to the host {quote(host)}; allowed: loopback names, the --host of the "
            f"server, and --allowed-host {host}"
        )
        return problem(421, detail)

    def _check_origin(self, request: Request) -> Response | None:
        if request.method in _READING:
            return None
        origin = request.headers.get("origin")
        if origin is None and request.headers.get("sec-fetch-site") != "cross-site":
            return None
        if origin is not None and (origin in self.origins or _is_own(origin, request)):
            return None
        sender = quote(origin) if origin is not None else "another site"
        return problem(403, f"a page of {sender} may not change anything here; --control-origin ORIGIN would allow it")

    def _check_token(self, request: Request) -> Response | None:
        if self.token is None:
            return None
        asked = dict(parse_qsl(request.query, keep_blank_values=True))
        if TOKEN in asked and request.method in ("GET", "HEAD"):
            return self._remember(request, asked) if self._is_token(asked[TOKEN]) else self._refuse(request)
        scheme, _, value = (request.headers.get("authorization") or "").partition(" ")
        if scheme.lower() == "bearer" and self._is_token(value.strip()):
            return None
        kept = find_cookie(request.headers.get("cookie") or "", self._cookie_name(request))
        if kept is not None and hmac.compare_digest(kept.encode(), self._cookie.encode()):
            return None
        return self._refuse(request, is_wrong=bool(scheme) or kept is not None)

    def _is_token(self, value: str) -> bool:
        return self.token is not None and hmac.compare_digest(value.encode(), self.token.encode())

    def _remember(self, request: Request, asked: dict[str, str]) -> Response:
        """Keep the token in a cookie and take it out of the address, where it could be seen and copied."""
        rest = urlencode({name: value for name, value in asked.items() if name != TOKEN})
        cookie = f"{self._cookie_name(request)}={self._cookie}; Path=/; HttpOnly; SameSite=Strict"
        target = request.path + (f"?{rest}" if rest else "")
        fields = (("Location", target), ("Set-Cookie", cookie), ("Cache-Control", "no-store"))
        return Response(303, fields)

    def _refuse(self, request: Request, *, is_wrong: bool = True) -> Response:
        if is_wrong:
            self.tell(f"a wrong control token was sent with {request.method} {request.path}")
        detail = (
            "the control API needs its token, which the server printed when it started: open the printed link, or send "
            "Authorization: Bearer TOKEN"
        )
        refusal = ask_for_token(request) or problem(401, detail)
        return refusal._replace(headers=(*refusal.headers, *_CHALLENGE))

    @property
    def _cookie(self) -> str:
        """What the cookie holds: it proves the token without being it."""
        return sha256(f"cookie {self.token}".encode()).hexdigest()

    def _cookie_name(self, request: Request) -> str:
        """Cookies do not tell ports apart (RFC 6265 §8.5), so the name does."""
        _, _, port = (request.headers.get("host") or "").rpartition(":")
        return f"mockserver-{port}" if port.isdecimal() else "mockserver"


def _is_own(origin: str, request: Request) -> bool:
    """Whether a page comes from this server; the scheme may differ behind a proxy that speaks TLS."""
    authority = origin.partition("://")[2]  # RFC 6454 §6.2: nothing follows the host and port
    return authority.lower() == (request.headers.get("host") or "").strip().lower() != ""


def protect(send: Send) -> Send:
    """Return a `send` that keeps browsers from guessing what a response is, and from storing it."""

    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message["headers"])
            names = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in _PROTECTION if name not in names]
            message = {**message, "headers": headers}
        await send(message)

    return send_protected


@lru_cache(maxsize=256)
def _can_run_scripts(content_type: str) -> bool:
    """Whether a browser may run scripts in a body of this type: HTML, SVG and XML, which may hold either.

    It may also take a body for HTML whose type is unknown (MIME Sniffing §7), and reads more as a type than the grammar
    allows: `application/json, text/html` is HTML.
    """
    parsed = parse_media_type(content_type)
    return parsed is None or parsed.is_xml or parsed.essence in _READ_AS_HTML


def confine(response: Response) -> Response:
    """Return a mocked response that a browser shows without letting its scripts act as pages of this server.

    An example's script has the origin of the server, and so could read the control API. In a sandbox it has an origin
    of its own (CSP 3 §6.3.2); everything else that pages do still works.
    """
    if not response.body or not _can_run_scripts(response.media_type or ""):
        return response
    return response._replace(headers=(*response.headers, ("Content-Security-Policy", _SANDBOX)))
