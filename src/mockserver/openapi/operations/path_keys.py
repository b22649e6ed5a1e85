"""Keys of `paths` that have more than a path: a query, a fragment or RFC 6570's `{?name}`.

OpenAPI has no such keys (3.2.0 §4.8.2). Documents have them all the same, to tell apart operations of one path:
`/bucket?acl` and `/bucket`, or `/#Action=ListUsers` and `/#Action=DeleteUser`.
"""

from __future__ import annotations

import re
from functools import lru_cache

# up to a ?, a # or {?name}; a variable may hold any other character
_PATH = re.compile(r"(?:\{(?![?&#])[^{}]*\}|[^?#{]|\{(?![?&#]))*")
_EXPANSION = re.compile(r"\{[?&#][^{}]*\}")  # RFC 6570 §3.2.8: `{?name,other}` asks for no value


@lru_cache(maxsize=1024)
def split_path_key(key: str) -> tuple[str, str]:
    """Return the path that requests have, and the name-value pairs of the query and the fragment.

    >>> split_path_key("/pastry/{name}?api-version=2024-06-01"), split_path_key("/#Action=List")
    (('/pastry/{name}', 'api-version=2024-06-01'), ('/', 'Action=List'))
    """
    found = _PATH.match(key)
    path = found[0] if found is not None else key
    rest = _EXPANSION.sub("", key[len(path) :])
    return path, "&".join(piece for piece in re.split("[?#&]", rest) if piece)
