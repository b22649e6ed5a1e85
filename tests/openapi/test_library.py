"""`mockserver.openapi` as a library of its own: its public names, and what it does without the rest of the package."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from mockserver import openapi

ALONE = '''
import sys


class Blocker:
    """Makes everything outside the library impossible to import."""

    others = {"connexion", "flask", "werkzeug", "starlette", "uvicorn", "click", "faker", "pytest", "httpx", "jinja2"}

    def find_spec(self, name, path=None, target=None):
        package, _, rest = name.partition(".")
        beside = package == "mockserver" and rest and rest.split(".")[0] != "openapi"
        if beside or package in self.others:
            raise ImportError(f"{name} is not part of the library")


sys.meta_path.insert(0, Blocker())

from mockserver.openapi import Description, Headers, NoMatch, Request, Response

books = Description.parse("""
openapi: 3.1.0
info: {title: Books, version: '1'}
servers: [{url: https://example.com/v1}]
paths:
  /books:
    post:
      security: [{key: []}]
      parameters: [{name: dry, in: query, schema: {type: boolean}}]
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
      responses:
        '201':
          description: created
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Book:
      type: object
      required: [id, title]
      properties:
        id: {type: integer, readOnly: true}
        title: {type: string, minLength: 1}
""", name="books.yaml")

json = ("Content-Type", "application/json")
post = Request("POST", "/v1/books", "dry=maybe", Headers([json]), b'{"id": 1, "title": ""}')
for violation in books.check_request(post):
    print(violation.rule, violation)
for violation in books.check_response(post, Response(201, (json,), b'{"id": "1"}')):
    print(violation.rule, violation)
print(books.check_request(Request("POST", "/books", "", Headers([json, ("X-Key", "k")]), b'{"title": "Emma"}')))
print(books.check_request(Request("PUT", "/books"))[0].rule)
print(books.check_response(Request("GET", "/"), Response(200))[0].rule)
print(isinstance(books.match("GET", "/films"), NoMatch), books.match("POST", "/v1/books").operation)
print(books.generate("/components/schemas/Book"), books.generate("/components/schemas/Book", "request"))
'''


def test_it_works_alone(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "security.missing header X-Key: is required, but absent (books.yaml:17)",
        'parameter.schema query dry: "maybe" is a string; allowed: boolean (books.yaml:9)',
        'body.schema body /title: "" is shorter than 1 character (books.yaml:24)',
        "body.read-only body /id: is read-only and may not be in a request (books.yaml:23)",
        "response.schema response /title: is required, but absent (books.yaml:21)",
        'response.schema response /id: "1" is a string; allowed: integer (books.yaml:23)',
        "[]",
        "routing.no-method",
        "routing.no-path",
        "True POST /books",
        "{'id': 1, 'title': 'An example'} {'title': 'An example'}",
    ]


def test_every_public_name_is_there_and_described() -> None:
    tree = ast.parse(Path(openapi.__file__).read_text(encoding="utf-8"))
    described = {line.split()[0] for line in (ast.get_docstring(tree) or "").splitlines() if line.startswith("    ")}
    assert set(openapi.__all__) == described
    assert sorted(openapi.__all__) == openapi.__all__
    assert all(getattr(openapi, name).__doc__ for name in openapi.__all__)
