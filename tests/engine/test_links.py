"""Links stay here: which addresses in responses become the mock's, and which are left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.exchanges import Exchange
from mockserver.engine.settings import Settings
from mockserver.openapi.messages import Headers, Request
from tests.support.small_sandbox import Sandbox, load_books, sandbox_of
from tests.support.work import count_calls

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Parcels, version: '1'}
    servers:
      - url: https://{region}.parcels.test/v2
        variables: {region: {default: api, enum: [api, eu]}}
      - url: https://parcels.test:8443
    paths:
      /parcels:
        get:
          operationId: listParcels
          responses:
            '200':
              description: ok
              headers: {Link: {schema: {type: string}, example: LINK}}
              content:
                application/json: {schema: {}, example: VALUE}
                text/event-stream: {itemSchema: {properties: {data: {}}}, example: [{data: VALUE}, {data: VALUE}]}
                application/xml: {schema: {xml: {name: p}}, example: {a: 'https://api.parcels.test/v2/x'}}
                application/vnd.parcels: {example: {a: 'https://api.parcels.test/v2/x'}}
                application/octet-stream: {example: 'https://api.parcels.test/v2/x'}
        post:
          operationId: createParcel
          servers: [{url: 'https://upload.parcels.test'}]
          responses:
            '201':
              description: made
              headers: {Location: {schema: {type: string}, example: LINK}}
"""
HOME = "http://127.0.0.1:4010"


def parcels(folder: Path, *, value: Any = None, link: str = "", prefix: str = "", keep: bool = False) -> Sandbox:
    document = DOCUMENT.replace("VALUE", json.dumps(value)).replace("LINK", json.dumps(link))
    api = load_books(folder, document=document, behaviour=None, seed=None, prefix=prefix)
    return sandbox_of(api, settings=Settings(keep_links=keep))


def call(sandbox: Sandbox, method: str, target: str, *, scheme: str | None = "http", **fields: str) -> Exchange:
    headers = Headers({"host": "127.0.0.1:4010", **fields}.items())
    path, _, query = target.partition("?")
    found = sandbox.engine.begin(Request(method, path, query, headers), scheme=scheme)
    assert isinstance(found, Exchange)
    return found


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        pytest.param("https://api.parcels.test/v2/parcels?page=2", f"{HOME}/v2/parcels?page=2", id="the-first-server"),
        pytest.param("https://eu.parcels.test/v2", f"{HOME}/v2", id="another-value-of-a-variable"),
        pytest.param("http://api.parcels.test/v2/x", f"{HOME}/v2/x", id="without-tls"),
        pytest.param("https://parcels.test:8443/x#y", f"{HOME}/x#y", id="a-port"),
        pytest.param("https://upload.parcels.test/x", f"{HOME}/x", id="the-server-of-an-operation"),
        pytest.param({"a": [{"b": "https://api.parcels.test/v2/x"}]}, {"a": [{"b": f"{HOME}/v2/x"}]}, id="deep"),
        pytest.param('https://api.parcels.test/v2/"\\', f'{HOME}/v2/"\\', id="characters-that-are-escaped"),
        *(
            pytest.param(value, value, id=name)
            for name, value in {
                "outside-the-base-path": "https://api.parcels.test/v1/x",
                "a-longer-segment": "https://api.parcels.test/v20/x",
                "a-longer-host": "https://api.parcels.test.evil.test/v2/x",
                "another-port": "https://parcels.test/x",
                "inside-a-text": "see https://api.parcels.test/v2/x",
                "inside-quotes-of-a-text": '<a href="https://api.parcels.test/v2/x">',
                "the-name-of-a-member": {"https://api.parcels.test/v2/x": 1, 'https://api.parcels.test/v2/"': 2},
            }.items()
        ),
    ],
)
def test_values_of_json(tmp_path: Path, value: Any, sent: Any) -> None:
    assert json.loads(call(parcels(tmp_path, value=value), "GET", "/parcels").response.body) == sent


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        pytest.param("application/xml", b"<p><a>http://127.0.0.1:4010/v2/x</a></p>", id="xml"),
        pytest.param("application/vnd.parcels", b'{"a":"http://127.0.0.1:4010/v2/x"}', id="json-by-another-name"),
        pytest.param("application/octet-stream", b"https://api.parcels.test/v2/x", id="bytes-are-left"),
    ],
)
def test_other_media_types(tmp_path: Path, accept: str, body: bytes) -> None:
    assert call(parcels(tmp_path), "GET", "/parcels", accept=accept).response.body.endswith(body)


def test_the_pieces_of_a_stream_stay_whole(tmp_path: Path) -> None:
    sandbox = parcels(tmp_path, value={"next": "https://api.parcels.test/v2/x"})
    response = call(sandbox, "GET", "/parcels", accept="text/event-stream").response
    assert [piece.count(f'"{HOME}/v2/x"'.encode()) for piece in response.iter_pieces()] == [1, 1]
    assert all(piece.endswith(b"\n\n") for piece in response.iter_pieces())


