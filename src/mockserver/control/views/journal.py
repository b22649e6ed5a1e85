"""What was sent to a world, and what it got."""

from __future__ import annotations

from itertools import islice
from typing import Any, NoReturn

import flask
import orjson

from ..descriptions import describe_exchange, describe_nearest
from ..exchange_filter import ExchangeFilter, make_filter
from ..http_archive import write_archive
from ..unmatched import find_nearest_operations, is_unmatched
from .lookup import find_world, get_engine, no_content, own_address

WHOLE = 1 << 40  # bytes of a body: more than any has


def list_exchanges(world: str, limit: int, body_limit: int, **asked: Any) -> flask.Response:
    """Return what matches now: `FollowJournal` has waited before connexion calls Flask.

    1. With `after`, the first `limit` exchanges after it, so that none is missed.
    2. Else the last ones.
    """
    excerpt, wanted = find_world(world).journal.read(), make_filter(asked)
    if wanted.after is not None:
        found = list(islice(wanted.select(excerpt.exchanges), limit))[::-1]
    else:
        found = list(islice(wanted.select(reversed(excerpt.exchanges)), limit))
    exchanges = [describe_exchange(*each, body_limit) for each in found]
    return flask.jsonify({"total": excerpt.total, "exchanges": exchanges})


def stream_journal(world: str, body_limit: int, **asked: Any) -> NoReturn:
    """Never called: `FollowJournal` serves this operation without a thread, but connexion needs a view for each."""
    raise NotImplementedError


def export_journal(world: str, format: str, **asked: Any) -> flask.Response:
    found = make_filter(asked).select(find_world(world).journal.read().exchanges)
    if format == "har":
        body, media_type = write_archive(found, own_address()), "application/json"
    else:
        lines = (orjson.dumps(describe_exchange(*each, WHOLE), option=orjson.OPT_APPEND_NEWLINE) for each in found)
        body, media_type = b"".join(lines), "application/x-ndjson"
    response = flask.Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{world}.{format}"'
    return response


def list_unmatched(world: str, limit: int, body_limit: int, after: int | None = None) -> flask.Response:
    excerpt, apis = find_world(world).journal.read(), get_engine().apis
    kept = ExchangeFilter(after=after).select(reversed(excerpt.exchanges))
    found = islice((each for each in kept if is_unmatched(each.exchange)), limit)
    exchanges = [
        {
            "exchange": describe_exchange(*each, body_limit),
            "nearest": [describe_nearest(near) for near in find_nearest_operations(apis, each.exchange)],
        }
        for each in found
    ]
    return flask.jsonify({"exchanges": exchanges})


def clear_journal(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.journal.clear()
    return no_content()
