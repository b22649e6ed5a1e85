"""The library, or one of its mutants, as a WSGI application: `tests.provider.testbed.service:app`.

    python -m tests.provider.testbed.service --port 8000 --mutant wrong-status

For a tester that takes `module:app`, the environment variable `LIBRARY_MUTANT` names the mutant.
"""

from __future__ import annotations

import os
from threading import Lock

import click
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from .library import Call, Library, RefusalError, Reply
from .mutants import MUTANTS, make_library

_ROUTES = (
    ("GET", "/health", "readHealth"),
    ("GET", "/books", "listBooks"),
    ("POST", "/books", "createBook"),
    ("GET", "/books/<book_id>", "readBook"),
    ("PATCH", "/books/<book_id>", "updateBook"),
    ("DELETE", "/books/<book_id>", "deleteBook"),
    ("GET", "/books/<book_id>/cover", "readCover"),
    ("PUT", "/books/<book_id>/cover", "storeCover"),
)


def create_app(library: Library) -> Flask:
    """Return the library as a web application that handles one request at a time."""
    app, lock = Flask("library", static_folder=None), Lock()

    def view(**values: str) -> Response:
        with lock:
            reply = library.respond(_read_call(values.get("book_id", "")))
        return _respond(library, reply)

    for method, rule, operation in _ROUTES:
        app.add_url_rule(rule, operation, view, methods=[method], provide_automatic_options=False)

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        if isinstance(error, MethodNotAllowed):
            return _respond(library, library.refuse_method(", ".join(sorted(error.valid_methods or ()))))
        return _respond(library, library.refuse(RefusalError(error.code or 500, error.description or "")))

    return app


def _read_call(book_id: str) -> Call:
    media_type = request.mimetype
    form = {}
    if media_type == "multipart/form-data":
        form = {name: text.encode() for name, text in request.form.items()}
        form |= {name: file.read() for name, file in request.files.items()}
    return Call(
        operation=request.endpoint or "",
        book_id=book_id,
        query=request.args.to_dict(flat=False),
        authorization=request.headers.get("Authorization"),
        media_type=media_type,
        body=b"" if form else request.get_data(),
        form=form,
    )


def _respond(library: Library, reply: Reply) -> Response:
    raw, media_type = library.write(reply)
    response = Response(raw, reply.status, dict(reply.headers))
    if media_type is None:
        del response.headers["Content-Type"]
    else:
        response.headers["Content-Type"] = media_type
    return response


app = create_app(make_library(os.environ.get("LIBRARY_MUTANT", "")))


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--mutant", type=click.Choice(list(MUTANTS)), default=None, help="Which promise to break.")
def main(port: int, mutant: str | None) -> None:
    """Serve the library."""
    create_app(make_library(mutant or "")).run(port=port)


if __name__ == "__main__":
    main()
