"""Prepared responses, checked against the document when they are prepared rather than when they are sent."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..openapi.bodies import Unwritable, write_body
from ..openapi.errors import SandboxError
from ..openapi.messages import Request, Response
from ..openapi.operations import Operation
from ..openapi.problems import problem
from ..openapi.rules import Violation, quote
from .apis.apis import Api, Apis
from .matching.match import RequestPattern
from .negotiation.preferences import Preference
from .negotiation.selecting import find_usual_status, select_preferred, select_usual
from .prepared_responses import UNSET, PreparedResponse
from .responses import ResponseDraft, respond_documented, send
from .turns import MockResponse, Turn
from .worlds.prepared import PreparedStep
from .worlds.world import World

MOST_OPERATIONS = 200  # for which one match prepares responses
_JSON = "application/json"
_SIGNS = "!#$%&'*+-.^_`|~"
_TOKEN = re.compile(rf"[{re.escape(_SIGNS)}0-9A-Za-z]+")  # RFC 9110 §5.6.2


class Undocumented(SandboxError):
    """A response breaks the document; with `force` it can be sent anyway."""


class Meant(NamedTuple):
    """An operation that a match may mean."""

    api: Api
    operation: Operation


def find_meant(apis: Apis, match: RequestPattern) -> list[Meant]:
    """Return the operations that a match may mean. Raises `SandboxError` if there are too many."""
    found = [Meant(api, op) for api in apis for op in api.operations if match.may_admit(api.name, api.prefix, op)]
    if len(found) > MOST_OPERATIONS:
        raise SandboxError(
            f"{match} means {len(found):,} operations; allowed: up to {MOST_OPERATIONS}; name one or narrow the path"
        )
    return found


def prepare_step(
    meant: list[Meant], world: World, wanted: PreparedResponse, *, force: bool, is_anyway: bool
) -> PreparedStep:
    """Make the response ready for each operation that a match means.

    With `is_anyway` a request that no operation has gets it, too. Raises `SandboxError` if it cannot be sent,
    `Undocumented` if it breaks a document and `force` is not set.
    """
    responses = {
        (api.name, operation.operation_id): prepare(api, world, operation, wanted, force=force)
        for api, operation in meant
    }
    return PreparedStep(responses, _write_anyway(wanted) if is_anyway else None)


def prepare(api: Api, world: World, operation: Operation, wanted: PreparedResponse, *, force: bool) -> Response:
    """Make a response ready to be sent.

    Raises `SandboxError` if it cannot be sent, `Undocumented` if it breaks the document and `force` is not set.
    """
    _require_fields(wanted)
    request = Request(operation.method, operation.bare_path)
    turn = Turn(api, api.ready[operation.operation_id], world, request, number=world.requests)
    if wanted.body is not UNSET and wanted.example is not None:
        raise SandboxError("a response has a body of its own or a documented example, not both")
    made = _given(turn, operation, wanted) if wanted.body is not UNSET else _documented(turn, operation, wanted)
    if isinstance(made, MockResponse) and not made.violations and made.source == "prepared":
        extra = tuple(wanted.headers.items()) if wanted.body is UNSET else ()
        return made.response._replace(headers=made.response.headers + extra)
    if force:
        return _force(api, operation, wanted, made)
    raise Undocumented(f"this response of {operation} breaks the document: {_reason(made)}")


def _documented(turn: Turn, operation: Operation, wanted: PreparedResponse) -> MockResponse | Violation:
    preference = Preference(wanted.status, wanted.example)
    if preference.names_response:
        selection = select_preferred(operation, preference, None)
        if isinstance(selection, Violation):
            return selection
    else:
        usual = select_usual(operation, None)
        if usual is None:
            raise SandboxError(f"{operation} documents no response that can be sent; give a status")
        selection = usual
    return respond_documented(turn, selection, "prepared")


def _given(turn: Turn, operation: Operation, wanted: PreparedResponse) -> MockResponse:
    status = find_usual_status(operation) if wanted.status is None else wanted.status
    return send(turn, ResponseDraft("prepared", status, tuple(wanted.headers.items()), wanted.body, wanted.media_type))


def _force(api: Api, operation: Operation, wanted: PreparedResponse, made: MockResponse | Violation) -> Response:
    """The response as it was given, even if the document does not allow it."""
    headers = tuple(wanted.headers.items())
    status = find_usual_status(operation) if wanted.status is None else wanted.status
    if wanted.body is UNSET:
        shown = made.response if isinstance(made, MockResponse) and made.source == "prepared" else None
        shown = shown or problem(status, f"{status}, as it was set for {operation}")
        return shown._replace(headers=shown.headers + headers)
    documented = operation.response_for(status)
    media_type = wanted.media_type or next(iter(documented.content if documented else ()), _JSON)
    try:
        written = api.writer.write(wanted.body, media_type, documented.content if documented else {})
    except Unwritable:  # for example, a dict as image/png
        return Response(status, (("Content-Type", media_type), *headers), write_body(wanted.body, media_type))
    return Response(status, (("Content-Type", written.content_type), *headers), written.body, written.ends)


def _reason(made: MockResponse | Violation) -> str:
    if isinstance(made, Violation):
        return made.message
    return "; ".join(str(violation) for violation in made.violations) or made.response.body.decode()


def _require_fields(wanted: PreparedResponse) -> None:
    """Raise `SandboxError` for a header field that no server can send."""
    for name in wanted.headers:
        if not _TOKEN.fullmatch(name):
            raise SandboxError(
                f"{quote(name)} is not the name of a header field; allowed: letters, digits and {_SIGNS}"
            )


def _write_anyway(wanted: PreparedResponse) -> Response:
    """The response to a request that no operation has."""
    _require_fields(wanted)
    status, headers = wanted.status or 200, tuple(wanted.headers.items())
    if wanted.body is UNSET:
        return Response(status, headers)
    media_type = wanted.media_type or _JSON
    return Response(status, (("Content-Type", media_type), *headers), write_body(wanted.body, media_type))
