"""Exchanges as a journal has them, made by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mockserver.engine.exchanges import Exchange
from mockserver.openapi.messages import Headers, Request, Response

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def make_request(path: str = "/pets", **fields: Any) -> Request:
    """Return a request; `path` may have a query."""
    path, _, query = path.partition("?")
    headers = Headers(fields.pop("headers", ()))
    return Request(fields.pop("method", "GET"), path, query, headers, **fields)


def make_exchange(request: Request | None = None, response: Response | None = None, /, **fields: Any) -> Exchange:
    usual = Exchange(
        request or make_request(), response or Response(200), "default", "pets", "listPets", "resource", (), NOON, 0.25
    )
    return usual._replace(**fields)
