"""The web pages: the served APIs, the journal, and Swagger UI for each document."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from .. import __version__
from ..engine.apis.apis import Api
from ..engine.apis.usual_pages import list_usual_pages
from ..engine.exchanges import Exchange
from ..engine.try_it import curl_for
from ..engine.worlds.world import World
from ..engine.worlds.worlds import DEFAULT_WORLD
from .descriptions import describe_api, describe_clock, describe_exchange, describe_operation, describe_world
from .documents import control_document
from .views.lookup import find_api, get_engine, own_address

EXCHANGES_SHOWN = 25
BODY_SHOWN = 4000  # bytes of each body
VIOLATIONS_SHOWN = 20  # of each exchange
WORLDS_SHOWN = 24  # on one page
SEARCHED = 12  # with more worlds, there is a field to find one
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


@dataclass(frozen=True, slots=True)
class ShownWorlds:
    """One page of the worlds whose names contain a text."""

    shown: list[dict[str, Any]]
    find: str  # "anna", in any case; empty: all worlds are found
    page: int  # from 1
    last_page: int
    first: int  # how many are on the pages before
    found: int
    total: int  # of all worlds

    @property
    def has_search(self) -> bool:
        """Whether there are so many that people search for one."""
        return bool(self.find) or self.total > SEARCHED

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters of the address that shows this page."""
        return {"find": self.find or None, "page": self.page if self.page > 1 else None}


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
        "usual_pages": [page for page in list_usual_pages(api) if page != "/favicon.ico"],
        "operation_list": [describe_operation(api, operation) for operation in api.operations],
        "trials": [
            ShownTrial(trial.summary, trial.expect, curl_for(api, trial, address)) for trial in api.behaviour.try_it
        ],
    }


def _journal_names() -> dict[str, Any]:
    """Return the variables of `journal.html`: a page of worlds, and the last exchanges of the chosen one."""
    asked = flask.request.args
    chosen = asked.get("world") or DEFAULT_WORLD
    total, exchanges = _last_exchanges(get_engine().worlds.peek(chosen))
    return {
        "chosen": chosen,
        "worlds": _list_worlds(asked.get("find", "").strip(), asked.get("page", 1, type=int)),
        "total": total,
        "exchanges": exchanges,
    }


def _list_worlds(find: str, page: int) -> ShownWorlds:
    worlds = get_engine().worlds
    names = worlds.recent()
    found = [name for name in names if find.lower() in name.lower()]
    last_page = max(1, -(-len(found) // WORLDS_SHOWN))
    page = min(max(page, 1), last_page)
    first = (page - 1) * WORLDS_SHOWN
    shown = [world for name in found[first : first + WORLDS_SHOWN] if (world := worlds.peek(name)) is not None]
    described = [{**describe_world(world), "clock": describe_clock(world.clock)} for world in shown]
    return ShownWorlds(described, find, page, last_page, first, len(found), len(names))


def _last_exchanges(world: World | None) -> tuple[int, list[dict[str, Any]] | None]:
    """Return the number of all exchanges, and the last ones, newest first; `None` if the world does not exist."""
    if world is None:
        return 0, None
    kept = world.journal.read()
    return kept.total, [_show_exchange(*each) for each in reversed(kept.exchanges[-EXCHANGES_SHOWN:])]


def _show_exchange(number: int, exchange: Exchange) -> dict[str, Any]:
    """Return an exchange with the beginnings of its bodies, its first violations and the number of each severity."""
    shown = exchange._replace(violations=exchange.violations[:VIOLATIONS_SHOWN])
    broken = sum(violation.severity == "error" for violation in exchange.violations)
    warned = len(exchange.violations) - broken
    return {**describe_exchange(number, shown, BODY_SHOWN), "broken": broken, "warned": warned}
