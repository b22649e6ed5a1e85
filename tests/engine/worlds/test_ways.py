"""How requests name their worlds in header fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.worlds.ways import WorldName, find_way, read_baggage
from mockserver.openapi.messages import Headers


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mock-world=anna", "anna"),
        (" user=alice , mock-world = anna ", "anna"),
        ("mock-world=anna;ttl=60;private", "anna"),
        ("mock-world=test%2D17", "test-17"),
        ("mock-world=%F6", "\ufffd"),
        ("mock-world=a=b", "a=b"),
        ("mock-world=anna,mock-world=ben", "ben"),
        ("mock-world=", ""),
        ("Mock-World=anna", None),
        ("x-mock-world=anna", None),
        ("user=alice;mock-world=anna", None),
        ("user=mock-world", None),
        ("mock-world", None),
        ("", None),
    ],
)
def test_a_member_of_the_baggage(text: str, name: str | None) -> None:
    assert read_baggage(text) == name


@pytest.mark.parametrize(
    ("headers", "way"),
    [
        ([("Mock-World", " anna ")], WorldName("anna", "header", "Mock-World")),
        ([("Mock-World", "anna; from=ben")], WorldName("anna", "header", "Mock-World", "ben")),
        ([("Mock-World", "anna;FROM = ben ")], WorldName("anna", "header", "Mock-World", "ben")),
        ([("baggage", "a=b"), ("Baggage", "mock-world=anna")], WorldName("anna", "header", "baggage")),
        ([("baggage", "a=mock-world"), ("Cookie", "a=b; mock-world=anna")], WorldName("anna", "cookie", "mock-world")),
        ([("Cookie", 'mock-world="anna"')], WorldName("anna", "cookie", "mock-world")),
        ([("Cookie", "session=mock-world")], None),
        ([], None),
    ],
)
def test_header_fields(headers: list[tuple[str, str]], way: WorldName | None) -> None:
    assert find_way(Headers(headers)) == way


@given(st.text(max_size=40), st.sampled_from(["Mock-World", "baggage", "Cookie"]))
def test_any_text_is_read(text: str, field: str) -> None:
    way = find_way(Headers([(field, f"mock-world={text}")]))
    assert way is None or way.location in {"header", "cookie"}
