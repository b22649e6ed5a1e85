"""Which requests a match means, and how specific it is."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.matching.paths import PathPattern
from mockserver.engine.matching.reading import describe_match, read_match
from mockserver.engine.matching.sent_request import SentRequest
from mockserver.openapi.errors import SandboxError
from mockserver.openapi.messages import Headers, Request

HEADERS = Headers([("X-Team", "blue")])
SENT = SentRequest(
    Request("POST", "/shop/orders/7", "page=2&tag=a&tag=b", HEADERS, b'{"items": [{"price": 12}], "state": "open"}'),
    "shop",
    "changeOrder",
    "/orders/7",
)


@pytest.mark.parametrize(
    ("content", "differences"),
    [
        ({}, []),
        ({"api": "shop", "operation_id": "changeOrder", "method": "POST"}, []),
        ({"api": "pets"}, ["API: expected pets, was shop"]),
        ({"operation_id": "readOrder"}, ["operation: expected readOrder, was changeOrder"]),
        ({"method": "GET"}, ["method: expected GET, was POST"]),
        ({"path": "/orders/{id}"}, []),
        ({"path": "/shop/orders/{id}"}, []),
        ({"path": "/orders"}, ["path: expected /orders, was /orders/7"]),
        ({"query": {"page": 2}}, []),
        ({"query": {"tag": ["a", "b"]}}, []),
        ({"query": {"tag": "a"}}, ['query tag: expected "a", was ["a", "b"]']),
        ({"query": {"pag": 2}}, ["query pag: expected 2, was absent; there is page"]),
        ({"headers": {"x-team": "blue"}}, []),
        ({"headers": {"x-team": "red"}}, ['header x-team: expected "red", was "blue"']),
        ({"body": {"state": "open"}}, []),
        ({"body": {"state": "shut"}}, ['body /state: expected "shut", was "open"']),
        ({"jsonpath": ["$.items[?@.price > 10]", "$.state"]}, []),
        ({"jsonpath": ["$.items[?@.price > 20]"]}, ['body: "$.items[?@.price > 20]" selects nothing']),
    ],
    ids=str,
)
def test_differences(content: dict[str, Any], differences: list[str]) -> None:
    match = read_match(content)
    assert list(match.iter_differences(SENT)) == differences
    assert match.admits(SENT) == (not differences)
    assert describe_match(match) == content


@pytest.mark.parametrize("body", [b"", b"no json", b"\xff"])
def test_a_body_that_is_not_json_has_no_members(body: bytes) -> None:
    sent = SentRequest(Request("POST", "/", body=body))
    assert not read_match({"body": {}}).admits(sent)
    assert list(read_match({"jsonpath": ["$"]}).iter_differences(sent)) == ["body: expected JSON for $, was not JSON"]


def test_a_wrong_jsonpath_is_refused() -> None:
    with pytest.raises(SandboxError, match=r'"\$\.items\[\?" is not a JSONPath query \(RFC 9535\): '):
        read_match({"jsonpath": ["$.items[?"]})


def test_from_the_least_to_the_most_specific() -> None:
    rising = [
        RequestPattern(),
        RequestPattern(path=PathPattern("/orders/*")),
        RequestPattern(path=PathPattern("/orders/{id}")),
        RequestPattern(path=PathPattern("/orders/7")),
        RequestPattern(path=PathPattern("/orders/*"), method="GET"),
        RequestPattern(operation_id="readOrder"),
        RequestPattern(path=PathPattern("/orders/7"), method="GET"),
        RequestPattern(operation_id="readOrder", query={"page": 2}),
        RequestPattern(operation_id="readOrder", body={"a": 1, "b": {"c": 2}}),
        RequestPattern(operation_id="readOrder", body={"a": 1, "b": {"c": 2}}, jsonpath=("$.x",)),
    ]
    ranks = [match.rank for match in rising]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
