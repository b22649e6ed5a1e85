"""Where people and tools look for a document, its Swagger UI and an icon: beside the API's own paths."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...openapi.routing import NoMatch
from .apis import Api, Apis

Page = Literal["/openapi.json", "/openapi.yaml", "/docs", "/favicon.ico"]
USUAL_PAGES: tuple[Page, ...] = ("/openapi.json", "/openapi.yaml", "/docs", "/favicon.ico")


class UsualPage(NamedTuple):
    """A page that no operation has."""

    page: Page
    api: Api | None  # None: at the root, where no API is served


def list_usual_pages(api: Api) -> list[str]:
    """The pages that an API leaves to the server: those for which it has no path."""
    return [page for page in USUAL_PAGES if not _has_path(api, page)]


def find_usual_page(apis: Apis, host: str, path: str) -> UsualPage | None:
    """The page that a path outside of all operations means; `None` if it is not one.

    >>> find_usual_page(apis, "localhost", "/pets/docs")
    UsualPage(page="/docs", api=Api("pets"))
    """
    located = apis.locate(host, path, "GET")
    if located is None:
        return UsualPage(path, None) if path in USUAL_PAGES else None
    api, inner = located
    return UsualPage(inner, api) if inner in USUAL_PAGES and not _has_path(api, inner) else None


def _has_path(api: Api, path: str) -> bool:
    match = api.match("GET", path)
    return not isinstance(match, NoMatch) or bool(match.methods)
