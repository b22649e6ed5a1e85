"""What a request must carry to be let in."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from ..openapi.curl import Secret
from ..openapi.errors import OptionError
from ..openapi.messages import Headers, Request
from ..openapi.operations import Operation, SecurityScheme
from .sending import plainly

WRONG = "wrong-credential"


@dataclass(frozen=True)
class OAuth2:
    """The client credentials grant (RFC 6749 §4.4)."""

    token_url: str  # "https://auth.example.com/token"
    client_id: str
    client_secret: str
    scope: str = ""


@dataclass(frozen=True)
class Credentials:
    """Header fields that every request carries, and values for the document's security schemes."""

    headers: tuple[tuple[str, str], ...] = ()  # (("Authorization", "Bearer x"),)
    schemes: Mapping[str, str] = field(default_factory=dict)  # {"apiKey": "k1", "basicAuth": "user:password"}

    def secrets(self, schemes: Mapping[str, SecurityScheme]) -> tuple[Secret, ...]:
        """What no report shows: every value given here, where it is sent."""
        fields = [Secret(name.lower(), value.rpartition(" ")[2]) for name, value in self.headers if value]
        for name, value in self.schemes.items():
            carried: list[tuple[str, str]] = []
            query = _add(schemes[name], value, carried, "")
            fields += [Secret(field.lower(), text.rpartition(" ")[2]) for field, text in carried]
            if query:
                key, _, text = query.partition("=")
                fields.append(Secret(key, text, is_query=True))
        return tuple(fields)

    def authorize(self, request: Request, operation: Operation) -> Request:
        """The request with the header fields, and with the first alternative of the operation that is known whole."""
        fields, query = [*request.headers, *self.headers], request.query
        for requirement in operation.security:
            if requirement.schemes and all(scheme.name in self.schemes for scheme, _ in requirement.schemes):
                for scheme, _ in requirement.schemes:
                    query = _add(scheme, self.schemes[scheme.name], fields, query)
                break
        return request._replace(headers=Headers(fields), query=query)

    def knows(self, operation: Operation) -> bool:
        """Whether a request to this operation carries what one of its alternatives asks for."""
        given = {name.lower() for name, _ in self.headers}
        return any(
            requirement.schemes
            and all(scheme.name in self.schemes or field_of(scheme) in given for scheme, _ in requirement.schemes)
            for requirement in operation.security
        )

    def without_security(self, operation: Operation) -> Credentials:
        """The header fields that no security scheme of the operation asks for."""
        asked = {field_of(scheme) for requirement in operation.security for scheme, _ in requirement.schemes}
        return Credentials(tuple((name, value) for name, value in self.headers if name.lower() not in asked))

    def made_wrong(self, operation: Operation) -> Credentials:
        """The same shape with values that nobody can have been given."""
        asked = {field_of(scheme): scheme for requirement in operation.security for scheme, _ in requirement.schemes}
        headers = tuple(
            (name, _wrong(asked[name.lower()]) if name.lower() in asked else value) for name, value in self.headers
        )
        by_name = {s.name: s for requirement in operation.security for s, _ in requirement.schemes}
        schemes = {name: "nobody:nothing" if _is_basic(by_name.get(name)) else WRONG for name in self.schemes}
        return Credentials(headers, schemes)


def field_of(scheme: SecurityScheme) -> str:
    """The header field that carries a scheme's credential, lower-case; empty for one in the query."""
    if scheme.type == "mutualTLS":
        return ""
    if scheme.type != "apiKey":
        return "authorization"
    return {"header": scheme.key.lower(), "cookie": "cookie"}.get(scheme.location, "")


def is_guarded(operation: Operation) -> bool:
    """Whether the operation asks for a credential, with no alternative that asks for none."""
    return bool(operation.security) and all(requirement.schemes for requirement in operation.security)


def read_headers(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`["X-Key: 1"]` as pairs; `OptionError` for what is no header field."""
    pairs = []
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or not name.strip() or any(c.isspace() or ord(c) > 126 for c in name.strip()):
            raise OptionError(f"-H {word!r}: is no header field, such as 'X-Api-Key: abc'")
        if any(ord(c) < 32 and c != "\t" for c in value):
            raise OptionError(f"-H {name.strip()}: its value has a line end or another control character")
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs)


def read_schemes(
    words: Sequence[str], known: Mapping[str, SecurityScheme], headers: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """`["apiKey=k1"]` by scheme; `OptionError` for one the document does not have, or whose field is in `headers`."""
    values = {}
    given = {name.lower() for name, _ in headers} - {"cookie"}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals and name in known:
            raise OptionError(f"--auth {name}: has no value; write it like --auth {name}=secret")
        if name not in known:
            there_are = ", ".join(known) or "none"
            raise OptionError(f"--auth {name}: is no security scheme of the document; there are: {there_are}")
        if (sent := field_of(known[name])) in given:
            raise OptionError(f"--auth {name}: is sent as {sent}, which -H gives already; one of the two will do")
        values[name] = value
    return values


def find_schemes(operations: Iterable[Operation]) -> dict[str, SecurityScheme]:
    """Every security scheme that some operation asks for, by name."""
    return {
        scheme.name: scheme
        for operation in operations
        for requirement in operation.security
        for scheme, _ in requirement.schemes
    }


def fetch_token(grant: OAuth2, *, timeout: float, verify: bool) -> str:
    """An access token; `OptionError` where none is to be had."""
    import httpx

    form = {"grant_type": "client_credentials"} | ({"scope": grant.scope} if grant.scope else {})
    try:
        answer = httpx.post(
            grant.token_url,
            data=form,
            auth=(quote(grant.client_id, safe=""), quote(grant.client_secret, safe="")),  # RFC 6749 §2.3.1
            timeout=timeout,
            verify=verify,
        )
        token = answer.json().get("access_token") if answer.is_success else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError) as reason:
        raise OptionError(f"--oauth2-token-url {grant.token_url}: gave no token: {plainly(reason)}") from None
    if not isinstance(token, str):
        raise OptionError(
            f"--oauth2-token-url {grant.token_url}: answered {answer.status_code} without an access_token"
        )
    return token


def _add(scheme: SecurityScheme, value: str, fields: list[tuple[str, str]], query: str) -> str:
    """Put a credential where its scheme has it; the query, with it."""
    if scheme.type == "apiKey" and scheme.location == "query":
        pair = f"{quote(scheme.key, safe='')}={quote(value, safe='')}"
        return f"{query}&{pair}" if query else pair
    if scheme.type == "apiKey" and scheme.location == "cookie":
        fields.append(("Cookie", f"{scheme.key}={value}"))
    elif scheme.type == "apiKey":
        fields.append((scheme.key, value))
    elif _is_basic(scheme):
        fields.append(("Authorization", f"Basic {base64.b64encode(value.encode()).decode()}"))
    else:
        fields.append(("Authorization", f"{(scheme.scheme or 'bearer').capitalize()} {value}"))
    return query


def _is_basic(scheme: SecurityScheme | None) -> bool:
    return scheme is not None and scheme.type == "http" and scheme.scheme == "basic"


def _wrong(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return f"{scheme.key}={WRONG}" if scheme.location == "cookie" else WRONG
    if _is_basic(scheme):
        return f"Basic {base64.b64encode(b'nobody:nothing').decode()}"
    return f"{(scheme.scheme or 'bearer').capitalize()} {WRONG}"
