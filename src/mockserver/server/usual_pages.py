"""`/openapi.json`, `/openapi.yaml`, `/docs` and `/favicon.ico`: other addresses of what stands below `/_mock`."""

from __future__ import annotations

from typing import NamedTuple

from ..engine.apis.apis import Apis
from ..engine.apis.usual_pages import USUAL_PAGES, UsualPage
from ..openapi.messages import Response
from ..openapi.problems import problem

ENDINGS = USUAL_PAGES  # what the path of such a request ends with
_ICON = "/_mock/static/icon.svg"


class Target(NamedTuple):
    """A request to the pages that has the same response."""

    path: str  # "/_mock/apis/pets/document"
    query: bytes = b""
    accept: bytes | None = None  # None: what the client accepts


def resolve_page(found: UsualPage, apis: Apis) -> Target | Response:
    """The request that a page stands for; a problem where there are several documents."""
    page, api = found
    if page == "/favicon.ico":
        return Target(_ICON)
    if page == "/docs":
        return Target("/_mock/" if api is None else f"/_mock/ui/{api.name}")
    if api is None:
        addresses = " or ".join(f"{each.prefix}{page}" for each in apis)
        return problem(404, f"{page}: several documents are served here; read {addresses}")
    document = f"/_mock/apis/{api.name}/document"
    if page == "/openapi.json":
        return Target(document, b"servers=mock", b"application/json")
    return Target(document, accept=b"application/yaml")
