"""What a request to a list says, by the names of `behaviour.yaml`."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from mockserver.engine.behaviour import OperationBehaviour
from mockserver.engine.handlers.lists.asking import Question


def question(values: Any, *, in_body: bool = False) -> Question:
    """What a call says with these values in its query or its body."""
    call = Mock(behaviour=OperationBehaviour(asks_in_body=in_body), received=Mock(query=""))
    call.query, call.body = ({}, values) if in_body else (values, None)
    return Question(call)


@pytest.mark.parametrize(
    ("values", "name", "expected"),
    [
        pytest.param({"q": "tea"}, "q", "tea", id="a-parameter"),
        pytest.param({"filter[a]": 1}, "filter[a]", 1, id="a-name-with-brackets"),
        pytest.param({"filter": {"a": {"b": 1}}}, "filter[a][b]", 1, id="in-an-object"),
        pytest.param({"filter": {"a": 1}}, "filter.a", 1, id="in-an-object-with-a-dot"),
        pytest.param({"filter": "a"}, "filter[a]", None, id="no-object"),
        pytest.param({}, "q", None, id="absent"),
        pytest.param({"q": "tea"}, None, None, id="no-name"),
    ],
)
def test_a_value(values: dict[str, Any], name: str | None, expected: Any) -> None:
    assert question(values).value(name) == expected
    assert question(values, in_body=True).value(name) == expected


def test_what_the_body_does_not_say_may_be_in_the_query() -> None:
    call = Mock(behaviour=OperationBehaviour(asks_in_body=True), received=Mock(query="limit=5"))
    call.query, call.body = {"q": "tea", "limit": 5, "page": 1}, {"q": "rum"}
    asked = Question(call)
    assert [asked.is_sent(name) for name in ("q", "limit", "page")] == [True, True, False]
    assert [(asked.value(name), asked.place_of(name)) for name in ("q", "limit")] == [("rum", "body"), (5, "query")]


def test_a_body_that_is_no_object_says_nothing() -> None:
    assert question(["q"], in_body=True).value("q") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(7, 7, id="integer"),
        pytest.param("7", 7, id="text"),
        pytest.param(7.0, 7, id="number"),
        pytest.param("x", None, id="no-number"),
        pytest.param(None, None, id="absent"),
        pytest.param(True, None, id="boolean"),
        pytest.param([7], None, id="list"),
        pytest.param(float("inf"), None, id="infinity"),
    ],
)
def test_a_number(value: Any, expected: int | None) -> None:
    assert question({"limit": value}).number("limit") == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("q=tea", "q", True, id="a-parameter"),
        pytest.param("a=1&filter%5Bb%5D=1", "filter[b]", True, id="encoded"),
        pytest.param("filter[a]=1", "filter[b]", True, id="of-the-same-object"),
        pytest.param("query=tea", "q", False, id="another-parameter"),
        pytest.param("", "q", False, id="nothing"),
    ],
)
def test_what_was_sent(text: str, name: str, expected: bool) -> None:
    call = Mock(behaviour=OperationBehaviour(), received=Mock(query=text), query={})
    assert Question(call).is_sent(name) is expected
