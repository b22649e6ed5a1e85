"""The reading club: a conversation in which it keeps every promise and each mutant behaves differently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from mockserver.engine.apis.apis import Api
from mockserver.engine.apis.judging import judge
from mockserver.engine.behaviour import Behaviour
from mockserver.engine.handlers import Functions
from mockserver.engine.worlds.store import State
from mockserver.lint import lint_document
from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.operations import read_operations
from tests.provider.testbed.club import DESK_KEY, DOCUMENT
from tests.provider.testbed.club_mutants import CLUB_MUTANTS, list_club_mutants, make_club
from tests.provider.testbed.club_service import create_app

JSON = "application/json"
MERGE = "application/merge-patch+json"
EVA = {"name": "Eva", "email": "eva@x.org", "tier": "patron"}
TALK = {"topic": "Emma", "kind": "talk", "seats": 20}
LOAN = {"book": "9780141439587", "weeks": 2}


class Step(NamedTuple):
    """One request of the conversation, and the status it must get."""

    line: str
    status: int
    json: Any = None
    media_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes = b""


def conversation() -> Iterator[Step]:
    yield from _members()
    yield from _loans()
    yield from _meetings()
    yield Step("GET /desk", 303)
    yield Step("GET /desk", 303, headers=(("Cookie", "desk=forged"),))
    yield Step("GET /desk", 200, headers=(("Cookie", f"desk={DESK_KEY}"),))
    yield Step("POST /desk", 405, {})
    yield Step("GET /nowhere", 404)


def _members() -> Iterator[Step]:
    yield Step("GET /members", 200)
    yield Step("POST /members", 201, EVA)
    yield Step("GET /members/3", 200)
    yield Step("POST /members", 409, EVA)
    yield Step("POST /members", 201, {**EVA, "email": "kim@x.org", "phone": "+123456", "discount": 0.5})
    for wrong in (
        {"tier": "king"},
        {"name": ""},
        {"name": "x" * 61},
        {"discount": 50.5},
        {"discount": -0.5},
        {"discount": 0.25},
        {"discount": 0.5000000001},
        {"discount": True},
        {"email": "Eva@x.org"},
        {"email": "a@b.cd\n"},
        {"phone": "+12345"},
        {"tall": True},
    ):
        yield Step("POST /members", 422, {**EVA, "email": "new@x.org", **wrong})
    yield Step("POST /members", 422, {"name": "Eva"})
    yield Step("POST /members", 422, [])
    yield Step("POST /members", 400, raw=b'{"discount": NaN}')
    yield Step("POST /members", 415, EVA, "text/plain")
    yield Step("POST /members", 201, {**EVA, "email": "a@x.org", "name": "x" * 60, "discount": 50, "phone": None})
    yield Step("POST /members", 201, {**EVA, "email": "b@x.org", "tier": "reader", "discount": 1.0})
    yield Step("POST /members", 201, {**EVA, "email": "c@x.org", "tier": "founder", "discount": 0})
    for page in (
        "limit=1",
        "limit=20",
        "limit=2&after=2",
        "after=5",
        "after=999",
        "tier=patron",
        "tier=patron&limit=1",
    ):
        yield Step(f"GET /members?{page}", 200)
    for page in ("limit=21", "limit=0", "limit=02", "limit=", "limit=1&limit=2", "after=-1", "tier=king", "tier="):
        yield Step(f"GET /members?{page}", 400)
    yield Step("PATCH /members/4", 200, {"name": "Kim"}, MERGE)
    yield Step("PATCH /members/4", 415, {"name": "Kim"})
    yield Step("PATCH /members/4", 422, {}, MERGE)
    yield Step("PATCH /members/4", 422, {"name": None}, MERGE)
    yield Step("PATCH /members/4", 422, {"name": "x" * 61}, MERGE)
    yield Step("PATCH /members/4", 409, {"email": "eva@x.org"}, MERGE)
    yield Step("PATCH /members/4", 200, {"email": "kim@x.org"}, MERGE)
    yield Step("PATCH /members/4", 200, {"phone": None}, MERGE)
    yield Step("PATCH /members/4", 200, {"phone": "+999999"}, MERGE)
    yield Step("PUT /members/4", 200, {**EVA, "email": "kim@x.org"})
    yield Step("PUT /members/4", 409, EVA)
    yield Step("PUT /members/4", 422, {"name": "Kim"})
    yield Step("GET /members/4", 200)
    yield Step("POST /members/4", 405, {})
    for item in ("99", "04", "x", "-1"):
        yield Step(f"GET /members/{item}", 404)


def _loans() -> Iterator[Step]:
    yield Step("GET /members/3/loans", 200)
    yield Step("POST /members/3/loans", 201, LOAN)
    yield Step("GET /loans/1", 200)
    yield Step("POST /members/3/loans", 409, LOAN)
    yield Step("POST /members/4/loans", 201, {**LOAN, "condition": "new", "deposit": 500})
    for wrong in ({"condition": "lost"}, {"deposit": 3}, {"deposit": -5}, {"deposit": 505}, {"weeks": 9}, {"weeks": 0}):
        yield Step("POST /members/3/loans", 422, {**LOAN, "book": "9780141439500", **wrong})
    yield Step("POST /members/3/loans", 422, {**LOAN, "book": "978014143958"})
    yield Step("POST /members/99/loans", 404, LOAN)
    yield Step("POST /members/3/loans", 201, {"book": "9780141439501", "weeks": 8.0})
    yield Step("POST /members/3/loans", 201, {"book": "9780141439502", "weeks": 1, "deposit": 0})
    yield Step("PATCH /loans/3", 200, {"returned": True})
    yield Step("PATCH /loans/3", 200, {"remark": "x" * 120, "weeks": 8})
    yield Step("PATCH /loans/3", 422, {"remark": "x" * 121})
    yield Step("PATCH /loans/3", 422, {"weeks": 9})
    yield Step("PATCH /loans/3", 422, {"book": "9780141439503"})
    yield Step("PATCH /loans/3", 422, {})
    for page in (
        "",
        "?returned=true",
        "?returned=false",
        "?limit=1",
        "?limit=2&offset=1",
        "?limit=1&offset=1",
        "?offset=9",
    ):
        yield Step(f"GET /members/3/loans{page}", 200)
    for page in ("returned=yes", "returned=", "limit=21", "offset=-1", "offset=1000001"):
        yield Step(f"GET /members/3/loans?{page}", 400)
    yield Step("GET /members/4/loans", 200)
    yield Step("GET /members/99/loans", 404)
    yield Step("DELETE /loans/1", 204)
    yield Step("DELETE /loans/1", 404)
    yield Step("GET /loans/1", 404)
    yield Step("POST /members/3/loans", 201, LOAN)
    yield Step("DELETE /members/3", 204)
    yield Step("GET /loans/3", 404)
    yield Step("GET /loans/2", 200)
    yield Step("GET /members/3/loans", 404)


def _meetings() -> Iterator[Step]:
    yield Step("GET /meetings", 200)
    yield Step("POST /meetings", 201, {**TALK, "agenda": [{"text": "Hello", "minutes": 60}, {"text": "Bye"}]})
    yield Step("GET LAST", 200)
    for wrong in (
        {"topic": ""},
        {"kind": "duel"},
        {"seats": 1},
        {"seats": 201},
        {"agenda": [{"text": ""}]},
        {"agenda": [{"text": "x", "minutes": 7}]},
        {"agenda": [{"text": "x", "minutes": 65}]},
        {"agenda": [{"text": "x"}] * 5},
        {"agenda": None},
    ):
        yield Step("POST /meetings", 422, {**TALK, **wrong})
    yield Step("PUT LAST", 200, TALK)
    yield Step("PUT LAST", 412, {**TALK, "seats": 3}, headers=(("If-Match", '"00000000"'),))
    yield Step("PUT LAST", 200, {**TALK, "seats": 3}, headers=(("If-Match", "LAST"),))
    yield Step("POST /meetings", 201, {**TALK, "kind": "party", "seats": 200})
    yield Step("POST /meetings", 201, {**TALK, "kind": "reading", "seats": 2})
    for page in ("", "?kind=party", "?kind=talk", "?limit=1", "?limit=1&offset=1", "?limit=1&offset=2", "?offset=3"):
        yield Step(f"GET /meetings{page}", 200)
    for page in ("kind=duel", "limit=x", "offset=1.5"):
        yield Step(f"GET /meetings?{page}", 400)
    yield Step("DELETE LAST", 204)
    yield Step("GET LAST", 404)
    yield Step("PUT LAST", 404, TALK)
    yield Step("GET /meetings/1", 404)


@pytest.fixture(scope="module")
def api() -> Api:
    document = Document.load(DOCUMENT, "club.yaml")
    return Api("club", "", document, read_operations(document), Behaviour(), Functions(), State())


@cache
def talk(mutant: str) -> list[tuple[str, Step, Response]]:
    """Run the conversation with a fresh club; return the target, the step and the response of each request."""
    exchanges, last, etag = [], "", ""
    app = create_app(make_club(mutant))
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False) as client:
        for step in conversation():
            method, target = step.line.replace("LAST", last).split(" ")
            body = step.raw or (b"" if step.json is None else json.dumps(step.json).encode())
            headers = {name: etag if value == "LAST" else value for name, value in step.headers}
            headers |= {"Content-Type": step.media_type} if body else {}
            received = client.request(method, target, content=body, headers=headers)
            if target == "/meetings" and received.status_code == 201:
                last = received.headers["Location"]
            etag = received.headers.get("ETag", etag)
            response = Response(received.status_code, tuple(received.headers.items()), received.content)
            exchanges.append((target, step, response))
    return exchanges


def test_the_club_keeps_every_promise(api: Api) -> None:
    for target, step, response in talk(""):
        url = urlsplit(target)
        judged = judge(api, Request(step.line.split(" ")[0], url.path, url.query, Headers(step.headers)), response)
        assert response.status == step.status, (target, step, response.body)
        if target != "/nowhere":
            assert not judged.violations, step


def list_ids(page: Any) -> list[Any]:
    """Return the identifiers of a list or a page; of a problem, none."""
    items = page if isinstance(page, list) else page.get("members", [])
    return [item["id"] for item in items]


def test_the_club_keeps_changes_and_cuts_pages() -> None:
    seen = {}
    for target, step, response in talk(""):
        if response.body and step.line.startswith("GET"):
            seen[target] = response.body
    member = json.loads(seen["/members/4"])
    assert member == {"id": 4, **EVA, "email": "kim@x.org", "discount": 0, "phone": None}
    pages = {target: json.loads(body) for target, body in seen.items() if "s?" in target or target == "/members"}
    numbers = {target: list_ids(page) for target, page in pages.items()}
    assert numbers["/members"] == [1, 2]
    assert numbers["/members?limit=2&after=2"] == [3, 4]
    assert numbers["/members?after=5"] == [6, 7]
    assert numbers["/members?tier=patron"] == [3, 4, 5]
    assert json.loads(seen["/members?tier=patron&limit=1"])["next"] == 3
    assert json.loads(seen["/members?limit=20"])["next"] is None
    loans = {target: numbers[f"/members/3/loans{target}"] for target in ("?returned=true", "?returned=false")}
    assert loans == {"?returned=true": [3], "?returned=false": [1, 4]}
    assert numbers["/members/3/loans?limit=2&offset=1"] == [3, 4]


@pytest.mark.parametrize("name", CLUB_MUTANTS)
def test_a_mutant_behaves_differently(name: str) -> None:
    assert [response for *_, response in talk(name)] != [response for *_, response in talk("")]
    assert list_club_mutants()[name]


def test_the_document_has_no_findings(api: Api) -> None:
    assert list(lint_document(api.document)) == []
