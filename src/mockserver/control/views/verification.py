"""Which requests a world got, compared with what a test expects."""

from __future__ import annotations

from typing import Any

import flask

from ..problems import ControlProblem
from ..verifying import Count, Verdict, verify
from .entries import read_known_match
from .lookup import find_world, get_engine


def verify_requests(world: str, body: dict[str, Any]) -> flask.Response:
    journal = find_world(world).journal.read()
    match, count = read_known_match(body["match"]), _read_count(body.get("count", {"at_least": 1}))
    return flask.jsonify(_describe(verify(match, count, journal, get_engine().apis)))


def _read_count(said: dict[str, int]) -> Count:
    """Return the count that a body expects. Raises a 422 if no number could be right."""
    if "exactly" in said:
        if len(said) > 1:
            raise ControlProblem(422, "count: exactly stands alone; allowed: exactly, or at_least and at_most")
        return Count(said["exactly"], said["exactly"])
    least, most = said.get("at_least", 0), said.get("at_most")
    if most is not None and least > most:
        raise ControlProblem(422, f"count: at_least {least} is more than at_most {most}")
    return Count(least, most)


def _describe(verdict: Verdict) -> dict[str, Any]:
    return {
        "verified": verdict.is_verified,
        "count": verdict.count,
        "expected": verdict.expected,
        "nearest": [
            {"number": near.number, "request": near.request, "differences": list(near.differences)}
            for near in verdict.nearest
        ],
        **({"hint": verdict.hint} if verdict.hint is not None else {}),
    }
