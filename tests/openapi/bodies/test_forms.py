"""Forms are read and written by schema and encoding."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import ReadBody, Unwritable, Written
from mockserver.openapi.rules import Violation
from tests.support import bodies
from tests.support.rfc6570 import write_pairs
from tests.support.work import count_calls

FORM = "application/x-www-form-urlencoded"
STRING, INTEGER = {"type": "string"}, {"type": "integer"}
POINT = {"type": "object", "properties": {"x": INTEGER, "y": INTEGER}}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": STRING,
        "n": INTEGER,
        "tags": {"type": "array", "items": STRING},
        "ids": {"type": "array", "items": INTEGER},
        "point": POINT,
        "points": {"type": "array", "items": POINT},
        "either": {"anyOf": [STRING, POINT]},
    },
}


def read(raw: bytes, encoding: dict[str, Any] | None = None, schema: Any = SCHEMA) -> Any:
    result = bodies.try_reading(FORM, raw, FORM, schema=schema, encoding=encoding or {})
    return result.value if isinstance(result, ReadBody) else result


def test_too_many_fields_cost_nothing() -> None:
    counts = []
    for raw in (b"a=1", b"a&" * 1_000_000):
        with count_calls() as work:
            found = read(raw)
        counts.append(work.calls)
    assert [one.message for one in found] == ["has more than 10,000 fields"]
    assert counts[1] < counts[0] + 500


def test_as_many_fields_as_are_allowed() -> None:
    assert len(read(b"&".join(b"a%d=1" % index for index in range(10_000)))) == 10_000


@pytest.mark.parametrize(
    ("raw", "encoding", "value"),
    [
        pytest.param("", {}, {}, id="empty"),
        pytest.param("name=a+b%26&n=5", {}, {"name": "a b&", "n": 5}, id="scalars"),
        pytest.param("n=x&name=5", {}, {"n": "x", "name": "5"}, id="types-are-only-hints"),
        pytest.param("tags=a&tags=b%2Cc", {}, {"tags": ["a", "b,c"]}, id="array"),
        pytest.param("ids=1", {}, {"ids": [1]}, id="array-of-one"),
        pytest.param("n=1&n=2", {}, {"n": [1, 2]}, id="scalar-repeated"),
        pytest.param("z=1&z=2&w=3", {}, {"z": ["1", "2"], "w": "3"}, id="undeclared"),
        pytest.param("ids=1,2", {"ids": {"style": "form", "explode": False}}, {"ids": [1, 2]}, id="commas"),
        pytest.param("ids=1%202", {"ids": {"style": "spaceDelimited"}}, {"ids": [1, 2]}, id="spaces"),
        pytest.param("ids=1|2", {"ids": {"style": "pipeDelimited"}}, {"ids": [1, 2]}, id="pipes"),
        pytest.param('point={"x":1,"q":[2]}', {}, {"point": {"x": 1, "q": [2]}}, id="object-is-json"),
        pytest.param('points={"x":1}&points={"x":2}', {}, {"points": [{"x": 1}, {"x": 2}]}, id="objects-are-json"),
        pytest.param('points=[{"x":1}]', {}, {"points": [{"x": 1}]}, id="array-as-one-json-text"),
        pytest.param("ids=[1]", {"ids": {"contentType": "application/json"}}, {"ids": [1]}, id="stated-json"),
        pytest.param("point=x", {"point": {"contentType": "text/plain"}}, {"point": "x"}, id="stated-text"),
        pytest.param("either=x&x=1", {}, {"either": "x", "x": "1"}, id="text-or-object"),
        pytest.param(
            "point[x]=1&point[y]=2", {"point": {"style": "deepObject"}}, {"point": {"x": 1, "y": 2}}, id="deep"
        ),
        pytest.param(
            "points[0][x]=1&points[1][x]=2",
            {"points": {"style": "deepObject"}},
            {"points": [{"x": 1}, {"x": 2}]},
            id="deep-array",
        ),
        pytest.param("x=1&y=2&z=3", {"point": {"style": "form"}}, {"point": {"x": 1, "y": 2}, "z": "3"}, id="spread"),
    ],
)
def test_read(raw: str, encoding: dict[str, Any], value: Any) -> None:
    assert read(raw.encode(), encoding) == value


def test_an_object_with_any_properties_takes_all_names() -> None:
    schema = {"type": "object", "properties": {"n": INTEGER, "it": {"type": "object"}}}
    assert read(b"n=1&a=2&b=3", {"it": {"style": "form"}}, schema) == {"n": 1, "it": {"a": "2", "b": "3"}}


@pytest.mark.parametrize(
    ("raw", "encoding", "pointer"),
    [
        pytest.param(b"name=%", {}, "/name", id="percent"),
        pytest.param(b"a~/b=%ff", {}, "/a~0~1b", id="undeclared-percent"),
        pytest.param(b"%=1", {}, "", id="percent-in-name"),
        pytest.param(b"name=\xff", {}, "", id="not-utf-8"),
        pytest.param(b"point={", {}, "/point", id="not-json"),
        pytest.param(b"point=%", {}, "/point", id="percent-in-json"),
        pytest.param(b"point[x]y=1", {"point": {"style": "deepObject"}}, "/point", id="after-brackets"),
    ],
)
def test_malformed(raw: bytes, encoding: dict[str, Any], pointer: str) -> None:
    assert [(v.rule, v.pointer) for v in read(raw, encoding)] == [("body.malformed", pointer)]


TEXTS = st.text(st.characters(codec="utf-8"))
NAMES = st.sampled_from(["name", "n", "tags", "ids", "point", "points", "either"]) | TEXTS


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "name": TEXTS,
            "n": st.integers(),
            "tags": st.lists(TEXTS, min_size=1),
            "ids": st.lists(st.integers(), min_size=1),
            "point": st.dictionaries(TEXTS, st.integers() | TEXTS),
            "other": TEXTS,
        },
    )
)
def test_forms_are_read_as_they_were_written(value: dict[str, Any]) -> None:
    pairs = {name: json.dumps(item) if isinstance(item, dict) else item for name, item in value.items()}
    assert read(urlencode(pairs, doseq=True).encode()) == value


@given(st.dictionaries(TEXTS.filter(lambda key: not set("[]") & set(key)), TEXTS, min_size=1))
def test_deep_objects_are_read_as_they_were_written(value: dict[str, str]) -> None:
    schema = {"type": "object", "properties": {"it": {"type": "object"}}}
    raw = write_pairs("deepObject", True, "it", value).encode()
    assert read(raw, {"it": {"style": "deepObject", "explode": True}}, schema) == {"it": value}


@given(st.lists(st.tuples(NAMES.map(quote_plus), st.text(alphabet='%{}[]",a1&=+') | TEXTS.map(quote_plus))))
def test_any_form_is_read_or_malformed(pairs: list[tuple[str, str]]) -> None:
    result = read("&".join(f"{name}={text}" for name, text in pairs).encode())
    assert isinstance(result, dict) or all(isinstance(v, Violation) and v.rule == "body.malformed" for v in result)


# writing

JSON_ARRAY = {"type": "array", "items": {"type": "object"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("value", "schema", "encoding", "body"),
    [
        pytest.param({"a": "b c&é", "n": 1.5, "t": True}, {}, {}, "a=b+c%26%C3%A9&n=1.5&t=true", id="scalars"),
        pytest.param({"a": None}, {"a": {"type": ["integer", "null"]}}, {}, "a=", id="null"),
        pytest.param({"a": ["x", "y"]}, {"a": {"type": "array", "items": {}}}, {}, "a=x&a=y", id="repeated"),
        pytest.param({"a": {"b": 1}}, {"a": {"type": "object"}}, {}, "a=%7B%22b%22%3A1%7D", id="object-as-json"),
        pytest.param({"a": [{"b": 1}, {}]}, {"a": JSON_ARRAY}, {}, "a=%7B%22b%22%3A1%7D&a=%7B%7D", id="objects"),
        pytest.param({"a": [1, 2]}, {"a": NUMBERS}, {"a": {"explode": False}}, "a=1,2", id="joined"),
        pytest.param({"a": [1, 2]}, {"a": NUMBERS}, {"a": {"style": "spaceDelimited"}}, "a=1%202", id="spaces"),
        pytest.param({"a": [1, 2]}, {"a": NUMBERS}, {"a": {"style": "pipeDelimited"}}, "a=1%7C2", id="pipes"),
        pytest.param(
            {"a": {"b": 1}},
            {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}},
            {"a": {"style": "deepObject"}},
            "a%5Bb%5D=1",
            id="deep",
        ),
        pytest.param(
            {"a": {"b": 1}},
            {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}},
            {"a": {"style": "form"}},
            "b=1",
            id="spread",
        ),
        pytest.param(
            {"a": {"b": 1}},
            {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}},
            {"a": {"explode": False}},
            "a=b,1",
            id="object-joined",
        ),
        pytest.param({"a": "x"}, {"a": {}}, {"a": {"contentType": "application/json"}}, "a=%22x%22", id="stated-json"),
    ],
)
def test_write(value: Any, schema: dict[str, Any], encoding: dict[str, Any], body: str) -> None:
    typed = {
        name: {"type": {str: "string", float: "number", bool: "boolean"}[type(v)]}
        for name, v in value.items()
        if name not in schema and v is not None
    }
    declared = {"schema": {"type": "object", "properties": typed | schema}, "encoding": encoding}
    written = bodies.write(value, FORM, **declared)
    assert written == Written(FORM, body.encode())
    assert bodies.read(written, FORM, **declared) == value


@pytest.mark.parametrize("value", [[1], 5, None])
def test_only_objects_can_be_written(value: Any) -> None:
    with pytest.raises(Unwritable, match="a form can only be made from an object"):
        bodies.write(value, FORM)
