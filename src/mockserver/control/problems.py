"""Refusals by a view, connexion or Flask, each as an RFC 9457 problem with one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus

import flask
from connexion import FlaskApp
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse

from ..openapi.problems import problem
from ..openapi.rules import Violation, quote


class ControlProblem(ProblemException):  # type: ignore[misc]  # connexion ships no types
    """Raised to respond with a problem."""

    def __init__(self, status: int, detail: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(status=status, title=HTTPStatus(status).phrase, detail=detail)
        self.violations = violations


def unknown(noun: str, name: str, known: Iterable[str]) -> ControlProblem:
    """Return a 404 that lists the known names: `there is no API "adaptor"; there are: adapter, idun`."""
    return ControlProblem(404, f"there is no {noun} {quote(name)}; there are: {', '.join(known) or 'none'}")


def broken(status: int, violations: Sequence[Violation]) -> ControlProblem:
    """Return a refusal that lists all violations, and has the first in its sentence."""
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return ControlProblem(status, f"{violations[0]}{more}", violations)


def register(app: FlaskApp) -> None:
    """Make problems of all refusals; other errors stay connexion's plain 500."""
    for status in (400, 406, 409, 413, 422, 503, 507):
        app.add_error_handler(status, _respond_refusal)
    app.add_error_handler(404, _respond_not_found)
    app.add_error_handler(405, _method_handler(app.app))
    app.add_error_handler(415, _respond_media_type)


def _respond_refusal(_request: ConnexionRequest, refused: ProblemException) -> ConnexionResponse:
    return _problem(refused.status_code, refused.detail, getattr(refused, "violations", ()))


def _respond_not_found(request: ConnexionRequest, refused: ProblemException) -> ConnexionResponse:
    if isinstance(refused, ControlProblem):
        return _respond_refusal(request, refused)
    path = quote(request.scope["path"])
    return _problem(
        404, f"nothing is served at {path}; /_mock/openapi.json describes the control API, /_mock/ shows it"
    )


def _respond_media_type(request: ConnexionRequest, refused: ProblemException) -> ConnexionResponse:
    sent = quote(request.headers.get("content-type", ""))
    # connexion 3.3.0 lists those of the operation in its own sentence only: "…, expected ['application/json']"
    allowed = ", ".join(re.findall("'([^']+)'", str(refused.detail).rpartition("expected ")[2])) or "application/json"
    return _problem(415, f"Content-Type {sent} is not supported; allowed: {allowed}")


def _method_handler(app: flask.Flask) -> Callable[[ConnexionRequest, ProblemException], ConnexionResponse]:
    def respond_method(request: ConnexionRequest, _refused: ProblemException) -> ConnexionResponse:
        path = request.scope["path"]
        # connexion 3.3.0 lists one method in Allow, RFC 9110 §15.5.6 asks for all; drop when connexion lists them
        methods = ", ".join(sorted(app.url_map.bind("").allowed_methods(path)))
        if request.method == "OPTIONS":  # RFC 9110 §9.3.7
            return ConnexionResponse(204, headers={"Allow": methods})
        detail = f"{request.method} is not allowed for {quote(path)}; allowed: {methods}"
        return _problem(405, detail, headers=(("Allow", methods),))

    return respond_method


def _problem(
    status: int, detail: str, violations: Sequence[Violation] = (), headers: tuple[tuple[str, str], ...] = ()
) -> ConnexionResponse:
    written = problem(status, detail, violations, headers=headers)
    return ConnexionResponse(written.status, body=written.body, headers=dict(written.headers))
