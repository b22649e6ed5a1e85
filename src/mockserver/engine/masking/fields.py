"""Masks header fields, queries and addresses."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote_plus

from .names import MASK, Hidden, SecretNames

# the names of schemes stay visible (IANA's registry, and common ones); any other first word may be the secret
_SCHEMES = frozenset(
    (
        *("basic", "bearer", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "ntlm", "oauth", "privatetoken"),
        *("scram-sha-1", "scram-sha-256", "vapid", "aws4-hmac-sha256", "hawk", "jwt", "token", "apikey", "api-key"),
    )
)
ADDRESSES = frozenset(
    (
        *("location", "content-location", "link", "referer", "refresh", "x-original-url", "x-rewrite-url"),
        *("x-forwarded-uri", "x-original-uri"),
    )
)
"""Header fields whose values hold addresses, lower-case."""

_USERINFO = re.compile(r"(://)([^/?#@\s\"'<>]*)(@)")
_PAIR = re.compile(r"([?&;#])([^?&;#=\s\"'<>]+)=([^&;#\s\"'<>]*)")


def mask_field(name: str, value: str, names: SecretNames, hidden: Hidden) -> str:
    """Return the value of a header field without its secrets; `name` is in lower case.

    >>> mask_field("authorization", "Bearer pk_live_1", SecretNames(), Hidden())
    'Bearer ***'
    """
    if name == "cookie":
        return "; ".join(_mask_cookie(pair.strip(), hidden) for pair in value.split(";"))
    if name == "set-cookie":
        pair, semicolon, attributes = value.partition(";")
        return _mask_cookie(pair.strip(), hidden) + semicolon + attributes
    if name.endswith("authorization"):
        return mask_credentials(value, hidden)
    if name in ADDRESSES and name not in names:
        return mask_address(value, names, hidden)
    return hidden.hide(value) if name in names else value


def mask_credentials(value: str, hidden: Hidden) -> str:
    """`Bearer ***`; the whole value is masked if it does not begin with the name of a scheme."""
    scheme, _, credentials = value.partition(" ")
    if scheme == "Bearer" and credentials:
        hidden.add(credentials)
        return f"Bearer {MASK}"
    credentials = credentials.strip()
    if not credentials or scheme.lower() not in _SCHEMES:
        return hidden.hide(value)
    if scheme.lower() == "basic":
        _hide_pair(credentials, hidden)
    return f"{scheme} {hidden.hide(credentials)}"


def _hide_pair(credentials: str, hidden: Hidden) -> None:
    """Remember the password of a Basic credential (RFC 7617 §2)."""
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        return
    hidden.hide(f"{user}:{password}")
    hidden.hide(password)


def _mask_cookie(pair: str, hidden: Hidden) -> str:
    """`session=***` (RFC 6265 §4.2.1)."""
    name, equals, value = pair.partition("=")
    if not equals:
        return hidden.hide(pair) if pair else ""
    hidden.hide(value.strip('"'))
    return f"{name}={hidden.hide(value)}"


def mask_query(query: str, names: SecretNames, hidden: Hidden) -> str:
    """`limit=3&api_key=***`; also a form, which is written alike."""
    return "&".join(_mask_pair(pair, names, hidden) for pair in query.split("&"))


def _mask_pair(pair: str, names: SecretNames, hidden: Hidden) -> str:
    name, equals, value = pair.partition("=")
    if not equals or not value or not names.has_key(name):
        return pair
    hidden.hide(unquote_plus(value, errors="replace"))
    return f"{name}={hidden.hide(value)}"


def mask_url(url: str) -> str:
    """Return a URL as it can be shown, without its password and the parameters that are known to be secrets."""
    return mask_address(url, SecretNames(), Hidden())


def mask_address(text: str, names: SecretNames, hidden: Hidden) -> str:
    """`<https://***@example.com/x?api_key=***#access_token=***>; rel=next`: every address in a text."""

    def mask_pair(found: re.Match[str]) -> str:
        return found[1] + _mask_pair(f"{found[2]}={found[3]}", names, hidden)

    def mask_userinfo(found: re.Match[str]) -> str:
        hidden.hide(found[2].partition(":")[2])
        return found[1] + hidden.hide(found[2]) + found[3]

    return _PAIR.sub(mask_pair, _USERINFO.sub(mask_userinfo, text))
