"""A server in memory for tests: a document and its fixture folder as text, a request as one line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

import yaml

from mockserver.engine.apis.apis import Api, Apis, load_api, load_bundled
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.engine.settings import Settings
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.documents import parse_fixture
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.pointers import parent_of, split, walk

Fields = Iterable[tuple[str, str]]

REMOVED: Final = object()
"""What `changed` is given for a value to take away."""

ADAPTER_KEY = ("Authorization", "Bearer pk_live_sandbox")

BOOKS = """
    openapi: 3.1.0
    info: {title: Books, version: '1'}
    paths:
      /books:
        get:
          operationId: listBooks
          parameters:
            - {name: author, in: query, schema: {type: string}}
            - {name: all, in: query, schema: {type: boolean}}
          responses:
            '200':
              description: ok
              content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}}
            '400': {$ref: '#/components/responses/Error'}
        post:
          operationId: createBook
          requestBody:
            required: true
            content: {application/json: {schema: {$ref: '#/components/schemas/NewBook'}}}
          responses:
            '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
            '409': {$ref: '#/components/responses/Error'}
            '422': {$ref: '#/components/responses/Error'}
      /books/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get:
          operationId: readBook
          responses:
            '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
            '404': {$ref: '#/components/responses/Error'}
        patch:
          operationId: updateBook
          requestBody:
            content: {application/json: {schema: {$ref: '#/components/schemas/BookChange'}}}
          responses:
            '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
            '404': {$ref: '#/components/responses/Error'}
            '409': {$ref: '#/components/responses/Error'}
        delete:
          operationId: deleteBook
          responses:
            '204': {description: gone}
            '404': {$ref: '#/components/responses/Error'}
      /shelf:
        get:
          operationId: readShelf
          responses:
            '200': {description: ok, content: {application/json: {schema: {type: object}, example: {shelf: 1}}}}
    components:
      securitySchemes:
        key: {type: apiKey, in: header, name: X-Key}
      schemas:
        Book:
          type: object
          required: [id, title]
          properties:
            id: {type: string}
            title: {type: string, minLength: 1}
            author: {type: [string, 'null']}
            pages: {type: integer}
            tags: {type: object}
            created: {type: string}
            updated: {type: string}
            reader: {type: string}
            hidden: {type: boolean}
        NewBook:
          type: object
          required: [title]
          properties:
            title: {type: string, minLength: 1}
            author: {type: [string, 'null']}
            pages: {type: integer, default: 100}
            tags: {type: object}
        BookChange:
          type: object
          properties:
            title: {type: [string, 'null']}
            author: {type: [string, 'null']}
            pages: {type: integer}
            tags: {type: object}
        Error:
          type: object
          required: [error]
          properties: {error: {type: string}, text: {type: string}}
      responses:
        Error: {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
"""

BOOK_RULES = """
    resources:
      book:
        schema: Book
        identifier: id
        ids: number:10
        created: created
        unique: [{members: [title, author], error: taken}]
    operations:
      listBooks: {action: list, resource: book, filter: {author: author}}
      createBook: {action: create, resource: book}
      readBook: {action: read, resource: book}
      updateBook: {action: update, resource: book}
      deleteBook: {action: delete, resource: book, answer: null}
    errors:
      media_type: application/json
      body: {error: '{code}', 'text?': '{text}'}
      cases:
        taken: {status: 409, code: taken, text: '{title} is taken.'}
        not_found: {status: 404, code: missing, text: 'No {id}.'}
"""

BOOK_SEED = """
    book:
      - {id: '1', title: Emma, author: Austen}
      - {id: '2', title: Ulysses, author: Joyce}
"""


@dataclass(frozen=True)
class Sandbox:
    """One engine and the API it is asked about."""

    engine: Engine
    api: Api

    def ask(
        self, method: str, target: str, body: Any = None, headers: Fields = (), *, world: str | None = None
    ) -> Exchange:
        """One request; `target` lies below the API's prefix, and a body that is not bytes is sent as JSON."""
        path, _, query = target.partition("?")
        fields = list(headers)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            fields.append(("Content-Type", "application/json"))
        if world is not None:
            fields.append(("Mock-World", world))
        exchange = self.engine.respond(Request(method, self.api.prefix + path, query, Headers(fields), body or b""))
        assert exchange is not None, f"no API is served at {self.api.prefix + path}"
        return exchange

    def state(self, world: str = "default") -> dict[str, list[dict[str, Any]]]:
        """Every row of a world."""
        state = self.engine.worlds.get(world).state(self.api.name)
        return {name: state.rows(name) for name in state.names()}


def changed(text: str, changes: Mapping[str, Any]) -> str:
    """The YAML of `text` with other values at these pointers, or none where the value is `REMOVED`.

    The holder of each value must be there already; `-` is the end of a list. The lines are not those of `text`.
    """
    document = parse_fixture(text, Path("changed"))
    for pointer, value in changes.items():
        holder, name = walk(document, parent_of(pointer)), split(pointer)[-1]
        if isinstance(holder, list) and name == "-":
            holder.append(value)
            continue
        key = int(name) if isinstance(holder, list) else name
        if value is REMOVED:
            del holder[key]
        else:
            holder[key] = value
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def write_folder(folder: Path, **files: str | None) -> Path:
    """Files by their name with `_` for the dot: `write_folder(tmp_path, seed_yaml="…")`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        if text is not None:
            stem, _, suffix = name.rpartition("_")
            folder.joinpath(f"{stem}.{suffix}").write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def load_books(
    folder: Path,
    *,
    document: str = BOOKS,
    behaviour: str | None = BOOK_RULES,
    seed: str | None = BOOK_SEED,
    handlers: str | None = None,
    prefix: str | None = None,
    is_stateless: bool = False,
) -> Api:
    """The API of the texts, under `/books` unless another prefix is given."""
    write_folder(folder, books_yaml=document)
    fixtures = write_folder(folder / "fixtures", behaviour_yaml=behaviour, seed_yaml=seed, handlers_py=handlers)
    return load_api("books", folder / "books.yaml", fixtures, prefix=prefix, is_stateless=is_stateless)


def sandbox_of(
    *apis: Api,
    switches: Mapping[str, str] | None = None,
    seed: int = 0,
    frozen: datetime | None = None,
    settings: Settings | None = None,
) -> Sandbox:
    """An engine that serves these APIs; the first is the one it is asked about."""
    worlds = Worlds({api.name: api.seed for api in apis}, switches, seed=seed, frozen=frozen)
    return Sandbox(Engine(Apis(apis), worlds, settings or Settings()), apis[0])


def adapter_sandbox(*, seed: int = 0, frozen: datetime | None = None) -> Sandbox:
    return sandbox_of(*load_bundled(["adapter"]), seed=seed, frozen=frozen)


def body_of(exchange: Exchange) -> Any:
    """The JSON body of a response."""
    return json.loads(exchange.response.body)


def rules_of(exchange: Exchange) -> list[str]:
    return [violation.rule for violation in exchange.violations]
