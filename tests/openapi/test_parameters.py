"""Parameters read from their texts: the style tables of OpenAPI 3.1.1 §4.8.12.3, laws, and malformed texts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.messages import Headers
from mockserver.openapi.parameters import ParameterReader, ParameterValues
from mockserver.openapi.styles import Shape, read_header_text
from tests.support.documents import operation_of
from tests.support.rfc6570 import scalar_text, write_pairs, write_text

STRING, INTEGER, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
STRINGS, INTEGERS = {"type": "array", "items": STRING}, {"type": "array", "items": INTEGER}
RGB = {"type": "object", "properties": {"R": INTEGER, "G": INTEGER, "B": INTEGER}}
FREE = {"type": "object"}
LINE = {"type": "object", "properties": {"n": INTEGER, "t": STRINGS}}
LINES = {
    "type": "object",
    "properties": {
        "a": {"type": "object", "properties": {"b": INTEGER}},
        "lines": {"type": "array", "items": LINE},
    },
}
COLOURS = ["blue", "black", "brown"]
MIX = {"R": 100, "G": 200, "B": 150}


def parameter(
    location: str, schema: Any, style: str = "", explode: bool | None = None, **others: Any
) -> dict[str, Any]:
    stated: dict[str, Any] = {"style": style} if style else {}
    stated |= {} if explode is None else {"explode": explode}
    return {"name": "color", "in": location, "required": location == "path", "schema": schema, **stated, **others}


def read(declared: dict[str, Any], text: str, version: str = "3.1.0") -> tuple[dict[str, Any], list[str]]:
    """Return the values in the parameter's location, and the rules that were broken."""
    location = declared["in"]
    values, violations = ParameterReader(operation_of(declared, version=version)).read(
        {"color": text} if location == "path" else {},
        text if location == "query" else "",
        Headers([("cookie" if location == "cookie" else "COLOR", text)] if location in ("cookie", "header") else []),
    )
    assert all(v.location == location and v.name == declared["name"] for v in violations)
    assert all(v.position is not None and v.position.pointer.endswith("/parameters/0") for v in violations)
    return getattr(values, location), [violation.rule for violation in violations]


TABLE = [  # location, style, explode, schema, text, value: OpenAPI 3.1.1 §4.8.12.4, its header and cookie rows added
    ("path", "simple", False, STRING, "blue", "blue"),
    ("path", "simple", False, STRINGS, "blue,black,brown", COLOURS),
    ("path", "simple", False, RGB, "R,100,G,200,B,150", MIX),
    ("path", "simple", True, STRINGS, "blue,black,brown", COLOURS),
    ("path", "simple", True, RGB, "R=100,G=200,B=150", MIX),
    ("path", "label", False, STRING, ".", ""),
    ("path", "label", False, STRING, ".blue", "blue"),
    ("path", "label", False, STRINGS, ".blue,black,brown", COLOURS),
    ("path", "label", False, RGB, ".R,100,G,200,B,150", MIX),
    ("path", "label", True, STRINGS, ".blue.black.brown", COLOURS),
    ("path", "label", True, RGB, ".R=100.G=200.B=150", MIX),
    ("path", "label", True, NUMBER, ".1.5", 1.5),
    ("path", "matrix", False, STRING, ";color", ""),
    ("path", "matrix", False, STRING, ";color=blue", "blue"),
    ("path", "matrix", False, STRINGS, ";color=blue,black,brown", COLOURS),
    ("path", "matrix", False, RGB, ";color=R,100,G,200,B,150", MIX),
    ("path", "matrix", True, STRING, ";color=blue", "blue"),
    ("path", "matrix", True, STRINGS, ";color=blue;color=black;color=brown", COLOURS),
    ("path", "matrix", True, RGB, ";R=100;G=200;B=150", MIX),
    ("query", "form", False, STRING, "color=", ""),
    ("query", "form", False, STRING, "color=blue", "blue"),
    ("query", "form", False, STRINGS, "color=blue,black,brown", COLOURS),
    ("query", "form", False, RGB, "color=R,100,G,200,B,150", MIX),
    ("query", "form", True, STRING, "color=blue", "blue"),
    ("query", "form", True, STRINGS, "color=blue&color=black&color=brown", COLOURS),
    ("query", "form", True, STRINGS, "color=blue", ["blue"]),
    ("query", "form", True, RGB, "R=100&G=200&B=150", MIX),
    ("query", "spaceDelimited", False, STRINGS, "color=blue%20black%20brown", COLOURS),
    ("query", "spaceDelimited", False, STRINGS, "color=blue+black+brown", COLOURS),
    ("query", "spaceDelimited", False, RGB, "color=R%20100%20G%20200%20B%20150", MIX),
    ("query", "spaceDelimited", True, STRINGS, "color=blue&color=black&color=brown", COLOURS),
    ("query", "pipeDelimited", False, STRINGS, "color=blue|black%7Cbrown", COLOURS),
    ("query", "pipeDelimited", False, RGB, "color=R%7C100%7cG|200|B|150", MIX),
    ("query", "pipeDelimited", True, STRINGS, "color=blue&color=black&color=brown", COLOURS),
    ("query", "deepObject", True, RGB, "color[R]=100&color%5BG%5D=200&color[B]=150", MIX),
    ("header", "simple", False, STRING, "blue, or black", "blue, or black"),
    ("header", "simple", False, STRINGS, "blue, black,\tbrown", COLOURS),
    ("header", "simple", False, RGB, "R,100,G,200,B,150", MIX),
    ("header", "simple", True, RGB, "R=100, G=200, B=150", MIX),
    ("cookie", "form", True, STRING, "b; color=blue; a=1 2", "blue"),
    ("cookie", "form", False, STRING, 'color="blue"', "blue"),
    ("cookie", "form", False, STRINGS, "color=blue,black,brown", COLOURS),
    ("cookie", "form", False, RGB, "color=R,100,G,200,B,150", MIX),
    ("cookie", "form", True, STRINGS, "color=blue; color=black; color=brown", COLOURS),
    ("cookie", "form", True, STRINGS, "color=blue,black,brown", COLOURS),
    ("cookie", "form", True, RGB, "R=100; G=200; B=150", MIX),
    ("cookie", "form", True, RGB, "color=R=100,G=200,B=150", MIX),
]