@pytest.mark.parametrize(
    ("prefix", "world", "link", "sent"),
    [
        pytest.param("", "", "https://api.parcels.test/v2/parcels/7", f"{HOME}/v2/parcels/7", id="at-the-root"),
        pytest.param("", "", "/v2/parcels/7", "/v2/parcels/7", id="a-path-at-the-root"),
        pytest.param("/p", "", "https://eu.parcels.test/v2/parcels/7", f"{HOME}/p/v2/parcels/7", id="mounted"),
        pytest.param("/p", "", "/parcels/7", "/p/parcels/7", id="a-path-of-a-mounted-api"),
        pytest.param("/p", "", "parcels/7", "parcels/7", id="a-relative-path"),
        pytest.param("/p", "", "//cdn.test/7", "//cdn.test/7", id="another-host-without-a-scheme"),
        pytest.param("/p", "/_w/a", "https://api.parcels.test/v2/7", f"{HOME}/_w/a/p/v2/7", id="a-world-in-the-path"),
        pytest.param("", "/_w/a", "/parcels/7", "/_w/a/parcels/7", id="a-path-in-a-world"),
        pytest.param("/p", "", "https://other.test/7", "https://other.test/7", id="another-host"),
    ],
)
def test_location(tmp_path: Path, prefix: str, world: str, link: str, sent: str) -> None:
    response = call(parcels(tmp_path, link=link, prefix=prefix), "POST", f"{world}{prefix}/parcels").response
    assert response.header("Location") == sent


def test_link_fields_hold_several_addresses(tmp_path: Path) -> None:
    link = '<https://api.parcels.test/v2/parcels?page=2>; rel="next", <https://eu.parcels.test/v2/parcels>; rel="first"'
    response = call(parcels(tmp_path, link=link, prefix="/p"), "GET", "/p/parcels").response
    assert response.header("Link") == link.replace("https://api.parcels.test", f"{HOME}/p").replace(
        "https://eu.parcels.test", f"{HOME}/p"
    )


def test_a_link_to_the_page_itself_is_left_out(tmp_path: Path) -> None:
    sandbox = parcels(tmp_path, link='<https://api.parcels.test/v2/parcels?page=2>; rel="next"', prefix="/p")
    first, second = (call(sandbox, "GET", target).response for target in ("/p/parcels", "/p/parcels?page=2"))
    assert (first.header("Link"), second.header("Link")) == (
        f'<{HOME}/p/v2/parcels?page=2>; rel="next"',
        '<>; rel="self"',
    )


@pytest.mark.parametrize(
    ("keep", "scheme", "host"),
    [
        pytest.param(True, "http", "127.0.0.1:4010", id="option"),
        pytest.param(False, None, "127.0.0.1:4010", id="in-process"),
        pytest.param(False, "http", "eu.parcels.test", id="by-a-published-host"),
        pytest.param(False, "http", 'x"y', id="a-host-that-is-none"),
        pytest.param(False, "http", "", id="no-host"),
    ],
)
def test_links_are_kept(tmp_path: Path, keep: bool, scheme: str | None, host: str) -> None:
    link = "https://api.parcels.test/v2/x"
    sandbox = parcels(tmp_path, value=link, link=link, keep=keep)
    assert json.loads(call(sandbox, "GET", "/parcels", scheme=scheme, host=host).response.body) == link
    assert call(sandbox, "POST", "/parcels", scheme=scheme, host=host).response.header("Location") == link


def test_a_body_keeps_its_schema(tmp_path: Path) -> None:
    document = DOCUMENT.replace("schema: {}, example: VALUE", r"schema: {pattern: ^https}, example: VALUE").replace(
        "VALUE", '"https://api.parcels.test/v2/x"'
    )
    sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=None, seed=None, prefix=""))
    assert call(sandbox, "GET", "/parcels").response.body == b'"https://api.parcels.test/v2/x"'


def test_each_client_gets_the_address_it_used(tmp_path: Path) -> None:
    sandbox = parcels(tmp_path, value="https://api.parcels.test/v2/x")
    for host in ("localhost:1", "[::1]:2", "localhost:1"):
        body = call(sandbox, "GET", "/parcels", host=host).response.body
        assert json.loads(body) == f"http://{host}/v2/x"


def test_the_journal_has_what_was_sent(tmp_path: Path) -> None:
    sandbox = parcels(tmp_path, value="https://api.parcels.test/v2/x")
    sent = call(sandbox, "GET", "/parcels").response
    (kept,) = sandbox.engine.worlds.get().journal
    assert HOME.encode() in sent.body and kept.response == sent


def test_a_response_without_links_costs_next_to_nothing(tmp_path: Path) -> None:
    sandbox = parcels(tmp_path, value={"text": "x"})
    calls = []
    for scheme in (None, "http"):
        call(sandbox, "GET", "/parcels", scheme=scheme)
        with count_calls() as counted:
            call(sandbox, "GET", "/parcels", scheme=scheme)
        calls.append(counted.calls)
    assert calls[1] - calls[0] <= 5
