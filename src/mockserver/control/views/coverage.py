"""How much of the documents the traffic of this server has covered."""

from __future__ import annotations

from pathlib import Path

import flask

from ...coverage import LiveCoverage, LiveSummary
from ...engine.worlds.clock import Clock
from ..descriptions import timestamp
from .lookup import find_api, no_content

JSON, TEXT, XML, HTML = "application/json", "text/plain", "application/xml", "text/html"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"  # the page has styles, and no scripts


def get_coverage(format: str, api: str | None = None) -> flask.Response:
    name = None if api is None else find_api(api).name
    text, media_type = _write(format, get_live_coverage().summarize(name), Path.cwd())
    response = flask.Response(text, mimetype=media_type)
    if media_type == HTML:
        response.headers["Content-Security-Policy"] = _POLICY
    return response


def clear_coverage() -> flask.Response:
    get_live_coverage().begin()
    return no_content()


def get_live_coverage() -> LiveCoverage:
    """Return what `make_app` gave to this application."""
    live: LiveCoverage = flask.current_app.extensions["mockserver.coverage"]
    return live


def _write(format: str, live: LiveSummary, root: Path) -> tuple[str, str]:
    """Return the report as text, and its media type."""
    from ...coverage.cobertura import write_cobertura
    from ...coverage.data import describe_coverage
    from ...coverage.html import write_page
    from ...coverage.lcov import write_lcov
    from ...coverage.table import write_table

    summaries = live.summaries
    match format:
        case "term":
            return write_table(summaries) + "\n", TEXT
        case "lcov":
            return write_lcov(summaries, root), TEXT
        case "cobertura":
            return write_cobertura(summaries, root, Clock().now()), XML
        case "html":
            return write_page(summaries, root), HTML
    said = {"since": timestamp(live.since), "exchanges": live.exchanges, "complete": live.is_complete}
    return flask.json.dumps({**said, **describe_coverage(summaries, root)}), JSON
