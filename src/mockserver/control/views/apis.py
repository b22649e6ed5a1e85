"""The served APIs."""

from __future__ import annotations

import flask

from ...openapi.media_types import choose
from ...openapi.rules import quote
from ..descriptions import describe_api, describe_operation
from ..documents import serve_from
from ..problems import ControlProblem
from .lookup import find_api, get_engine, own_address

JSON, YAML = "application/json", "application/yaml"


def list_apis() -> flask.Response:
    return flask.jsonify({"apis": [describe_api(api) for api in get_engine().apis]})


def get_api(api: str) -> flask.Response:
    return flask.jsonify(describe_api(find_api(api)))


def list_operations(api: str) -> flask.Response:
    found = find_api(api)
    return flask.jsonify({"operations": [describe_operation(found, operation) for operation in found.operations]})


def get_document(api: str, servers: str | None = None) -> flask.Response:
    """Return the author's text as YAML, or its data as JSON.

    1. The media type that the Accept header prefers; between equals, JSON.
    2. The servers that `servers` names; without it, the mock in JSON and the published ones in YAML.
    3. The mock is not available in YAML, because the author's text is never changed.
    """
    found = find_api(api)
    offers = [JSON] if servers == "mock" else [JSON, YAML]
    accept = flask.request.headers.get("Accept")
    media_type = choose(accept, offers)
    if media_type is None:
        raise ControlProblem(406, f"Accept: {quote(accept)[1:-1]} cannot be satisfied; there are: {', '.join(offers)}")
    if media_type == YAML:
        response = flask.Response(found.document.text.encode(), content_type=YAML)
    elif servers == "published":
        response = flask.jsonify(found.document.published)
    else:
        response = flask.jsonify(serve_from(found.document.content, own_address() + found.prefix))
    response.headers["Vary"] = "Accept"
    return response
