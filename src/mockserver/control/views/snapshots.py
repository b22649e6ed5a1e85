"""The snapshots of a world: made, listed, returned to and deleted by their names."""

from __future__ import annotations

import flask

from ...engine.worlds.row_budget import StateFull
from ...engine.worlds.snapshots import MOST_SNAPSHOTS, Snapshot, TooManySnapshots
from ...engine.worlds.world import World
from ...openapi.rules import quote
from ..descriptions import describe_snapshot
from ..problems import ControlProblem, unknown
from .lookup import created, find_world, make_world, no_content


def list_snapshots(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        return flask.jsonify({"snapshots": [describe_snapshot(name, snapshot) for name, snapshot in found.snapshots]})


def make_snapshot(world: str, snapshot: str) -> flask.Response:
    prepared = make_world(world)
    with prepared.lock:
        try:
            is_new = prepared.keep_snapshot(snapshot)
        except TooManySnapshots:
            detail = f"the world {quote(world)} has {MOST_SNAPSHOTS} snapshots, as many as a world may have"
            raise ControlProblem(409, f"{detail}; delete one to make another") from None
        except StateFull as reason:
            raise ControlProblem(409, str(reason)) from None
        described = describe_snapshot(snapshot, _find(prepared, snapshot))
    return created(described) if is_new else flask.jsonify(described)


def restore_snapshot(world: str, snapshot: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.rollback(_find(found, snapshot))
    return no_content()


def delete_snapshot(world: str, snapshot: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        _find(found, snapshot)
        found.snapshots.drop(snapshot)
    return no_content()


def _find(world: World, name: str) -> Snapshot:
    """Return a snapshot of a world, whose lock the caller holds."""
    snapshot = world.snapshots.find(name)
    if snapshot is None:
        raise unknown("snapshot", name, (known for known, _ in world.snapshots))
    return snapshot
