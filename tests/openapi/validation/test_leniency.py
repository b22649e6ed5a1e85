"""How values are read that real servers accept although the contract does not allow them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.documents import Document
from mockserver.openapi.pointers import join, walk
from mockserver.openapi.styles import Shape, read_shape
from mockserver.openapi.validation.leniency import read_booleans, says_nullable, without

BOOLEAN = Shape(frozenset({"boolean"}))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


class TestReadBooleans:
    @pytest.mark.parametrize(
        ("text", "value"),
        [("True", True), ("FALSE", False), ("1", True), ("0", False), ("true", True)],
    )
    def test_spellings(self, text: str, value: bool) -> None:
        assert read_booleans(text, BOOLEAN) == (value, [("", text, value)])

    @pytest.mark.parametrize("text", ["", "yes", "on", "2", "01", " true", "t", "null"])
    def test_other_texts_stay(self, text: str) -> None:
        assert read_booleans(text, BOOLEAN) == (text, [])

    @pytest.mark.parametrize("types", [set(), {"string"}, {"string", "boolean"}, {"integer"}])
    def test_only_where_booleans_are_admitted_and_texts_are_not(self, types: set[str]) -> None:
        assert read_booleans("True", Shape(frozenset(types))) == ("True", [])

    def test_inside_structures(self) -> None:
        shape = Shape(
            frozenset({"object"}),
            properties={"a/b": BOOLEAN, "list": Shape(frozenset({"array"}), items=BOOLEAN), "text": Shape()},
            additional=BOOLEAN,
        )
        value = {"a/b": "1", "list": ["true", True, "x", "0"], "text": "1", "more": "False"}
        read, spelled = read_booleans(value, shape)
        assert read == {"a/b": True, "list": [True, True, "x", False], "text": "1", "more": False}
        assert [(spelling.pointer, spelling.text) for spelling in spelled] == [
            ("/a~1b", "1"),
            ("/list/0", "true"),
            ("/list/3", "0"),
            ("/more", "False"),
        ]
        assert value["list"] == ["true", True, "x", "0"], "the value that was read stays as it is"

    @given(JSON)
    def test_a_value_without_spellings_is_the_same_object(self, value: Any) -> None:
        assert read_booleans(value, Shape()) == (value, [])
        assert read_booleans(value, Shape())[0] is value


class TestWithout:
    @given(JSON, st.data())
    def test_only_the_member_is_gone(self, value: Any, data: st.DataObject) -> None:
        places = list(_iter_members(value))
        if not places:
            assert without(value, ["/nothing"]) == value
            return
        names = data.draw(st.sampled_from(places))
        left = without(value, [join(names)])
        parent = walk(left, join(names[:-1]))
        assert names[-1] not in parent
        parent[names[-1]] = walk(value, join(names))
        assert left == value

    def test_several(self) -> None:
        value = {"id": 1, "tags": [{"id": 2}, {"id": 3, "name": "a"}], "x": {"id": 4}}
        assert without(value, ["/id", "/tags/0/id", "/tags/1/id"]) == {"tags": [{}, {"name": "a"}], "x": {"id": 4}}


def _iter_members(value: Any, at: tuple[Any, ...] = ()) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in pairs:
        if isinstance(value, dict):
            yield (*at, name)
        yield from _iter_members(member, (*at, name))


NULLABLE = Document.parse(
    """
openapi: 3.1.0
info: {title: Null, version: '1'}
paths: {}
components:
  schemas:
    Tree:
      properties:
        self: {$ref: '#/components/schemas/Tree'}
        said: {type: string, nullable: true}
        named: {$ref: '#/components/schemas/Named'}
        beside: {$ref: '#/components/schemas/Plain', nullable: true}
        part: {allOf: [{oneOf: [{$ref: '#/components/schemas/Plain'}, {nullable: true}]}]}
        list: {prefixItems: [{}, {nullable: true}], items: {nullable: 'yes'}}
        broken: {$ref: '#/components/schemas/Nowhere'}
      additionalProperties: {nullable: true}
      allOf: [{properties: {deep: {properties: {a/b: {nullable: true}}}}}]
    Named: {type: string, nullable: true}
    Plain: {type: string}
""",
    name="null.yaml",
)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("", False),
        ("/said", True),
        ("/self/self/said", True),
        ("/named", True),
        ("/beside", True),
        ("/part", True),
        ("/list", False),
        ("/list/0", False),
        ("/list/1", True),
        ("/list/2", False),
        ("/broken", False),
        ("/other", True),
        ("/deep/a~1b", True),
        ("/deep/c", False),
    ],
)
def test_says_nullable(place: str, expected: bool) -> None:
    assert says_nullable(NULLABLE, "/components/schemas/Tree", place) is expected


def test_a_shape_tells_where_booleans_are() -> None:
    document = Document.parse(
        "openapi: 3.0.3\ninfo: {title: It, version: '1'}\npaths: {}\n"
        "components: {schemas: {A: {type: object, properties: {on: {allOf: [{$ref: '#/components/schemas/On'}]}}},"
        " On: {type: boolean, nullable: true}}}\n",
        name="on.yaml",
    )
    read, spelled = read_booleans({"on": "True"}, read_shape(document, "/components/schemas/A"))
    assert (read, len(spelled)) == ({"on": True}, 1)
