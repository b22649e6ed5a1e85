"""Prefixes under which APIs are served: a path of any characters, in one spelling."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_BARE = "-._~!$&'()*+,;=:@"  # what a path segment may hold beside letters and digits (RFC 3986 §3.3)
_RESERVED = ("/_mock/", "/_w/")  # the control API, and worlds that are named in the path
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})|[?#\\\x00-\x1f\x7f]")


def read_prefix(text: str) -> str | None:
    """Return a prefix as requests have it, empty for the root; `None` if no path is like it, or it is reserved.

    >>> read_prefix("/größe/v1:beta"), read_prefix("/"), read_prefix("/a/../b"), read_prefix("/_mock")
    ('/gr%C3%B6%C3%9Fe/v1:beta', '', None, None)
    """
    if not text.startswith("/") or _BROKEN.search(text):
        return None
    segments = [unquote(segment) for segment in text.removesuffix("/").split("/")[1:]]
    if any(segment in ("", ".", "..") for segment in segments):
        return None
    prefix = "".join("/" + quote(segment, safe=_BARE) for segment in segments)
    return None if (prefix + "/").startswith(_RESERVED) else prefix


def split_prefix(path: str, prefix: str) -> str | None:
    """Return what follows a prefix in a path, however either is percent-encoded; `None` if the path has another one.

    >>> split_prefix("/v1%3Abeta/pets%2F1", "/v1:beta")
    '/pets%2F1'
    """
    words = prefix.split("/")
    segments = path.split("/")
    if list(map(unquote, segments[: len(words)])) != list(map(unquote, words)):
        return None
    return "/" + "/".join(segments[len(words) :])