@pytest.mark.parametrize(("location", "style", "explode", "schema", "text", "value"), TABLE)
def test_style_table(location: str, style: str, explode: bool, schema: Any, text: str, value: Any) -> None:
    assert read(parameter(location, schema, style, explode), text) == ({"color": value}, [])


@pytest.mark.parametrize(
    ("version", "value"), [("3.0.3", COLOURS), ("3.0.4", ["blue.black.brown"]), ("3.1.0", ["blue.black.brown"])]
)
def test_labels_have_dots_until_3_0_4(version: str, value: list[str]) -> None:
    assert read(parameter("path", STRINGS, "label", False), ".blue.black.brown", version) == ({"color": value}, [])


@pytest.mark.parametrize(
    ("location", "style", "explode", "schema", "text", "value"),
    [
        pytest.param("path", "simple", False, STRING, "a%2Fb", "a/b", id="path-slash"),
        pytest.param("path", "simple", False, STRING, "a+b", "a+b", id="path-plus"),
        pytest.param("path", "simple", False, STRING, "%00%0A", "\0\n", id="null-byte"),
        pytest.param("path", "simple", False, STRINGS, "a%2Cb,c", ["a,b", "c"], id="encoded-comma"),
        pytest.param("path", "simple", False, INTEGER, "%35", 5, id="encoded-digit"),
        pytest.param("query", "form", True, STRING, "color=a+b%2B", "a b+", id="query-plus"),
        pytest.param("query", "form", True, STRING, "c%6Flor=x", "x", id="encoded-name"),
        pytest.param("query", "form", True, STRING, "color=a=b", "a=b", id="equals-in-value"),
        pytest.param("query", "form", True, STRING, "&&color=é&", "é", id="bare-unicode"),
        pytest.param("query", "pipeDelimited", False, STRINGS, "color=a%257Cb|c", ["a%7Cb", "c"], id="encoded-twice"),
        pytest.param("query", "form", True, INTEGER, "color=", "", id="empty-integer"),
        pytest.param("query", "form", True, INTEGER, "color=1_0", "1_0", id="no-integer"),
        pytest.param("query", "form", True, INTEGERS, "color=", [""], id="exploded-empty-item"),
        pytest.param("query", "form", False, INTEGERS, "color=", [], id="empty-array-of-integers"),
        pytest.param("query", "form", False, STRINGS, "color=", [""], id="array-of-one-empty-string"),
        pytest.param("query", "form", False, RGB, "color=", {}, id="empty-object"),
        pytest.param("query", "form", True, {}, "color=5", "5", id="no-type"),
        pytest.param("query", "form", True, {}, "color=5&color=6", ["5", "6"], id="no-type-repeated"),
        pytest.param("query", "form", True, {"anyOf": [INTEGER, INTEGERS]}, "color=5", 5, id="one-or-many-one"),
        pytest.param("query", "form", True, {"anyOf": [INTEGER, STRINGS]}, "color=x", ["x"], id="one-or-many-text"),
        pytest.param(
            "query", "form", True, {"anyOf": [INTEGER, INTEGERS]}, "color=5&color=6", [5, 6], id="one-or-many"
        ),
        pytest.param(
            "query", "form", False, {"anyOf": [INTEGER, INTEGERS]}, "color=5,6", [5, 6], id="one-or-many-comma"
        ),
        pytest.param(
            "query", "form", True, FREE, "R=100&x=y&x=z", {"R": "100", "x": ["y", "z"]}, id="free-form-object"
        ),
        pytest.param("query", "deepObject", True, RGB, "color[x]=1", {"x": "1"}, id="deep-undeclared"),
        pytest.param("query", "deepObject", True, {"anyOf": [INTEGER, RGB]}, "color=5", 5, id="deep-or-scalar"),
        pytest.param("query", "deepObject", True, INTEGERS, "color[]=5&color[]=6", [5, 6], id="deep-array"),
        pytest.param("query", "deepObject", True, INTEGERS, "color[0]=5&color[1]=6", [5, 6], id="deep-numbered"),
        pytest.param("query", "deepObject", True, RGB, "color[R][x]=1", {"R": {"x": "1"}}, id="deeper-undeclared"),
        pytest.param("query", "deepObject", True, LINES, "color[a][b]=5", {"a": {"b": 5}}, id="deeper"),
        pytest.param(
            "query",
            "deepObject",
            True,
            LINES,
            "color[lines][0][n]=5&color[lines][0][t][]=x&color[lines][0][t][]=y&color[lines][1][n]=6",
            {"lines": [{"n": 5, "t": ["x", "y"]}, {"n": 6}]},
            id="deep-objects-in-arrays",
        ),
        pytest.param("header", "simple", False, STRING, "100%", "100%", id="headers-are-not-percent-encoded"),
        pytest.param("cookie", "form", True, STRING, "color=a%20b", "a b", id="cookies-are"),
    ],
)
def test_details(location: str, style: str, explode: bool, schema: Any, text: str, value: Any) -> None:
    assert read(parameter(location, schema, style, explode), text) == ({"color": value}, [])


