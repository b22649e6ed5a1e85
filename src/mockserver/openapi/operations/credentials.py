"""Reads the credentials of a request, and checks the form that their scheme requires.

A fixture decides whether a well-formed credential is *accepted*.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ..messages import Request
from ..rules import RuleId, Violation
from . import Operation, SecurityRequirement, SecurityScheme

_TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 9110 §11.2
_DIGEST_PARAMETER = re.compile(  # RFC 9110 §11.2
    r"""[\s,]*+([!#$%&'*+\-.^_`|~0-9A-Za-z]++)\s*+=\s*+([!#$%&'*+\-.^_`|~0-9A-Za-z]++|"(?:[^"\\]|\\.)*+")\s*+(?:,|$)"""
)
_DIGEST_MEMBERS = ("username", "realm", "nonce", "uri", "response")
_DIGEST_TEXTS = ("nonce", "uri", "response")  # of these, those that are never empty
# schemes whose credentials answer a challenge, so that the first request can have none (RFC 7616, 4559, 7804, 7486)
_CHALLENGED = frozenset(("digest", "negotiate", "ntlm", "scram-sha-1", "scram-sha-256", "hoba", "mutual"))
_BEARER_LIKE = ("oauth2", "openIdConnect")


@dataclass(frozen=True, slots=True)
class Credential:
    """The credential of one security scheme."""

    scheme: str  # "bearerAuth", the scheme's name in the document
    value: str  # the token, key or `user:password`
    scopes: tuple[str, ...] = ()  # that the operation needs


Credentials = tuple[Credential, ...]


def read_credentials(operation: Operation, request: Request) -> tuple[list[Credentials], list[Violation]]:
    """Return the alternatives whose credentials are all present and well formed, in the document's order.

    An operation accepts any one of its requirements (OpenAPI 3.1.1 §4.8.30). The empty one `{}` admits requests
    without credentials, but not with malformed ones. If no requirement is met, the first list is empty and the
    violations say what is missing. If the operation needs no credentials, it is `[()]`.
    """
    if not operation.security:
        return [()], []
    complete: list[Credentials] = []
    broken: dict[Violation, None] = {}  # each once, in order
    for requirement in operation.security:
        credentials, violations = _read(requirement, operation, request)
        if violations:
            broken |= dict.fromkeys(violations)
        else:
            complete.append(credentials)
    if complete and not any(complete):
        malformed = [violation for violation in broken if violation.rule == "security.malformed"]
        return ([], malformed) if malformed else (complete, [])
    return (complete, []) if complete else ([], list(broken))


def asks_for_challenge(operation: Operation, request: Request) -> bool:
    """Whether a request has no credentials because it asks for the challenge that its credentials must answer.

    That is no breach of the contract: the 401 has the nonce that a client of a scheme such as Digest needs (RFC 7616
    §3.3). Any other credential of the same alternative must be there.
    """
    if "authorization" in request.headers:
        return False
    for requirement in operation.security:
        missing = [s for s, _ in requirement.schemes if isinstance(_read_one(s, operation, request), Violation)]
        if missing and all(scheme.type == "http" and scheme.scheme in _CHALLENGED for scheme in missing):
            return True
    return False


def challenge(operation: Operation) -> str | None:
    """Return a WWW-Authenticate value for the operation's schemes (RFC 9110 §11.6.1), or `None` without a challenge.

    It has every scheme of every alternative once, so that a client can choose one it knows.
    """
    names: dict[str, None] = {}
    for requirement in operation.security:
        for scheme, _ in requirement.schemes:
            if scheme.type == "http":
                names[_CHALLENGES.get(scheme.scheme, scheme.scheme.capitalize())] = None
            elif scheme.type in _BEARER_LIKE:
                names["Bearer"] = None
    return ", ".join(names) or None


_CHALLENGES = {
    "basic": 'Basic realm="mock"',
    "digest": 'Digest realm="mock", nonce="mock", qop="auth"',
    "bearer": "Bearer",
}


def _read(
    requirement: SecurityRequirement, operation: Operation, request: Request
) -> tuple[Credentials, list[Violation]]:
    credentials: list[Credential] = []
    violations: list[Violation] = []
    for scheme, scopes in requirement.schemes:
        found = _read_one(scheme, operation, request)
        if isinstance(found, Violation):
            violations.append(found)
        else:
            credentials.append(Credential(scheme.name, found, scopes))
    return tuple(credentials), violations


def _read_one(scheme: SecurityScheme, operation: Operation, request: Request) -> str | Violation:
    """Return the credential's value, or the violation if it is missing or malformed."""
    if scheme.type == "apiKey":
        return _api_key(scheme, operation, request)
    if scheme.type == "http":
        return _authorization(scheme, scheme.scheme, operation, request)
    if scheme.type in _BEARER_LIKE:
        return _authorization(scheme, "bearer", operation, request)
    return ""  # mutualTLS: not part of the message


def _api_key(scheme: SecurityScheme, operation: Operation, request: Request) -> str | Violation:
    if scheme.location == "query":
        value = next((v for k, v in parse_qsl(request.query, keep_blank_values=True) if k == scheme.key), None)
    elif scheme.location == "cookie":
        value = find_cookie(request.headers.get("cookie") or "", scheme.key)
    else:
        value = request.headers.get(scheme.key)
    if not value:
        return violation_of("security.missing", scheme, operation, "is required, but absent")
    return value


def _authorization(scheme: SecurityScheme, auth_scheme: str, operation: Operation, request: Request) -> str | Violation:
    lines = request.headers.all("authorization")
    if not lines:
        return violation_of("security.missing", scheme, operation, "is required, but absent")
    if len(lines) > 1:
        message = f"was sent {len(lines)} times; once is allowed"
        return violation_of("security.malformed", scheme, operation, message)
    name, _, value = lines[0].strip().partition(" ")
    value = value.strip()
    well_formed = name.lower() == auth_scheme and bool(value)
    if well_formed and auth_scheme == "bearer":
        well_formed = _TOKEN68.fullmatch(value) is not None  # RFC 6750 §2.1
    if well_formed and auth_scheme == "basic":
        decoded = _basic(value)
        well_formed, value = decoded is not None, decoded or ""
    if well_formed and auth_scheme == "digest":
        missing = _missing_from_digest(value)
        if missing:
            message = f"is not of the form Digest <parameters>: {', '.join(missing)} missing or malformed"
            return violation_of("security.malformed", scheme, operation, message)
    if not well_formed:
        # the value may be a secret, so that it is not quoted
        message = f"is not of the form {auth_scheme.capitalize()} <credentials>"
        return violation_of("security.malformed", scheme, operation, message)
    return value


def _basic(value: str) -> str | None:
    """Return `user:password` from its base64 (RFC 7617 §2), or `None` if it is malformed."""
    try:
        text = base64.b64decode(value, validate=True).decode()
    except ValueError:  # not base64, not ASCII, not UTF-8
        return None
    return text if ":" in text else None


def _missing_from_digest(value: str) -> list[str]:
    """Return the required parameters of a digest credential that are missing (RFC 7616 §3.4)."""
    found: set[str] = set()
    at = 0
    while at < len(value) and (parameter := _DIGEST_PARAMETER.match(value, at)) is not None:
        name = parameter[1].lower().removesuffix("*")  # `username*` is a user's name beyond ASCII
        if parameter[2] != '""' or name not in _DIGEST_TEXTS:
            found.add(name)
        at = parameter.end()
    return [name for name in _DIGEST_MEMBERS if name not in found]


def find_cookie(header: str, name: str) -> str | None:
    """Return one cookie's value from a Cookie header (RFC 6265 §4.2.1), or `None` if it is absent."""
    for pair in header.split(";"):
        key, found, value = pair.strip().partition("=")
        if found and key == name:
            return value
    return None


def violation_of(
    rule: RuleId, scheme: SecurityScheme, operation: Operation, message: str, allowed: str = ""
) -> Violation:
    """Return a violation of one scheme, at the place of its credential. It never quotes the credential."""
    name = scheme.key if scheme.type == "apiKey" else "Authorization"
    location = scheme.location if scheme.type == "apiKey" else "header"
    return Violation(
        rule=rule,
        location="cookie" if location == "cookie" else "query" if location == "query" else "header",
        message=message,
        name=name,
        allowed=allowed or f"credentials for the scheme {scheme.name}",
        position=operation.document.position(scheme.pointer),
    )
