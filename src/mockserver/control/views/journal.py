"""What was sent to a world, and what it got."""

from __future__ import annotations

from itertools import islice

import flask

from ..descriptions import describe_exchange
from .lookup import find_world, no_content


def list_exchanges(
    world: str,
    limit: int,
    body_limit: int,
    api: str | None = None,
    operation_id: str | None = None,
    violations: bool | None = None,
) -> flask.Response:
    found = find_world(world)
    with found.lock:
        total, kept = found.journal.total, tuple(found.journal)
    wanted = (
        exchange
        for exchange in reversed(kept)
        if (api is None or exchange.api == api)
        and (operation_id is None or exchange.operation_id == operation_id)
        and (violations is None or bool(exchange.violations) is violations)
    )
    exchanges = [describe_exchange(exchange, body_limit) for exchange in islice(wanted, limit)]
    return flask.jsonify({"total": total, "exchanges": exchanges})


def clear_journal(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.journal.clear()
    return no_content()
