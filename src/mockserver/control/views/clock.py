"""The time of a world."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import flask

from ..descriptions import describe_clock, timestamp
from ..problems import ControlProblem
from .lookup import find_world, make_world

LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)  # leaves a running clock a thousand years until datetime.max


def get_clock(world: str) -> flask.Response:
    return flask.jsonify(describe_clock(find_world(world).clock))


def set_clock(world: str, body: dict[str, Any]) -> flask.Response:
    prepared = make_world(world)
    with prepared.lock:
        clock = prepared.clock
        if "freeze" in body:
            clock.freeze(_moment(body["freeze"]))
        elif "advance_seconds" in body:
            seconds = body["advance_seconds"]
            if clock.now() + timedelta(seconds=seconds) >= LAST_MOMENT:
                now = timestamp(clock.now())
                raise ControlProblem(409, f"{seconds} seconds after {now} the clock would leave the years 1970 to 8999")
            clock.advance(timedelta(seconds=seconds))
        else:
            clock.run()
        return flask.jsonify(describe_clock(clock))


def _moment(text: str) -> datetime:
    """Return the moment of an RFC 3339 text that connexion has validated."""
    return datetime.fromisoformat(text).astimezone(UTC)
