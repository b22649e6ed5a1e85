"""The credentials that requests carry."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from ...engine.masking import mask_url
from ...openapi.curl import Secret
from ...openapi.errors import OptionError
from ...openapi.messages import Headers, Request
from ...openapi.operations import Operation, SecurityScheme
from .sending import describe_error

WRONG = "wrong-credential"
WRONG_PAIR = "wrong-user:wrong-password"


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
    client_secret: str = ""  # with which a token was fetched

    def secrets(self, schemes: Mapping[str, SecurityScheme]) -> tuple[Secret, ...]:
        """Return the values that reports hide, by the place where they are sent."""
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
        """Return the request with the header fields and the schemes of the first requirement that is given in full."""
        fields, query = [*request.headers, *self.headers], request.query
        for requirement in operation.security:
            if requirement.schemes and all(scheme.name in self.schemes for scheme, _ in requirement.schemes):
                for scheme, _ in requirement.schemes:
                    query = _add(scheme, self.schemes[scheme.name], fields, query)
                break
        return request._replace(headers=Headers(fields), query=query)

    def knows(self, operation: Operation) -> bool:
        """Return whether a request meets one of the security requirements of an operation."""
        given = {name.lower() for name, _ in self.headers}
        return any(
            requirement.schemes
            and all(scheme.name in self.schemes or field_of(scheme) in given for scheme, _ in requirement.schemes)
            for requirement in operation.security
        )

    def without_security(self, operation: Operation) -> Credentials:
        """Return the header fields that belong to no security scheme of the operation."""
        asked = {field_of(scheme) for requirement in operation.security for scheme, _ in requirement.schemes}
        return Credentials(tuple((name, value) for name, value in self.headers if name.lower() not in asked))

    def made_wrong(self, operation: Operation) -> Credentials:
        """Return credentials of the same form with values that no service accepts."""
        asked = {field_of(scheme): scheme for requirement in operation.security for scheme, _ in requirement.schemes}
        headers = tuple(
            (name, _wrong(asked[name.lower()]) if name.lower() in asked else value) for name, value in self.headers
        )
        by_name = {s.name: s for requirement in operation.security for s, _ in requirement.schemes}
        schemes = {name: WRONG_PAIR if _is_basic(by_name.get(name)) else WRONG for name in self.schemes}
        return Credentials(headers, schemes)


def field_of(scheme: SecurityScheme) -> str:
    """Return the header field that carries a credential, in lower case; empty if the query does."""
    if scheme.type == "mutualTLS":
        return ""
    if scheme.type != "apiKey":
        return "authorization"
    return {"header": scheme.key.lower(), "cookie": "cookie"}.get(scheme.location, "")


def is_guarded(operation: Operation) -> bool:
    """Return whether every request to the operation needs a credential."""
    return bool(operation.security) and all(requirement.schemes for requirement in operation.security)


def read_headers(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read `["X-Key: 1"]`. Raises `OptionError` if one is not a header field."""
    pairs = []
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or not name.strip() or any(c.isspace() or ord(c) > 126 for c in name.strip()):
            # the value may be a secret, so that it is not quoted
            raise OptionError("-H: a value is not a header field such as 'X-Api-Key: abc'")
        if any(ord(c) < 32 and c != "\t" for c in value):
            raise OptionError(f"-H {name.strip()}: its value has a line end or another control character")
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs)


def read_schemes(
    words: Sequence[str], known: Mapping[str, SecurityScheme], headers: Sequence[tuple[str, str]] = ()
) -> dict[str, str]:
    """Read `["apiKey=k1"]`. Raises `OptionError` if the document has no such scheme, or `headers` has its field."""
    values = {}
    given = {name.lower() for name, _ in headers} - {"cookie"}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals and name in known:
            raise OptionError(f"--auth {name}: has no value; write --auth {name}=secret")
        if name not in known:
            name = name if equals else "…"  # without a scheme it may be the secret
            there_are = ", ".join(known) or "none"
            raise OptionError(f"--auth {name}: is not a security scheme of the document; there are: {there_are}")
        if (sent := field_of(known[name])) in given:
            raise OptionError(f"--auth {name}: is sent as {sent}, which -H gives as well; leave out one of them")
        values[name] = value
    return values


def find_schemes(operations: Iterable[Operation]) -> dict[str, SecurityScheme]:
    """Return the security schemes that operations require, by name."""
    return {
        scheme.name: scheme
        for operation in operations
        for requirement in operation.security
        for scheme, _ in requirement.schemes
    }


def fetch_token(grant: OAuth2, *, timeout: float, verify: bool) -> str:
    """Return an access token. Raises `OptionError` if the server gives none."""
    import httpx

    shown = mask_url(grant.token_url)
    form = {"grant_type": "client_credentials"} | ({"scope": grant.scope} if grant.scope else {})
    try:
        response = httpx.post(
            grant.token_url,
            data=form,
            auth=(quote(grant.client_id, safe=""), quote(grant.client_secret, safe="")),  # RFC 6749 §2.3.1
            timeout=timeout,
            verify=verify,
        )
        token = response.json().get("access_token") if response.is_success else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError) as reason:
        raise OptionError(f"--oauth2-token-url {shown}: gave no token: {describe_error(reason)}") from None
    if not isinstance(token, str):
        raise OptionError(f"--oauth2-token-url {shown}: returned {response.status_code} without an access_token")
    return token


def _add(scheme: SecurityScheme, value: str, fields: list[tuple[str, str]], query: str) -> str:
    """Add a credential to the fields or to the query; return the query."""
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
        return f"Basic {base64.b64encode(WRONG_PAIR.encode()).decode()}"
    return f"{(scheme.scheme or 'bearer').capitalize()} {WRONG}"
