"""Beginnings of paths, such as the base path of a server, in one spelling."""

from __future__ import annotations

from urllib.parse import quote, unquote

_BARE = "-._~!$&'()*+,;=:@"  # what a path segment may hold beside letters and digits (RFC 3986 §3.3)


def spell_path(path: str) -> str:
    """Return a path with only those characters percent-encoded that must be.

    >>> spell_path("/größe/v1%3Abeta")
    '/gr%C3%B6%C3%9Fe/v1:beta'
    """
    return "/".join(quote(unquote(segment), safe=_BARE) for segment in path.split("/"))


def split_prefix(path: str, prefix: str) -> str | None:
    """Return what follows a prefix in a path, however either is percent-encoded; `None` if the path has another one.

    >>> split_prefix("/v1%3Abeta/pets%2F1", "/v1:beta")
    '/pets%2F1'
    """
    if path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in ("", "/"):
        return path[len(prefix) :] or "/"
    if "%" not in path:
        return None
    words, segments = prefix.split("/"), path.split("/")
    if list(map(unquote, segments[: len(words)])) != list(map(unquote, words)):
        return None
    return "/" + "/".join(segments[len(words) :])
