"""The reading club, or one of its mutants, as an ASGI application: `tests.provider.testbed.club_service:app`.

For a tester that takes `module:app`, the environment variable `CLUB_MUTANT` names the mutant.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .club import Club
from .club_mutants import make_club
from .club_requests import Call, RefusalError

_Handlers = Mapping[str, Callable[[Call], Response]]


def create_app(club: Club) -> ASGIApp:
    """Return the club as a web application without a framework; it never waits between reading and writing state."""
    routes = list_routes(club)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await _live(receive, send)
        request = Request(scope, receive)
        try:
            handlers, item = _find(routes, scope["path"])
            handler = _choose(handlers, request.method)
            response = handler(_read_call(request, item, await request.body()))
        except RefusalError as refusal:
            response = club.refuse(refusal)
        return await response(scope, receive, send)

    return app


def list_routes(club: Club) -> list[tuple[re.Pattern[str], _Handlers]]:
    """Return the handlers of every path; the group of a pattern is the identifier of the item."""
    routes: dict[str, _Handlers] = {
        "/members": {"GET": club.list_members, "POST": club.create_member},
        "/members/([^/]+)": {
            "GET": club.read_member,
            "PUT": club.replace_member,
            "PATCH": club.change_member,
            "DELETE": club.delete_member,
        },
        "/members/([^/]+)/loans": {"GET": club.list_loans, "POST": club.create_loan},
        "/loans/([^/]+)": {"GET": club.read_loan, "PATCH": club.change_loan, "DELETE": club.delete_loan},
        "/meetings": {"GET": club.list_meetings, "POST": club.create_meeting},
        "/meetings/([^/]+)": {
            "GET": club.read_meeting,
            "PUT": club.replace_meeting,
            "DELETE": club.delete_meeting,
        },
        "/desk": {"GET": club.open_desk},
    }
    return [(re.compile(pattern), handlers) for pattern, handlers in routes.items()]


def _find(routes: list[tuple[re.Pattern[str], _Handlers]], path: str) -> tuple[_Handlers, str]:
    for pattern, handlers in routes:
        if match := pattern.fullmatch(path):
            return handlers, "".join(match.groups())
    raise RefusalError(404, "there is nothing here")


def _choose(handlers: _Handlers, method: str) -> Callable[[Call], Response]:
    handler = handlers.get("GET" if method == "HEAD" else method)
    if handler is None:
        raise RefusalError(405, f"{method} is not possible here", Allow=", ".join([*handlers, "HEAD"]))
    return handler


def _read_call(request: Request, item: str, body: bytes) -> Call:
    return Call(
        item=item,
        query=request.query_params,
        cookies=request.cookies,
        if_match=request.headers.get("If-Match"),
        media_type=request.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        body=body,
    )


async def _live(receive: Receive, send: Send) -> None:
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


app = create_app(make_club(os.environ.get("CLUB_MUTANT", "")))
