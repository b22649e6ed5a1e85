"""Prefixes under which APIs are served: a path of any characters, in one spelling."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ...openapi.routing import spell_path

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
    prefix = spell_path(text.removesuffix("/"))
    return None if (prefix + "/").startswith(_RESERVED) else prefix
