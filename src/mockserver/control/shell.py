"""connexion's application around the control API and the pages."""

from __future__ import annotations

import logging

from connexion import FlaskApp
from connexion.middleware import MiddlewarePosition
from connexion.options import SwaggerUIOptions
from connexion.resolver import RelativeResolver

from ..coverage import LiveCoverage
from ..engine.engine import Engine
from . import problems, views
from .checked_bodies import CheckedJson
from .cleaning import CleanRequest
from .documents import control_document
from .pages import pages
from .streaming import FollowJournal
from .validators import VALIDATORS


def make_app(engine: Engine, coverage: LiveCoverage) -> FlaskApp:
    """Return connexion's application for `/` and `/_mock`."""
    engine.worlds.get()  # so that the default world exists before its first request
    app = FlaskApp(
        __name__,
        # connexion 3.3.0 renders files through Jinja, hence the parsed document below; its Swagger UI is 4.15,
        # which cannot show OpenAPI 3.1, hence our own page
        swagger_ui_options=SwaggerUIOptions(serve_spec=False, swagger_ui=False),
        strict_validation=True,
        validator_map=VALIDATORS,
        server_args={"static_folder": None},  # the pages have their own
    )
    app.add_api(control_document().content, resolver=RelativeResolver(views), name="control")
    app.add_middleware(CleanRequest, position=MiddlewarePosition.BEFORE_ROUTING)
    app.add_middleware(FollowJournal, position=MiddlewarePosition.BEFORE_CONTEXT, engine=engine)
    logging.getLogger("connexion.operations.openapi3").addFilter(_is_news)
    problems.register(app)
    flask_app = app.app
    flask_app.extensions["mockserver"] = engine
    flask_app.extensions["mockserver.coverage"] = coverage
    flask_app.json = CheckedJson(flask_app)
    flask_app.url_map.merge_slashes = False  # one path, one response
    flask_app.register_blueprint(pages)
    return app


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether a line of connexion's log is to be written.

    connexion 3.3.0 warns at every request for an operation with several media types that it takes the first one for
    those without a Content-Type, which our document says; drop when it does not.
    """
    return not record.getMessage().startswith("this operation accepts multiple content types")
