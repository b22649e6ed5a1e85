"""The web pages: the served APIs, the journal, and Swagger UI for each document."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from .. import __version__
from ..engine.apis.apis import Api
from ..engine.try_it import curl_for
from ..engine.worlds.world import World
from ..engine.worlds.worlds import DEFAULT_WORLD
from .descriptions import describe_api, describe_clock, describe_exchange, describe_operation, describe_world
from .documents import control_document
from .views import find_api, get_engine, own_address

EXCHANGES_SHOWN = 25
OPERATIONS_SHOWN = 12  # with more in all, the lists are folded at first

# everything comes from this server, and no script is inline; Swagger UI sets styles and shows data: images
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)

pages = flask.Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/_mock/static"
)


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """A request to try, as the start page shows it."""

    summary: str  # "Rename a custom connector"
    expect: int | None  # 200
    curl: str


@pages.after_request
def add_policy(response: flask.Response) -> flask.Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@pages.get("/")
def show_root() -> ResponseReturnValue:
    return flask.redirect("/_mock/")


@pages.get("/_mock/")
def show_start() -> str:
    engine = get_engine()
    return flask.render_template(
        "start.html",
        version=__version__,
        address=own_address(),
        apis=[_show_api(api) for api in engine.apis],
        open_operations=sum(len(api.operations) for api in engine.apis) <= OPERATIONS_SHOWN,
        **_journal_names(),
    )


@pages.get("/_mock/journal")
def show_journal() -> str:
    """Show the part of the start page that is refreshed."""
    return flask.render_template("journal.html", **_journal_names())


@pages.get("/_mock/ui/control")
def show_control() -> str:
    title = control_document().title
    return flask.render_template("swagger.html", title=title, document="/_mock/openapi.json")


@pages.get("/_mock/ui/<api>")
def show_api(api: str) -> str:
    found = find_api(api)
    document = flask.url_for("control.mockserver_control_views_get_document", api=found.name, servers="mock")
    return flask.render_template("swagger.html", title=found.document.title, document=document)


@pages.get("/_mock/static/swagger-ui/<path:file>")
def show_swagger_file(file: str) -> flask.Response:
    """Send a file of Swagger UI, from the package flask-swagger-ui."""
    return flask.send_from_directory(str(files("flask_swagger_ui") / "dist"), file)


def _show_api(api: Api) -> dict[str, Any]:
    address = own_address()
    return {
        **describe_api(api),
        "operation_list": [describe_operation(api, operation) for operation in api.operations],
        "trials": [
            ShownTrial(trial.summary, trial.expect, curl_for(api, trial, address)) for trial in api.behaviour.try_it
        ],
    }


def _journal_names() -> dict[str, Any]:
    """Return the variables of `journal.html`: the worlds, and the last exchanges of the chosen one."""
    worlds = get_engine().worlds
    chosen = flask.request.args.get("world") or DEFAULT_WORLD
    found = [world for name in worlds.names() if (world := worlds.peek(name)) is not None]
    total, exchanges = _last_exchanges(worlds.peek(chosen))
    return {
        "chosen": chosen,
        "worlds": [{**describe_world(world), "clock": describe_clock(world.clock)} for world in found],
        "total": total,
        "exchanges": exchanges,
    }


def _last_exchanges(world: World | None) -> tuple[int, list[dict[str, Any]] | None]:
    """Return the number of all exchanges, and the last ones, newest first; `None` if the world does not exist."""
    if world is None:
        return 0, None
    with world.lock:
        total, kept = world.journal.total, tuple(world.journal)
    return total, [describe_exchange(exchange) for exchange in reversed(kept[-EXCHANGES_SHOWN:])]
