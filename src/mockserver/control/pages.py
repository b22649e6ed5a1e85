"""The web pages: the served APIs, the journal, and Swagger UI for each document."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from urllib.parse import quote

import flask
from flask.typing import ResponseReturnValue

from .. import __version__
from ..engine.apis.apis import Api
from ..engine.apis.usual_pages import list_usual_pages
from ..engine.try_it import draft_trial, list_trials
from ..engine.worlds.ways import MEMBER, find_way
from ..engine.worlds.worlds import DEFAULT_WORLD, PATH_PREFIX, is_world_name
from ..openapi.messages import Headers
from .descriptions import describe_api, describe_operation
from .documents import control_document
from .json_markup import mark_json
from .problems import unknown
from .views.lookup import find_api, get_engine, own_address
from .world_page import (
    EXCHANGES_SHOWN,
    SOURCES,
    STATUSES,
    list_worlds,
    read_asked,
    remove_entry,
    show_exchanges,
    show_prepared,
)

COOKIE_SECONDS = 365 * 24 * 3600
TRIALS_SHOWN = 25  # curl lines that are drafted for one document
OPERATIONS_SHOWN = 12  # with more in all, the lists are folded at first

# everything comes from this server, and no script is inline; Swagger UI sets styles and shows data: images
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)

pages = flask.Blueprint(
    "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/_mock/static"
)
pages.add_app_template_filter(mark_json, "mark_json")


@pages.after_request
def add_policy(response: flask.Response) -> flask.Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "image/svg+xml":
        response.headers["Content-Type"] = response.mimetype  # Werkzeug adds a charset, but XML names its own encoding
    return response


@pages.get("/")
def show_root() -> ResponseReturnValue:
    query = flask.request.query_string.decode("latin-1")  # it names a world, such as "world=anna"
    return flask.redirect("/_mock/" + (f"?{query}" if query else ""))


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


@pages.get("/_mock/try/<api>")
def show_trials(api: str) -> str:
    """Show curl lines for the first operations of an API."""
    found = find_api(api)
    trials = list_trials(found, _world_address(_choose_world()), TRIALS_SHOWN)
    return flask.render_template("trials.html", title=found.document.title, trials=trials)


@pages.get("/_mock/try/<api>/<path:operation>")
def show_trial(api: str, operation: str) -> str:
    """Show a curl line for one operation."""
    found = find_api(api)
    chosen = found.operation(operation)
    if chosen is None:
        raise unknown("operation", operation, [each.operation_id for each in found.operations[:OPERATIONS_SHOWN]])
    trial = draft_trial(found, chosen, _world_address(_choose_world()))
    return flask.render_template("trials.html", title=str(chosen), trials=[trial] if trial is not None else [])


@pages.post("/_mock/browser")
def choose_own_world() -> ResponseReturnValue:
    """Put the requests of this browser into a world, by a cookie; into the default one without it."""
    name = flask.request.form.get("world", "")
    response = flask.redirect(flask.url_for("pages.show_start", world=name or None, _anchor="journal"), 303)
    if name == DEFAULT_WORLD:
        response.delete_cookie(MEMBER)
    elif is_world_name(name):
        response.set_cookie(MEMBER, name, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax")
    return response


@pages.post("/_mock/remove")
def remove_prepared() -> ResponseReturnValue:
    """Remove what was prepared in a world, for browsers without scripts."""
    form = flask.request.form
    name = form.get("world", "")
    world = get_engine().worlds.peek(name)
    if world is not None:
        remove_entry(world, form.get("path", ""))
    return flask.redirect(flask.url_for("pages.show_start", world=name or None, _anchor="journal"), 303)


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
    has_trials = bool(api.behaviour.try_it)
    return {
        **describe_api(api),
        "usual_pages": [page for page in list_usual_pages(api) if page != "/favicon.ico"],
        "operation_list": [describe_operation(api, operation) for operation in api.operations],
        # lines that must be drafted are made once they are asked for, because that takes a moment
        "trials": list_trials(api, _world_address(_choose_world())) if has_trials else None,
    }


def _choose_world() -> str:
    """Return the name of the world that the pages show:

    1. The one that their address names: `?world=anna`.
    2. The one to which a request of this browser to a mocked API belongs: by the path, a header field or the cookie.
    """
    asked = flask.request.args.get("world")
    if asked is not None:
        return asked or DEFAULT_WORLD
    way = find_way(Headers(flask.request.headers.items()))
    return (way.name if way is not None else "") or DEFAULT_WORLD


def _world_address(world: str) -> str:
    """`http://127.0.0.1:8000/_w/anna`."""
    return own_address() + ("" if world == DEFAULT_WORLD else PATH_PREFIX + quote(world))


def _journal_names() -> dict[str, Any]:
    """Return the variables of `journal.html`."""
    engine, args, chosen = get_engine(), flask.request.args, _choose_world()
    world, asked = engine.worlds.peek(chosen), read_asked(args)
    return {
        "chosen": chosen,
        "own_world": flask.request.cookies.get(MEMBER),
        "worlds": list_worlds(engine.worlds, args.get("find", "").strip(), args.get("page", 1, type=int)),
        "filters": asked.filters,
        "statuses": STATUSES,
        "sources": SOURCES,
        "prepared": show_prepared(world) if world is not None else [],
        "exchanges": show_exchanges(world, asked, engine.apis, own_address()) if world is not None else None,
        "most": EXCHANGES_SHOWN,
    }