@pytest.mark.parametrize(
    ("location", "style", "explode", "schema", "text"),
    [
        pytest.param("path", "simple", False, STRING, "100%", id="lone-percent"),
        pytest.param("path", "simple", False, STRING, "%zz", id="no-hexadecimal-digits"),
        pytest.param("path", "simple", False, STRING, "%ff", id="no-utf-8"),
        pytest.param("path", "simple", False, STRING, "%ED%A0%80", id="encoded-surrogate"),
        pytest.param("path", "simple", False, STRING, "\ud800", id="surrogate"),
        pytest.param("path", "simple", False, RGB, "R,100,G", id="odd-object"),
        pytest.param("path", "simple", True, RGB, "R=100,G", id="pair-without-equals"),
        pytest.param("path", "simple", False, RGB, "R,1,R,2", id="property-twice"),
        pytest.param("path", "label", False, STRING, "blue", id="label-without-dot"),
        pytest.param("path", "matrix", False, STRING, "color=blue", id="matrix-without-semicolon"),
        pytest.param("path", "matrix", False, STRING, ";colour=blue", id="matrix-with-another-name"),
        pytest.param("path", "matrix", True, STRINGS, ";color=a;b=c", id="matrix-with-a-second-name"),
        pytest.param("query", "form", True, STRING, "color=%", id="query-percent"),
        pytest.param("query", "form", True, STRINGS, "color=a&color=%", id="query-percent-in-an-item"),
        pytest.param("query", "deepObject", True, RGB, "color[R]x=1", id="something-after-brackets"),
        pytest.param("query", "deepObject", True, RGB, "color[R]=1&color[R][x]=1", id="text-and-object"),
        pytest.param("query", "deepObject", True, RGB, "color[R][x]=1&color[R]=1", id="object-and-text"),
        pytest.param("query", "deepObject", True, RGB, "color" + "[R]" * 21 + "=1", id="deeper-than-deep"),
        pytest.param("query", "deepObject", True, RGB, "color[R=1", id="open-bracket"),
        pytest.param("query", "deepObject", True, RGB, "color=1", id="deep-without-brackets"),
        pytest.param("query", "deepObject", True, {"anyOf": [INTEGER, RGB]}, "color=1&color[R]=1", id="deep-both-ways"),
        pytest.param("header", "simple", False, RGB, "R", id="header-odd-object"),
        pytest.param("cookie", "form", True, STRING, "color=a b", id="cookie-space"),
        pytest.param("cookie", "form", True, STRING, "color=a,b", id="cookie-comma"),
        pytest.param("cookie", "form", True, STRING, "color=a;b", id="cookie-semicolon"),
        pytest.param("cookie", "form", True, STRING, 'color="a', id="cookie-quote"),
        pytest.param("cookie", "form", True, STRING, "color=a\\b", id="cookie-backslash"),
        pytest.param("cookie", "form", True, STRING, "color=é", id="cookie-not-ascii"),
        pytest.param("cookie", "form", True, STRING, "color=100%", id="cookie-percent"),
    ],
)
def test_malformed(location: str, style: str, explode: bool, schema: Any, text: str) -> None:
    assert read(parameter(location, schema, style, explode), text) == ({}, ["parameter.malformed"])


