"""What a client prefers, in the Prefer header or in the query."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.negotiation.preferences import NO_PREFERENCE, Preference, read_preference, split_forms
from mockserver.openapi.messages import Headers
from mockserver.openapi.rules import QUOTE_LIMIT, Violation
from tests.support.documents import operation_of


@pytest.mark.parametrize(
    ("lines", "code", "example"),
    [
        pytest.param([], None, None, id="no-header"),
        pytest.param(["code=404"], 404, None, id="code"),
        pytest.param(["example=minimal"], None, "minimal", id="example"),
        pytest.param(["code=404, example=minimal"], 404, "minimal", id="both"),
        pytest.param(["example=minimal", "code=404"], 404, "minimal", id="several-lines"),
        pytest.param(["code=404, code=500"], 404, None, id="the-first-counts"),
        pytest.param(["code=404", "code=500"], 404, None, id="of-several-lines-too"),
        pytest.param(["CODE=404; Example=x"], 404, None, id="names-have-no-case"),
        pytest.param(["code = 404"], 404, None, id="space-around-equals"),
        pytest.param(['code="404"'], 404, None, id="quoted"),
        pytest.param(
            ['example="two words, one comma; \\"quoted\\" \\\\"'],
            None,
            'two words, one comma; "quoted" \\',
            id="quoted-string",
        ),
        pytest.param(['code=404; note="a, b\\", code=500"; x, example=y'], 404, "y", id="parameters-are-skipped"),
        pytest.param(["respond-async, wait=10, code=404"], 404, None, id="other-preferences-are-ignored"),
        pytest.param(["respond-async; code=404"], None, None, id="a-parameter-is-no-preference"),
        pytest.param([""], None, None, id="empty"),
        pytest.param([", ,code=404,, example=x,"], 404, "x", id="empty-list-elements"),
        pytest.param(["code=200"], 200, None, id="lowest"),
        pytest.param(["code=599"], 599, None, id="highest"),
    ],
)
def test_preferences(lines: list[str], code: int | None, example: str | None) -> None:
    headers = Headers([("Prefer", line) for line in lines])
    assert read_preference(headers) == Preference(code, example)


@pytest.mark.parametrize("prefix", ["", "__"], ids=["header", "query"])
def test_dynamic_values_need_faker(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faker", None)  # importing it fails

    def read(dynamic: str) -> Preference | Violation:
        headers = Headers([] if prefix else [("Prefer", f"dynamic={dynamic}")])
        return read_preference(headers, {"dynamic": dynamic} if prefix else None)

    refused = read("true")
    assert isinstance(refused, Violation)
    assert (refused.rule, refused.name) == ("preference.unavailable", "__dynamic" if prefix else "Prefer")
    assert refused.message.startswith(
        f"{prefix}dynamic=true cannot be followed; dynamic values need Faker: pip install"
    )
    assert read("false") == Preference(dynamic=False)


@pytest.mark.parametrize(
    ("text", "dynamic", "seed"),
    [
        pytest.param("dynamic=true", True, None, id="on"),
        pytest.param("dynamic=false", False, None, id="off"),
        pytest.param("Dynamic=TRUE", True, None, id="no-case"),
        pytest.param("seed=7", None, "7", id="seed-alone"),
        pytest.param('dynamic=true, seed="two words"', True, "two words", id="both"),
        pytest.param("seed=1, seed=2", None, "1", id="the-first-counts"),
    ],
)
def test_how_a_response_is_made(text: str, dynamic: bool | None, seed: str | None) -> None:
    preference = read_preference(Headers([("Prefer", text)]))
    assert preference == Preference(dynamic=dynamic, seed=seed)
    assert not preference.names_response


@pytest.mark.parametrize("items", [0, 25, 10_000])
def test_how_many_rows_a_list_has(items: int) -> None:
    preference = read_preference(Headers([("Prefer", f"items={items}")]))
    assert preference == Preference(items=items)
    assert (preference.names_response, preference.applied) == (False, f"items={items}")


@pytest.mark.parametrize(
    ("query", "rest", "preference"),
    [
        pytest.param("", "", NO_PREFERENCE, id="none"),
        pytest.param("__code=404", "", Preference(404), id="code"),
        pytest.param("__example=a+b%21", "", Preference(None, "a b!"), id="example-decoded"),
        pytest.param("__items=25", "", Preference(items=25), id="items"),
        pytest.param("__dynamic=true&__seed=7", "", Preference(dynamic=True, seed="7"), id="dynamic-and-seed"),
        pytest.param("a=1&__code=404&b=2&&c", "a=1&b=2&&c", Preference(404), id="the-rest-stays"),
        pytest.param("__code=404&__code=500", "", Preference(404), id="the-first-counts"),
        pytest.param("__Code=404&code=404&___code=1", "__Code=404&code=404&___code=1", NO_PREFERENCE, id="no-form"),
        pytest.param("__mine=1&__seed=2", "__mine=1", Preference(seed="2"), id="others-are-left"),
        pytest.param("__example=x", "__example=x", NO_PREFERENCE, id="declared"),
    ],
)
def test_forms_of_the_query(query: str, rest: str, preference: Preference) -> None:
    declared = {"name": "__example", "in": "query", "schema": {"type": "string"}}
    operation = operation_of(declared) if rest == "__example=x" else operation_of()
    left, forms = split_forms(operation, query)
    assert left == rest
    assert read_preference(Headers(), forms) == preference


def test_the_header_counts_more_than_the_query() -> None:
    headers = Headers([("Prefer", "respond-async")])
    assert read_preference(headers, {"code": "404"}) == NO_PREFERENCE


@pytest.mark.parametrize(
    ("query", "name", "seen"),
    [
        ("__code=abc", "__code", "__code=abc"),
        ("__dynamic=1", "__dynamic", "__dynamic=1"),
        ("__example=", "__example", "__example="),
        ("__seed=", "__seed", "__seed="),
        ("__items=x", "__items", "__items=x"),
        ("__code=%zz", "__code", "__code=%zz"),
    ],
)
def test_forms_that_are_not_understood(query: str, name: str, seen: str) -> None:
    violation = read_preference(Headers(), split_forms(operation_of(), query)[1])
    assert isinstance(violation, Violation)
    assert (violation.rule, violation.location) == ("preference.malformed", "query")
    assert (violation.name, violation.seen) == (name, seen)


@pytest.mark.parametrize(
    "text",
    [
        "code",
        "code=",
        "code=abc",
        "code=99",
        "code=199",
        "code=600",
        "code=4040",
        "code=+404",
        "code=4.0",
        "code=٤٠٤",
        'code=""',
        "dynamic",
        "dynamic=maybe",
        "dynamic=1",
        "seed=",
        "items=",
        "items=-1",
        "items=2.5",
        "items=10001",
        "items=" + "9" * 50_000,
        "example=",
        'example=""',
        'example="open',
        "code=404 example=x",
        "=404",
        "code==404",
        'code=404; note="open, example=x',
        "example=ümlaut",
        "(junk)",
        "a" + " " * 50_000 + "é",
        '"' + '\\"' * 30_000,
        "code=" + "9" * 50_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_not_understood(text: str) -> None:
    violation = read_preference(Headers([("Prefer", text)]))
    assert isinstance(violation, Violation)
    assert (violation.rule, violation.location, violation.name) == ("preference.malformed", "header", "Prefer")
    assert violation.allowed in violation.message
    assert len(violation.seen) <= QUOTE_LIMIT
    assert len(violation.message) < 250


WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


@given(st.none() | st.integers(200, 599), st.none() | WORDS, st.none() | st.booleans(), st.none() | WORDS)
def test_what_was_applied_can_be_asked_for_again(
    code: int | None, example: str | None, dynamic: bool | None, seed: str | None
) -> None:
    """RFC 7240 §3: Preference-Applied is written as Prefer is."""
    preference = Preference(code, example, dynamic, seed)
    assert read_preference(Headers([("Prefer", preference.applied)])) == preference
    assert (preference == NO_PREFERENCE) is (preference.applied == "")


@given(st.text(max_size=40))
def test_any_header_is_a_preference_or_a_violation(text: str) -> None:
    assert isinstance(read_preference(Headers([("Prefer", text)])), (Preference, Violation))
