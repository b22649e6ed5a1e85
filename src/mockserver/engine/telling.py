"""What a list tells in header fields, and addresses of this server's own paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .behaviour import Told
from .links import Door
from .negotiation.selecting import Selection
from .turns import Turn

Field = tuple[str, str]  # ("X-Total-Count", "57")

_HEADER = "header "
_SELF = '<>; rel="self"'  # RFC 3986 §4.4: an empty reference is this page


def tell_in_headers(turn: Turn, selection: Selection, told: Mapping[Told, Any]) -> dict[str, Field | None]:
    """The header fields that tell something, by name in lower case; `None` for one that has nothing to tell."""
    fields: dict[str, Field | None] = {}
    required = {header.name.lower() for header in selection.response.headers if header.required}
    for place, name in turn.ready.handled.rules.tells.items():
        if not place.startswith(_HEADER) or name not in told:
            continue
        field, value = place.removeprefix(_HEADER), _write(turn, name, told[name])
        if value is None and field.lower() in required:
            value = _SELF if name == "links" else ""
        fields[field.lower()] = (field, value) if value is not None else None
    return fields


def _write(turn: Turn, name: Told, value: Any) -> str | None:
    if value is None:
        return None
    if name == "links":
        links = ((relation, address_here(turn, path)) for relation, path in value.items())
        return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links)  # RFC 8288 §3
    if isinstance(value, bool):
        return str(value).lower()
    return address_here(turn, value) if name.endswith("_link") else str(value)


def address_here(turn: Turn, path: str, is_relative: bool = False) -> str:
    """The address of a path of this server: a whole one, unless `is_relative`.

    It names the first server of the document, if there is one; on its way out that becomes the mock's (`links`).
    """
    door = turn.door or Door("http")
    if is_relative:
        return door.world + path
    servers = (url for url in turn.api.document.servers if "{" not in url and urlsplit(url).netloc)
    server = None if turn.settings.keep_links else next(servers, None)
    if server is not None:
        base, own = urlsplit(server).path.rstrip("/"), path.removeprefix(turn.api.prefix)
        return server.rstrip("/") + own.removeprefix(base if own.startswith(f"{base}/") else "")
    return f"{door.scheme}://{turn.request.headers.get('host') or 'localhost'}{door.world}{path}"
