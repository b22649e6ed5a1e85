"""Prepare responses below the doors that people use."""

from __future__ import annotations

from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.worlds.prepared import PreparedStep
from mockserver.engine.worlds.world import World
from mockserver.openapi.messages import Response


def prepare_response(world: World, api: str, operation_id: str, response: Response, times: int | None = None) -> None:
    """Let an operation respond so, always or as often as `times` says."""
    match = RequestPattern(api=api, operation_id=operation_id)
    world.prepared.put(None, match, [PreparedStep({(api, operation_id): response})], times)
