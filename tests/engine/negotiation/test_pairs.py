"""Which documented response belongs to a request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.negotiation.pairs import Met, Pairing
from mockserver.openapi.bodies import ReadBody
from mockserver.openapi.operations import MediaTypeObject, Operation, read_operations
from mockserver.openapi.parameters import ParameterValues
from tests.support.documents import document_of

CONTENT = MediaTypeObject("application/json", None, (), {}, "")


def operation_with(shown: dict[str, dict[str, Any]], names: str = "abc") -> Operation:
    """An operation whose examples show `{"a": {"path.id": 1, "body": {...}}}`, and one response for each letter."""
    places = dict.fromkeys(place for values in shown.values() for place in values if place != "body")
    parameters = [
        {
            "in": place.partition(".")[0],
            "name": place.partition(".")[2],
            "required": True,
            "schema": {},
            "examples": {name: {"value": values[place]} for name, values in shown.items() if place in values},
        }
        for place in places
    ]
    bodies = {name: {"value": values["body"]} for name, values in shown.items() if "body" in values}
    body = {"requestBody": {"content": {"application/json": {"examples": bodies}}}} if bodies else {}
    named = {name: {"value": name} for name in names}
    responses = {"200": {"description": "", "content": {"application/json": {"examples": named}}}}
    paths = {"/{id}": {"post": {"parameters": parameters, "responses": responses, **body}}}
    return read_operations(document_of(paths=paths))[0]


def find(operation: Operation, body: Any = None, **values: dict[str, Any]) -> Met | None:
    read = None if body is None else ReadBody(body, body, CONTENT)
    return Pairing(operation).find(ParameterValues(**values), read)


@pytest.mark.parametrize(
    ("shown", "request_", "met"),
    [
        # everything a pair shows must agree
        pytest.param({"a": {"path.id": 1}}, {"path": {"id": 1}}, Met("a", ("path.id",)), id="path"),
        pytest.param({"a": {"path.id": 1}}, {"path": {"id": 2}}, None, id="another-value"),
        pytest.param({"a": {"query.q": "x"}}, {}, None, id="absent"),
        pytest.param({"a": {"query.q": None}}, {"query": {"q": None}}, Met("a", ("query.q",)), id="null"),
        pytest.param({"a": {"header.X": "1", "cookie.c": 2}}, {"header": {"X": 1}}, None, id="one-of-two"),
        pytest.param(
            {"a": {"header.X": "1", "cookie.c": 2}},
            {"header": {"X": 1}, "cookie": {"c": "2"}},
            Met("a", ("header.X", "cookie.c")),
            id="texts-and-numbers-alike",
        ),
        pytest.param({"a": {"query.q": True}}, {"query": {"q": 1}}, None, id="true-is-not-one"),
        pytest.param({"a": {"query.q": 1.0}}, {"query": {"q": 1}}, Met("a", ("query.q",)), id="one-is-one"),
        pytest.param(
            {"a": {"query.q": ["x", 1]}}, {"query": {"q": ["x", 1]}}, Met("a", ("query.q.0", "query.q.1")), id="list"
        ),
        pytest.param({"a": {"query.q": ["x"]}}, {"query": {"q": ["x", "y"]}}, None, id="longer-list"),
        # bodies hold at least what is shown
        pytest.param({"a": {"body": {"k": 1}}}, {"body": {"k": 1, "l": 2}}, Met("a", ("body.k",)), id="subset"),
        pytest.param({"a": {"body": {"k": 1}}}, {"body": {"l": 2}}, None, id="member-absent"),
        pytest.param({"a": {"body": {"k": 1}}}, {}, None, id="no-body"),
        pytest.param({"a": {"body": {"k": {"l": [1]}}}}, {"body": {"k": {"l": 1}}}, None, id="another-shape"),
        pytest.param({"a": {"body": {}}}, {"body": {"k": 1}}, None, id="empty-is-empty"),
        pytest.param({"a": {"body": {}}}, {"body": {}}, Met("a", ("body",)), id="both-empty"),
        pytest.param({"a": {"body": "x"}}, {"body": "x"}, Met("a", ("body",)), id="text"),
        # 1. the most specific
        pytest.param(
            {"a": {"body": {"k": 1}}, "b": {"body": {"k": 1, "l": 2}}},
            {"body": {"k": 1, "l": 2}},
            Met("b", ("body.k", "body.l")),
            id="1-most-values",
        ),
        pytest.param(
            {"a": {"body": {"k": 1}}, "b": {"body": {"k": 1}, "query.q": 1}},
            {"body": {"k": 1}, "query": {"q": 1}},
            Met("b", ("query.q", "body.k")),
            id="1-parameters-and-body",
        ),
        # 2. the first response in the document
        pytest.param(
            {"b": {"query.q": 1}, "a": {"query.r": 1}},
            {"query": {"q": 1, "r": 1}},
            Met("a", ("query.r",)),
            id="2-document-order",
        ),
    ],
)
def test_find(shown: dict[str, dict[str, Any]], request_: dict[str, Any], met: Met | None) -> None:
    assert find(operation_with(shown), **request_) == met


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(operation_with({}), id="nothing-shown"),
        pytest.param(operation_with({"z": {"path.id": 1}}), id="no-response"),
    ],
)
def test_without_pairs(operation: Operation) -> None:
    assert not Pairing(operation)


@pytest.mark.parametrize(
    ("met", "text"),
    [
        (Met("alice", ("path.id", "body.kind")), 'name=alice; matched="path.id,body.kind"'),
        (Met("two words", ("body",)), 'name="two words"; matched="body"'),
        (Met('a"b\\', ("body",)), 'name="a\\"b\\\\"; matched="body"'),
        (Met("404", ("body",)), 'name="404"; matched="body"'),
        (Met("fü%r", ("body.ä",)), 'name=%"f%c3%bc%25r"; matched=%"body.%c3%a4"'),
        (Met("a", ("x",) * 21), f'name=a; matched=%"{"x," * 20}%e2%80%a6"'),
    ],
)
def test_it_is_said_as_a_structured_field(met: Met, text: str) -> None:
    assert str(met) == text
    assert str(met).isascii()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(JSON.filter(lambda value: value is not None), st.dictionaries(st.text(max_size=5), JSON, max_size=3))
def test_a_body_meets_itself_and_what_contains_it(shown: Any, more: dict[str, Any]) -> None:
    operation = operation_with({"a": {"body": shown}})
    assert find(operation, shown) is not None
    if isinstance(shown, dict) and shown:
        assert find(operation, {**more, **shown}) is not None


# the pairs of errors


def letter(kind: str) -> dict[str, Any]:
    """The responses of a letter service: `fine` is a success; `limited` and `lost` are errors."""
    shown = {"fine": ("201", "201"), "limited": ("429", "4XX"), "lost": ("404", "404")}
    responses: dict[str, Any] = {}
    for name, keys in shown.items():
        key = keys[kind == "range"]
        content = responses.setdefault(key, {"description": "", "content": {"application/json": {"examples": {}}}})
        content["content"]["application/json"]["examples"][name] = {"value": name}
    return responses


def letters(bodies: dict[str, Any], kind: str = "exact") -> Operation:
    body = {"content": {"application/json": {"examples": {name: {"value": value} for name, value in bodies.items()}}}}
    return read_operations(document_of(paths={"/": {"post": {"requestBody": body, "responses": letter(kind)}}}))[0]


@pytest.mark.parametrize(
    ("bodies", "body", "name"),
    [
        pytest.param({"limited": {"to": "a"}}, {"to": "a"}, "limited", id="equal"),
        pytest.param({"limited": {"to": "a"}}, {"to": "a", "code": "x"}, None, id="more-members"),
        pytest.param({"limited": {"to": {"a": 1}}}, {"to": {"a": 1, "b": 2}}, None, id="more-members-deeper"),
        pytest.param({"limited": [{"a": 1}]}, [{"a": 1, "b": 2}], None, id="more-members-in-an-item"),
        pytest.param({"limited": {"to": "a"}, "fine": {"to": "a"}}, {"to": "a"}, "fine", id="a-success-fits-as-well"),
        pytest.param(
            {"limited": {"to": "a", "n": 1}, "fine": {"to": "a"}}, {"to": "a", "n": 1}, "limited", id="better"
        ),
        pytest.param({"limited": {"to": "a"}, "fine": {"to": "a", "n": 1}}, {"to": "a", "n": 1}, "fine", id="ordinary"),
        pytest.param({"fine": {"to": "a"}}, {"to": "a", "n": 1}, "fine", id="a-success-admits-more-members"),
        pytest.param({"lost": {"to": "a"}, "limited": {"to": "a"}}, {"to": "a"}, "limited", id="the-first-error"),
    ],
)
@pytest.mark.parametrize("kind", ["exact", "range"])
def test_an_error_is_met_by_an_equal_request_that_no_success_fits_as_well(
    bodies: dict[str, Any], body: Any, name: str | None, kind: str
) -> None:
    met = find(letters(bodies, kind), body)
    assert (met.name if met else None) == name


def test_a_client_that_asks_for_the_error_need_not_be_equal() -> None:
    pairing = Pairing(letters({"limited": {"to": "a"}}))
    body = {"to": "a", "code": "x"}
    met = pairing.find(ParameterValues(), ReadBody(body, body, CONTENT), {"limited"})
    assert met == Met("limited", ("body.to",))


def test_only_an_error_refuses() -> None:
    pairing = Pairing(letters({"fine": {"to": "a"}, "limited": {"to": "a"}}))
    body = {"to": "a"}
    met = pairing.find_error(ParameterValues(), ReadBody(body, body, CONTENT))
    assert met is not None and met.name == "limited"