@pytest.mark.parametrize(
    ("location", "style", "explode", "schema", "text"),
    [
        pytest.param("path", "matrix", True, STRING, ";color=a;color=b", id="matrix-exploded"),
        pytest.param("path", "matrix", False, STRINGS, ";color=a;color=b", id="matrix"),
        pytest.param("query", "form", True, INTEGER, "color=1&color=1", id="query"),
        pytest.param("query", "form", False, STRINGS, "color=a&color=b", id="query-not-exploded"),
        pytest.param("query", "deepObject", True, RGB, "color[R]=1&color[R]=2", id="deep-property"),
        pytest.param("cookie", "form", True, STRING, "color=a; color=b", id="cookie"),
    ],
)
def test_repeated(location: str, style: str, explode: bool, schema: Any, text: str) -> None:
    assert read(parameter(location, schema, style, explode), text) == ({}, ["parameter.repeated"])


@pytest.mark.parametrize(("schema", "expected"), [(STRING, ["parameter.repeated"]), (STRINGS, [])])
def test_headers_in_several_lines(schema: Any, expected: list[str]) -> None:
    """RFC 9110 §5.3: only a list may be spread over several lines."""
    reader = ParameterReader(operation_of(parameter("header", schema)))
    values, violations = reader.read({}, "", Headers([("Color", "a"), ("color", "b")]))
    assert [violation.rule for violation in violations] == expected
    assert values.header == ({} if expected else {"color": ["a", "b"]})


@pytest.mark.parametrize("location", ["path", "query", "header", "cookie"])
def test_required(location: str) -> None:
    reader = ParameterReader(operation_of(parameter(location, STRING) | {"required": True}))
    values, violations = reader.read({}, "colour=x", Headers([("Cookie", "colour=x")]))
    assert values == ParameterValues()
    assert [(v.rule, v.location, v.name) for v in violations] == [("parameter.required", location, "color")]


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        pytest.param(INTEGER, "color=", {}, id="no-value"),
        pytest.param(INTEGER, "color", {}, id="no-equals"),
        pytest.param(STRING, "color=", {"color": ""}, id="empty-string"),
        pytest.param(STRING | {"enum": ["a"]}, "color=", {}, id="string-that-cannot-be-empty"),
        pytest.param(INTEGER, "color=5", {"color": 5}, id="value"),
    ],
)
def test_allow_empty_value(schema: Any, text: str, value: Any) -> None:
    assert read(parameter("query", schema, allowEmptyValue=True) | {"required": True}, text) == (value, [])


JSON_CONTENT = {"application/json": {"schema": FREE}}


@pytest.mark.parametrize(
    ("location", "text", "value", "rules"),
    [
        pytest.param("path", "%7B%22a%22%3A1%7D", {"color": {"a": 1}}, [], id="path"),
        pytest.param("query", "color=%7B%22a%22%3A1%7D", {"color": {"a": 1}}, [], id="query"),
        pytest.param("header", '{"a":1}', {"color": {"a": 1}}, [], id="header"),
        pytest.param("cookie", "color=%7B%22a%22%3A1%7D", {"color": {"a": 1}}, [], id="cookie"),
        pytest.param("query", "color={", {}, ["parameter.malformed"], id="no-json"),
        pytest.param("query", "color=%", {}, ["parameter.malformed"], id="percent"),
        pytest.param("query", "color=NaN", {}, ["parameter.malformed"], id="nan"),
        pytest.param("query", "color=1&color=2", {}, ["parameter.repeated"], id="repeated"),
        pytest.param("query", "colour=1", {}, [], id="absent"),
    ],
)
def test_content(location: str, text: str, value: Any, rules: list[str]) -> None:
    declared = parameter(location, None, content=JSON_CONTENT)
    del declared["schema"]
    assert read(declared, text) == (value, rules)


