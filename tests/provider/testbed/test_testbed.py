"""The test-bed: a conversation in which the library keeps every promise and each mutant behaves differently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client

from mockserver.engine.apis.apis import Api
from mockserver.engine.apis.judging import judge
from mockserver.engine.behaviour import Behaviour
from mockserver.engine.handlers import Functions
from mockserver.engine.worlds.store import State
from mockserver.lint import lint_document
from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.operations import read_operations
from tests.provider.testbed.library import CARD, DOCUMENT, PNG
from tests.provider.testbed.mutants import MUTANTS, list_mutants, make_library
from tests.provider.testbed.service import create_app

PAPER = {"kind": "paper", "title": "Persuasion", "genre": "novel", "pages": 249}
AUDIO = {"kind": "audio", "title": "Under Milk Wood", "genre": "poetry", "seconds": 5400}
BEARER = {"Authorization": f"Bearer {CARD}"}


class Step(NamedTuple):
    """One request of the conversation, and the status it must get."""

    line: str
    status: int
    json: Any = None
    form: dict[str, Any] | None = None
    headers: Mapping[str, str] = BEARER
    raw: bytes | None = None


def cover(**texts: str) -> dict[str, Any]:
    return {"image": (BytesIO(PNG), "cover.png"), **texts}


def conversation() -> list[Step]:
    return [
        Step("GET /health", 200, headers={}),
        Step("GET /books", 200),
        Step("GET /books?limit=2&genre=novel", 200),
        Step("GET /books?limit=2&offset=2", 200),
        Step("GET /books?limit=1&offset=0", 200),
        Step("GET /books?limit=50", 200),
        Step("GET /books?limit=51", 400),
        Step("GET /books?limit=0", 400),
        Step("GET /books?limit=02", 400),
        Step("GET /books?limit=2&limit=3", 400),
        Step("GET /books?genre=travel", 200),
        Step("GET /books?genre=cooking", 400),
        Step("GET /books", 401, headers={}),
        Step("GET /books", 401, headers={"Authorization": "Bearer forged"}),
        Step("PUT /books", 405, json={}),
        Step("GET /books/b2", 200),
        Step("GET /books/b99", 404),
        Step("POST /books", 201, json=PAPER),
        Step("GET /books/b5", 200),
        Step("PATCH /books/b5", 200, json={"title": "Sanditon"}),
        Step("GET /books/b5", 200),
        Step("POST /books", 201, json=AUDIO),
        Step("GET /books/b5", 200),
        Step("GET /books/b6", 200),
        Step("POST /books", 201, json={**PAPER, "subtitle": "A novel"}),
        Step("PATCH /books/b7", 200, json={"title": "Sanditon"}),
        Step("GET /books", 200),
        Step("POST /books", 422, json={**PAPER, "title": ""}),
        Step("POST /books", 422, json={**PAPER, "seconds": 1}),
        Step("POST /books", 422, json=[]),
        Step("POST /books", 400, raw=b'{"kind": NaN}', headers={**BEARER, "Content-Type": "application/json"}),
        Step("POST /books", 415, raw=b"{}", headers={**BEARER, "Content-Type": "text/plain"}),
        Step("PATCH /books/b5", 422, json={}),
        Step("PATCH /books/b99", 404, json={"title": "x"}),
        Step("GET /books/b5/cover", 200),
        Step("PUT /books/b5/cover", 200, form=cover()),
        Step("PUT /books/b5/cover", 200, form=cover(caption="Front")),
        Step("PUT /books/b5/cover", 422, form=cover(caption="x" * 81)),
        Step("PUT /books/b5/cover", 422, form={"picture": (BytesIO(PNG), "cover.png")}),
        Step("PUT /books/b5/cover", 415, json={}),
        Step("GET /books/b5/cover", 200),
        Step("DELETE /books/b5", 401, headers={}),
        Step("DELETE /books/b5", 204),
        Step("GET /books/b5", 404),
        Step("GET /books/b5/cover", 404),
        Step("DELETE /books/b5", 404),
    ]


@pytest.fixture(scope="module")
def api() -> Api:
    document = Document.load(DOCUMENT, "library.yaml")
    return Api("library", "", document, read_operations(document), Behaviour(), Functions(), State())


def talk(mutant: str) -> list[tuple[Step, Response]]:
    """Run the conversation with a fresh library."""
    app = create_app(make_library(mutant))
    client, exchanges = Client(app), []
    for step in conversation():
        method, target = step.line.split(" ")
        received = client.open(
            target, method=method, json=step.json, data=step.form or step.raw, headers=dict(step.headers)
        )
        exchanges.append((step, Response(received.status_code, tuple(received.headers.items()), received.data)))
    return exchanges


def test_the_library_keeps_every_promise(api: Api) -> None:
    for step, response in talk(""):
        method, target = step.line.split(" ")
        url = urlsplit(target)
        judged = judge(api, Request(method, url.path, url.query, Headers(step.headers.items())), response)
        assert response.status == step.status, (step, response.body)
        assert not judged.violations, step


def test_the_library_keeps_changes() -> None:
    bodies = {step.line: json.loads(r.body) for step, r in talk("") if step.line in ("GET /books/b5", "GET /books")}
    assert bodies["GET /books/b5"]["status"] == 404
    before_the_end = [json.loads(r.body) for step, r in talk("") if step.line == "GET /books/b5"]
    assert [body.get("title") for body in before_the_end] == ["Persuasion", "Sanditon", "Sanditon", "Not Found"]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_behaves_differently(name: str) -> None:
    assert [response for _, response in talk(name)] != [response for _, response in talk("")]
    assert list_mutants()[name]


def test_there_are_enough_mutants() -> None:
    assert len(MUTANTS) >= 20


def test_the_document_has_no_findings(api: Api) -> None:
    assert list(lint_document(api.document)) == []
