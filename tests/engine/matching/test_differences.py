"""Differences between an expectation and a request."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.matching.differences import iter_body_differences
from mockserver.engine.matching.sent_request import SentRequest
from mockserver.openapi.messages import Request

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
objects = st.dictionaries(st.text(), values)


def sent(body: Any) -> SentRequest:
    return SentRequest(Request("POST", "/", body=json.dumps(body).encode()))


@given(values)
def test_a_body_meets_itself(body: Any) -> None:
    assert list(iter_body_differences(body, sent(body))) == []


@given(objects, objects)
def test_an_object_meets_an_expectation_with_fewer_members(body: dict[str, Any], more: dict[str, Any]) -> None:
    assert list(iter_body_differences(body, sent({**more, **body}))) == []


@given(objects, st.text(), values)
def test_an_object_does_not_meet_an_expectation_with_more_members(body: dict[str, Any], name: str, value: Any) -> None:
    body.pop(name, None)
    (difference,) = iter_body_differences({**body, name: value}, sent(body))
    assert difference.startswith(f"body /{name}: expected ")


@given(values, values)
def test_bodies_that_meet_each_other_are_equal(first: Any, second: Any) -> None:
    pairs = ((first, second), (second, first))
    if not any(list(iter_body_differences(wanted, sent(seen))) for wanted, seen in pairs):
        assert first == second