def test_content_that_is_not_json_is_text() -> None:
    declared = parameter("query", None, content={"text/plain": {"schema": INTEGER}})
    del declared["schema"]
    assert read(declared, "color=5+6") == ({"color": "5 6"}, [])


def test_exploded_objects_take_only_names_that_no_other_parameter_has() -> None:
    operation = operation_of(
        {"name": "limit", "in": "query", "schema": INTEGER},
        {"name": "page", "in": "query", "schema": RGB, "style": "deepObject"},
        parameter("query", FREE),
    )
    reader = ParameterReader(operation)
    values, violations = reader.read({}, "limit=3&page[R]=1&x=y", Headers())
    assert values.query == {"limit": 3, "page": {"R": 1}, "color": {"x": "y"}}
    assert violations == []
    assert reader.find_undeclared("limit=3&page[R]=1&x=y") == []


def test_every_violation_is_reported() -> None:
    operation = operation_of(
        {"name": "id", "in": "path", "required": True, "schema": STRING},
        {"name": "limit", "in": "query", "schema": INTEGER},
        {"name": "X-A", "in": "header", "required": True, "schema": STRING},
        {"name": "s", "in": "cookie", "schema": STRING},
    )
    _, violations = ParameterReader(operation).read({"id": "%"}, "limit=1&limit=2", Headers([("cookie", "s=a b")]))
    assert [(v.rule, v.name) for v in violations] == [
        ("parameter.malformed", "id"),
        ("parameter.repeated", "limit"),
        ("parameter.required", "X-A"),
        ("parameter.malformed", "s"),
    ]
    assert str(violations[0]).startswith(
        "path id: has a % at character 1 that two hexadecimal digits do not follow (test.yaml:"
    )


def test_undeclared() -> None:
    operation = operation_of(
        parameter("query", RGB), {"name": "page", "in": "query", "schema": RGB, "style": "deepObject"}
    )
    names = ParameterReader(operation).find_undeclared("R=1&x=1&page[R]=2&page[y]=3&x=2&%zz=1&y")
    assert names == ["x", "y"]


def test_a_pair_of_the_path_key_is_declared() -> None:
    reader = ParameterReader(replace(operation_of(), path="/a?x=1#y=2"))
    assert reader.find_undeclared("x=1&z&y=2") == ["z"]


def test_defaults() -> None:
    operation = operation_of(
        {"name": "limit", "in": "query", "schema": {"$ref": "#/components/schemas/Limit"}},
        {"name": "tags", "in": "query", "schema": {**STRINGS, "default": ["a"]}},
        {"name": "near", "in": "query", "schema": {"$ref": "#/components/schemas/Limit", "default": 5}},
        {"name": "X-A", "in": "header", "schema": STRING},
        schemas={"Limit": {"type": "integer", "default": 20}},
    )
    reader = ParameterReader(operation)
    assert reader.defaults == (("query", "limit", 20), ("query", "tags", ["a"]), ("query", "near", 5))
    values, _ = reader.read({}, "limit=3", Headers())
    filled = reader.with_defaults(values)
    assert values.query == {"limit": 3}
    assert filled.query == {"limit": 3, "tags": ["a"], "near": 5}
    filled.query["tags"].append("b")
    assert reader.with_defaults(values).query["tags"] == ["a"]
    assert reader.with_defaults(filled) is filled


@pytest.mark.parametrize(
    ("text", "shape", "explode", "value"),
    [
        pytest.param("5", Shape(frozenset({"integer"})), False, 5, id="integer"),
        pytest.param("a, b", Shape(frozenset({"array"})), False, ["a", "b"], id="array"),
        pytest.param("a=1,b=2", Shape(frozenset({"object"})), True, {"a": "1", "b": "2"}, id="object"),
        pytest.param("a", Shape(frozenset({"object"})), True, "a", id="not-in-style"),
    ],
)
def test_response_headers(text: str, shape: Shape, explode: bool, value: Any) -> None:
    assert read_header_text(text, shape, explode) == value


