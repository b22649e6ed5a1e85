"""The servers of a document, its paths and its operations (OpenAPI 3.1.1 §4.8.5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any
from urllib.parse import urljoin, urlsplit

_NOWHERE = "http://nowhere/"  # urljoin makes "v3" of "/" and "../v3"
COMBINATIONS = 64  # values of a server's variables that are tried together


def iter_addresses(content: dict[str, Any], base: str) -> Iterator[str]:
    """Yield every published address, joined to `base` if it is relative: `https://a.example/v2`, or `/v2` without one.

    1. The document's own servers in their order, before those of paths and operations.
    2. For each server the defaults of its variables, then their other values.
    """
    declared = [content.get("servers")]
    paths = content.get("paths")
    for item in paths.values() if isinstance(paths, dict) else ():
        if isinstance(item, dict):
            declared += [part.get("servers") for part in (item, *item.values()) if isinstance(part, dict)]
    for servers in declared:
        for server in servers if isinstance(servers, list) else ():
            if isinstance(server, dict):
                yield from (_place(url, base) for url in _iter_urls(server))


def _iter_urls(server: dict[str, Any]) -> Iterator[str]:
    url = str(server.get("url") or "/")
    variables = server.get("variables") or {}
    if not isinstance(variables, dict) or not all(isinstance(rule, dict) for rule in variables.values()):
        return
    names = [name for name in variables if f"{{{name}}}" in url]
    for values in islice(product(*(_values(variables[name]) for name in names)), COMBINATIONS):
        filled = url
        for name, value in zip(names, values, strict=True):
            filled = filled.replace(f"{{{name}}}", value)
        yield filled


def _values(rule: dict[str, Any]) -> list[str]:
    """Return the default, then all other values."""
    allowed = rule.get("enum")
    values = [rule.get("default", ""), *(allowed if isinstance(allowed, list) else ())]
    return list(dict.fromkeys(str(value) for value in values))


def _place(url: str, base: str) -> str:
    try:
        return url if urlsplit(url).netloc else urljoin(base or _NOWHERE, url).removeprefix(_NOWHERE[:-1])
    except ValueError:  # brackets without an IPv6 address
        return "/"
