"""The server itself."""

from __future__ import annotations

import flask

from ... import __version__
from ..documents import control_document
from .lookup import get_engine


def get_health() -> flask.Response:
    engine = get_engine()
    apis, worlds = len(engine.apis), len(engine.worlds)
    return flask.jsonify({"status": "ok", "version": __version__, "apis": apis, "worlds": worlds})


def get_control_document() -> flask.Response:
    return flask.jsonify(control_document().content)
