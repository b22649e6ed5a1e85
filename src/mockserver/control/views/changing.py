"""Changes of the state of a world by the control API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import flask

from ...engine.rows.edit import StateEdit, edit_world
from ...engine.rows.refusal import RowsRefused, StateOvertaken, UnknownRow
from ...engine.worlds.lanes import LaneBusy, LaneFull, describe_way_out
from ...engine.worlds.row_budget import StateFull
from ...engine.worlds.worlds import TooManyWorlds
from ...openapi.json_text import write_json
from ..problems import ControlProblem, broken
from .lookup import get_engine, no_room

PATIENCE = 2.0  # seconds for which one of the ten threads of the control API may wait for a handler

T = TypeVar("T")


def change_state(world: str, operation_id: str, change: Callable[[StateEdit], T]) -> T:
    """Return what `change` returns; it is kept whole, in a world that is made if it is new. Else a problem is raised:

    404: a row that does not exist. 409: rows with a taken identifier or taken unique members, a handler that takes too
    long, a world that was reset meanwhile, or one too many. 422: rows that the API cannot hold. 507: no memory.
    """
    label = f"{operation_id} of the control API"
    try:
        return edit_world(get_engine().worlds, world, label, change, PATIENCE)
    except UnknownRow as unknown:
        raise no_row(unknown) from None
    except RowsRefused as refused:
        raise broken(409 if refused.is_conflict else 422, refused.violations) from None
    except (LaneBusy, LaneFull) as busy:
        raise ControlProblem(409, f"{busy}; nothing was changed. {describe_way_out(world)}") from None
    except StateOvertaken:
        detail = f'the world "{world}" was reset, rolled back, reloaded or deleted meanwhile; nothing was changed'
        raise ControlProblem(409, f"{detail}. Send the request again") from None
    except TooManyWorlds:
        raise no_room() from None
    except StateFull as full:
        raise ControlProblem(507, str(full)) from None  # RFC 4918 §11.5


def no_row(unknown: UnknownRow) -> ControlProblem:
    """Return a 404 that says where the rows are: the path of the request without its identifier."""
    return ControlProblem(404, f"{unknown}; GET {flask.request.path.rpartition('/')[0]} lists those there are")


def respond(content: Any, status: int = 200) -> flask.Response:
    """Return rows as JSON. Other threads wait while `flask.jsonify` writes many, several times longer than here."""
    return flask.Response(write_json(content), status, content_type="application/json")
