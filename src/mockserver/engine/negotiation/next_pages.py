"""`Link` fields of a documented response, without next pages that never end (RFC 8288)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from ...openapi.description import Description
from ...openapi.messages import Request
from ...openapi.routing import Match, NoMatch

_ENTRY = re.compile(r'[\s,]*<([^>]*)>((?:[^,"]|"(?:[^"\\]|\\.)*+")*+)')  # RFC 8288 §3
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next[\s"]|next\s*(?:;|$))', re.IGNORECASE)


def end_pages(
    fields: tuple[tuple[str, str], ...], description: Description, request: Request, prefix: str
) -> tuple[tuple[str, str], ...]:
    """The fields without links to a next page that is this one, or for which the document has no operation.

    The example of a Link field is the same on every page, so that a client that follows it would never end. `prefix`
    is where the API is mounted.
    """
    if not any(name.lower() == "link" for name, _ in fields):
        return fields
    path, found = request.path.removeprefix(prefix) or "/", list[tuple[str, str]]()
    own = description.match("GET", path), sorted(parse_qsl(request.query))
    for name, value in fields:
        if name.lower() != "link" or "next" not in value:
            found.append((name, value))
            continue
        entries = list(_ENTRY.finditer(value))
        kept = [entry for entry in entries if not _is_dead_end(entry, description, path, own)]
        if len(kept) == len(entries):
            found.append((name, value))
        else:  # the field may be required; RFC 3986 §4.4: an empty reference is this page
            links = [f"<{entry[1]}>{entry[2].rstrip()}" for entry in kept] or ['<>; rel="self"']
            found.append((name, ", ".join(links)))
    return tuple(found)


def _is_dead_end(
    entry: re.Match[str], description: Description, path: str, own: tuple[Match | NoMatch, list[tuple[str, str]]]
) -> bool:
    if not _NEXT.search(entry[2]):
        return False
    try:
        target = urlsplit(urljoin(f"http://here{path}", entry[1]))
    except ValueError:  # half an IPv6 address
        return True
    match = description.match("GET", target.path or "/")
    return not isinstance(match, Match) or (match, sorted(parse_qsl(target.query))) == own