# laws


def texts(without: str = "") -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8", exclude_characters=without))


def values_and_schemas(
    without: str = "", *, spread: bool = False, min_items: int = 0
) -> st.SearchStrategy[tuple[Any, Any]]:
    """A value and a schema it satisfies. `without` are characters that the style cannot write inside a text."""
    text = texts(without)
    integers = st.integers(-(10**30), 10**30)
    fractions = integers if "." in without else integers | st.floats(allow_nan=False, allow_infinity=False)
    least = max(min_items, 1 if spread else 0)
    mixed = {"type": "object", "properties": {"n": INTEGER, "s": STRING, "b": {"type": "boolean"}}}
    fixed = st.fixed_dictionaries({"n": integers}, optional={"s": text, "b": st.booleans()})
    return st.one_of(
        st.tuples(text, st.just(STRING)),
        st.tuples(integers, st.just(INTEGER)),
        st.tuples(fractions, st.just(NUMBER)),
        st.tuples(st.booleans(), st.just({"type": "boolean"})),
        st.tuples(st.lists(text, min_size=1), st.just(STRINGS)),
        st.tuples(st.lists(integers, min_size=least), st.just(INTEGERS)),
        st.tuples(fixed, st.just(mixed)),
        st.tuples(st.dictionaries(texts(without + "[]"), text, min_size=least), st.just(FREE)),
    )


@pytest.mark.parametrize("explode", [pytest.param(False, id="whole"), pytest.param(True, id="exploded")])
@pytest.mark.parametrize("style", ["simple", "label", "matrix"])
def test_paths_are_read_as_they_were_written(style: str, explode: bool) -> None:
    spread = style == "matrix" and explode
    without = "." if style == "label" and explode else ""

    @given(values_and_schemas(without, spread=spread, min_items=1 if explode else 0))
    def law(case: tuple[Any, Any]) -> None:
        value, schema = case
        text = write_text(style, explode, "color", value)
        assert read(parameter("path", schema, style, explode), text) == ({"color": value}, [])

    law()


@pytest.mark.parametrize(
    ("location", "style", "explode", "without"),
    [
        ("query", "form", False, ""),
        ("query", "form", True, ""),
        ("query", "spaceDelimited", False, " "),
        ("query", "pipeDelimited", False, "|"),
        ("query", "deepObject", True, ""),
        ("cookie", "form", False, ""),
        ("cookie", "form", True, ""),
    ],
)
def test_pairs_are_read_as_they_were_written(location: str, style: str, explode: bool, without: str) -> None:
    @given(values_and_schemas(without, spread=explode))
    def law(case: tuple[Any, Any]) -> None:
        value, schema = case
        if style == "deepObject" and not isinstance(value, dict):
            return
        text = write_pairs(style, explode, "color", value, "; " if location == "cookie" else "&")
        assert read(parameter(location, schema, style, explode), text) == ({"color": value}, [])

    law()


@pytest.mark.parametrize("explode", [pytest.param(False, id="whole"), pytest.param(True, id="exploded")])
@given(data=st.data())
def test_headers_are_read_as_they_were_written(explode: bool, data: st.DataObject) -> None:
    value, schema = data.draw(values_and_schemas(",= \t"))
    text = write_text("simple", explode, "color", value, scalar_text)
    assert read(parameter("header", schema, "simple", explode), text) == ({"color": value}, [])


SCHEMAS = st.sampled_from([{}, STRING, INTEGER, STRINGS, INTEGERS, RGB, FREE, {"anyOf": [INTEGER, STRINGS, RGB]}])
STYLES = [("path", s) for s in ("simple", "label", "matrix")] + [("header", "simple"), ("cookie", "form")]
STYLES += [("query", s) for s in ("form", "spaceDelimited", "pipeDelimited", "deepObject")]
JUNK = st.lists(
    st.sampled_from([*"%&=;,.|+[] \"'\\", "color", "%2C", "%ff", "%00", "R", "1"]) | st.characters(), max_size=12
).map("".join)


@given(st.sampled_from(STYLES), st.booleans(), SCHEMAS, JUNK)
def test_any_text_gives_values_or_violations(where: tuple[str, str], explode: bool, schema: Any, text: str) -> None:
    location, style = where
    values, rules = read(parameter(location, schema, style, explode), text)
    assert not (values and rules)
    assert set(rules) <= {"parameter.malformed", "parameter.repeated"}
