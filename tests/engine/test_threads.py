"""Threads that use one API at the same time get what a single thread gets."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mockserver.engine.apis.apis import Apis, load_api
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.messages import Headers, Request, Response
from tests.support.small_sandbox import load_books, sandbox_of, write_folder

THREADS = 8
ROUNDS = 4

DOCUMENT = r"""
    openapi: 3.1.0
    info: {title: Shapes, version: '1'}
    paths:
      /generated/{id}:
        get:
          parameters:
            - {name: id, in: path, required: true, schema: {type: integer}}
            - {name: size, in: query, style: pipeDelimited, explode: false, schema: {items: {type: integer}}}
          responses:
            '200':
              description: ok
              headers: {X-Code: {required: true, schema: {type: string, pattern: '^[a-z]{3}-\d{4}$'}}}
              content:
                application/json: {schema: {$ref: '#/components/schemas/Tree'}}
                application/xml: {schema: {$ref: '#/components/schemas/Leaf'}}
      /checked:
        post:
          requestBody:
            content:
              application/json: {schema: {$ref: '#/components/schemas/Tree'}}
              application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Leaf'}}
              multipart/form-data: {schema: {$ref: '#/components/schemas/Leaf'}}
              application/xml: {schema: {$ref: '#/components/schemas/Leaf'}}
          responses: {'200': {description: ok, content: {application/json: {example: {ok: true}}}}}
    components:
      schemas:
        Tree:
          oneOf: [{$ref: '#/components/schemas/Leaf'}, {$ref: '#/components/schemas/Branch'}]
        Leaf:
          type: object
          required: [code, count]
          xml: {name: leaf}
          properties:
            code: {type: string, pattern: '^[a-z]{3}-\d{4}$'}
            count: {type: integer, multipleOf: 7, minimum: 20}
        Branch:
          type: object
          required: [left, right]
          properties: {left: {$ref: '#/components/schemas/Tree'}, right: {$ref: '#/components/schemas/Tree'}}
"""

_JSON = Headers([("Content-Type", "application/json")])
_FORM = Headers([("Content-Type", "application/x-www-form-urlencoded")])
_XML = Headers([("Content-Type", "application/xml")])
_PARTS = Headers([("Content-Type", "multipart/form-data; boundary=b")])
_LEAF = '{"code": "abc-1234", "count": 21}'
_PART = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
REQUESTS = [
    *(Request("GET", f"/generated/{number}") for number in (1, 2, "x")),
    Request("GET", "/generated/1", "size=1|2|x"),
    Request("GET", "/generated/1", "", Headers([("Accept", "application/xml")])),
    *(Request("GET", "/generated/1", "", Headers([("Prefer", f"dynamic=true, seed={seed}")])) for seed in (1, 2)),
    Request("POST", "/checked", "", _JSON, f'{{"left": {_LEAF}, "right": {_LEAF}}}'.encode()),
    Request("POST", "/checked", "", _JSON, f'{{"left": {_LEAF}, "right": {{"left": {_LEAF}, "right": 1}}}}'.encode()),
    Request("POST", "/checked", "", _JSON, b'{"left":'),
    Request("POST", "/checked", "", _FORM, b"code=abc-1234&count=21"),
    Request("POST", "/checked", "", _FORM, b"code=abc&count=x"),
    Request("POST", "/checked", "", _XML, b"<leaf><code>abc-1234</code><count>21</count></leaf>"),
    Request("POST", "/checked", "", _XML, b"<leaf><code>abc</code><count>x</count></leaf>"),
    Request("POST", "/checked", "", _PARTS, _PART % (b"code", b"abc-1234") + _PART % (b"count", b"22") + b"--b--\r\n"),
    Request("PUT", "/checked"),
]


@pytest.fixture(autouse=True)
def _switching_often() -> Iterator[None]:
    """Let threads take turns after every few instructions, so that they meet in the middle of what they do."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def make_engine(folder: Path) -> Engine:
    """An engine that has compiled, generated and kept nothing yet."""
    api = load_api("shapes", write_folder(folder, shapes_yaml=DOCUMENT) / "shapes.yaml", prefix="")
    return Engine(Apis([api]), Worlds({"shapes": api.seed}))


def test_responses_are_those_of_a_single_thread(tmp_path: Path) -> None:
    alone = make_engine(tmp_path)
    expected = [alone.respond(request).response for request in REQUESTS]
    statuses = " ".join(str(response.status) for response in expected)
    assert statuses == "200 200 400 400 200 200 200 200 422 400 200 422 200 422 422 405"
    for _ in range(ROUNDS):
        engine, start = make_engine(tmp_path), threading.Barrier(THREADS)

        def respond(shift: int, engine: Engine = engine, start: threading.Barrier = start) -> list[Response]:
            start.wait()
            order = [(place + shift * 2) % len(REQUESTS) for place in range(len(REQUESTS))]
            found = {place: engine.respond(REQUESTS[place]).response for place in order}
            return [found[place] for place in range(len(REQUESTS))]

        with ThreadPoolExecutor(THREADS) as pool:
            assert list(pool.map(respond, range(THREADS))) == [expected] * THREADS


def test_no_change_is_lost_and_every_exchange_is_counted(tmp_path: Path) -> None:
    """Half of the handlers block and half do not; all of them read rows while others add some."""
    code = """
        from mockserver.handlers import handles

        @handles("updateBook", blocking=True)
        def update(call):
            books = call.collection("book")
            book = books.get(call.path["id"])
            total = sum(1 for other in books.list() if other["id"])
            return books.update(book, {"pages": book.get("pages", 0) + 1, "tags": {"seen": total}})
    """
    sandbox = sandbox_of(load_books(tmp_path, handlers=code))
    headers, count = Headers([("Content-Type", "application/json")]), 25

    def work(number: int) -> set[int]:
        statuses = set()
        for each in range(count):
            create = Request("POST", "/books/books", "", headers, f'{{"title": "{number}.{each}"}}'.encode())
            update = Request("PATCH", "/books/books/1", "", headers, b"{}")
            for request in (create, update, Request("GET", "/books/books")):
                statuses.add(sandbox.engine.respond(request).response.status)
        return statuses

    with ThreadPoolExecutor(THREADS) as pool:
        assert set().union(*pool.map(work, range(THREADS))) == {200, 201}
    rows = sandbox.state()["book"]
    assert rows[0]["pages"] == THREADS * count
    assert len(rows) == len({row["id"] for row in rows}) == 2 + THREADS * count
    world = sandbox.engine.worlds.get()
    assert world.requests == world.journal.total == THREADS * count * 3
