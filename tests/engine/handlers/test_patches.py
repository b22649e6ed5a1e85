"""Merge patches, JSON patches, and members that are laid over an entity."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.handlers.patches import JSON_PATCH, MERGE_PATCH, apply, merge
from mockserver.engine.handlers.refusal import Refusal
from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of, rules_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON, max_size=3)


class TestMerge:
    @pytest.mark.parametrize(
        ("target", "patch", "expected"),
        [  # RFC 7396, appendix A
            ({"a": "b"}, {"a": "c"}, {"a": "c"}),
            ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
            ({"a": "b"}, {"a": None}, {}),
            ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
            ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
            ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
            ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
            ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
            (["a", "b"], ["c", "d"], ["c", "d"]),
            ({"a": "b"}, ["c"], ["c"]),
            ({"a": "foo"}, None, None),
            ({"a": "foo"}, "bar", "bar"),
            ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
            ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
            ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ],
    )
    def test_examples_of_the_rfc(self, target: Any, patch: Any, expected: Any) -> None:
        assert merge(target, patch) == expected

    @given(JSON, JSON)
    def test_the_pseudocode_of_the_rfc(self, target: Any, patch: Any) -> None:
        assert merge(target, patch) == merge_as_written(target, patch)

    @given(OBJECTS, OBJECTS)
    def test_twice_is_once(self, target: Any, patch: Any) -> None:
        once = merge(target, patch)
        assert merge(once, patch) == once


def merge_as_written(target: Any, patch: Any) -> Any:
    """RFC 7396 §2, line by line."""
    if isinstance(patch, dict):
        result = dict(target) if isinstance(target, dict) else {}
        for name in patch:
            if patch[name] is None:
                if name in result:
                    del result[name]
            else:
                result[name] = merge_as_written(result.get(name), patch[name])
        return result
    return patch


class TestApply:
    @pytest.mark.parametrize(
        ("operation", "expected"),
        [
            ({"op": "add", "path": "/b/-", "value": 3}, {"a": 1, "b": [1, 2, 3]}),
            ({"op": "remove", "path": "/b/0"}, {"a": 1, "b": [2]}),
            ({"op": "replace", "path": "/a", "value": None}, {"a": None, "b": [1, 2]}),
            ({"op": "move", "from": "/a", "path": "/c"}, {"b": [1, 2], "c": 1}),
            ({"op": "copy", "from": "/b/1", "path": "/a"}, {"a": 2, "b": [1, 2]}),
            ({"op": "test", "path": "/a", "value": 1.0}, {"a": 1, "b": [1, 2]}),
            ({"op": "replace", "path": "", "value": {"c": 1}}, {"c": 1}),
        ],
    )
    def test_one_operation(self, operation: dict[str, Any], expected: dict[str, Any]) -> None:
        assert apply({"a": 1, "b": [1, 2]}, [operation]) == expected

    @pytest.mark.parametrize(
        ("operation", "rule"),
        [
            ({"op": "remove", "path": "/c"}, "state.conflict"),
            ({"op": "test", "path": "/a", "value": True}, "state.conflict"),
            ({"op": "test", "path": "a"}, "state.conflict"),
            ({"op": "add", "path": "/b/7", "value": 1}, "state.conflict"),
            ({"op": "replace", "path": "", "value": 1}, "state.conflict"),
            ({"op": "add", "path": "/c"}, "body.malformed"),
            ({"op": "turn", "path": "/c"}, "body.malformed"),
            (7, "body.malformed"),
        ],
    )
    def test_what_does_not_fit_changes_nothing(self, operation: Any, rule: str) -> None:
        row = {"a": 1, "b": [1, 2]}
        with pytest.raises(Refusal) as refused:
            apply(row, [{"op": "add", "path": "/b/0", "value": 9}, operation])
        assert refused.value.violation is not None
        assert refused.value.violation.rule == rule
        assert row == {"a": 1, "b": [1, 2]}


SIZE = {"type": "object", "required": ["unit"], "properties": {"unit": {"type": "string"}, "high": {"type": "integer"}}}
VASE: dict[str, Any] = {
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "title": {"type": "string"},
        "maker": {"type": "string"},
        "note": {"type": ["string", "null"]},
        "size": SIZE,
        "shelf": {"type": "object", "properties": {"row": {"type": "integer"}, "box": {"type": "integer"}}},
        "key": {"type": "string", "writeOnly": True},
    },
}


def vases(folder: Path, statuses: Mapping[str, Any] | None = None) -> Sandbox:
    change: dict[str, Any] = {"properties": {name: {} for name in VASE["properties"]}}
    return remember(
        folder,
        {
            "POST /vases": {"body": "Vase", "201": "Vase"},
            "GET /vases/{id}": {"200": "Vase", "404": "Error"},
            "PATCH /vases/{id}": {
                "body": {"application/json": change, MERGE_PATCH: {"type": "object"}, JSON_PATCH: {"type": "array"}},
                "200": "Vase",
                **(statuses or {"409": "Error", "422": "Error"}),
            },
        },
        Vase=VASE,
        Error={"properties": {"error": {"type": "string"}}},
    )


def send(sandbox: Sandbox, body: Any, media_type: str = "application/json") -> Any:
    target = f"/vases/{sandbox.state()['vase'][0]['id']}"
    return sandbox.ask("PATCH", target, json.dumps(body).encode(), [("Content-Type", media_type)])


class TestChanges:
    @pytest.fixture
    def sandbox(self, tmp_path: Path) -> Sandbox:
        sandbox = vases(tmp_path)
        vase = {"title": "Urn", "maker": "Ida", "key": "k", "size": {"unit": "cm", "high": 9}, "shelf": {"row": 1}}
        assert sandbox.ask("POST", "/vases", vase).response.status == 201
        return sandbox

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            pytest.param({"title": "Jug"}, {"title": "Jug", "maker": "Ida"}, id="others-stay"),
            pytest.param({"note": None}, {"note": None}, id="null-where-it-is-allowed"),
            pytest.param({"maker": None}, {"maker": ...}, id="null-removes-elsewhere"),
            pytest.param({"size": {"high": 7}}, {"size": {"unit": "cm", "high": 7}}, id="merged-if-it-lacks-a-member"),
            pytest.param({"shelf": {"box": 2}}, {"shelf": {"box": 2}}, id="replaced-if-it-lacks-none"),
            pytest.param({"Title": "Jug", "id": "no"}, {"title": "Jug"}, id="other-spellings-and-read-only-members"),
        ],
    )
    def test_members(self, sandbox: Sandbox, change: dict[str, Any], expected: dict[str, Any]) -> None:
        before = sandbox.state()["vase"][0]
        assert send(sandbox, change).response.status == 200
        after = sandbox.state()["vase"][0]
        assert {name: after.get(name, ...) for name in expected} == expected
        assert after["id"] == before["id"]

    def test_a_merge_patch_keeps_what_no_client_sees(self, sandbox: Sandbox) -> None:
        made = send(sandbox, {"size": None, "shelf": {"box": 2}, "id": None}, MERGE_PATCH)
        before = sandbox.state()["vase"][0]
        assert body_of(made) == {"id": before["id"], "title": "Urn", "maker": "Ida", "shelf": {"row": 1, "box": 2}}
        assert before["key"] == "k"

    def test_a_json_patch_keeps_what_no_client_sees(self, sandbox: Sandbox) -> None:
        identifier = sandbox.state()["vase"][0]["id"]
        made = send(sandbox, [{"op": "replace", "path": "", "value": {"id": "new", "title": "Jug"}}], JSON_PATCH)
        assert body_of(made) == {"id": identifier, "title": "Jug"}
        assert sandbox.state()["vase"][0] == {"id": identifier, "title": "Jug", "key": "k"}

    @pytest.mark.parametrize(
        ("body", "media_type"),
        [
            pytest.param({"title": None}, MERGE_PATCH, id="merge"),
            pytest.param([{"op": "remove", "path": "/title"}], JSON_PATCH, id="json"),
        ],
    )
    def test_what_the_schema_does_not_allow_is_refused(self, sandbox: Sandbox, body: Any, media_type: str) -> None:
        before = sandbox.state()
        made = send(sandbox, body, media_type)
        assert made.response.status == 422
        assert rules_of(made) == ["body.schema"]
        assert sandbox.state() == before

    @pytest.mark.parametrize(
        ("documented", "status"), [("409", 409), ("412", 412), ("422", 422), ("400", 400)], ids=str
    )
    def test_a_test_that_fails_is_a_conflict(self, tmp_path: Path, documented: str, status: int) -> None:
        sandbox = vases(tmp_path, {documented: "Error"})
        sandbox.ask("POST", "/vases", {"title": "Urn"})
        made = send(sandbox, [{"op": "test", "path": "/title", "value": "Jug"}], JSON_PATCH)
        assert (made.response.status, rules_of(made)) == (status, ["state.conflict"])
