"""Changes of one member: which services lose others, or keep what they must not, and which do neither."""

from __future__ import annotations

from typing import Any

import pytest

from tests.provider.documented.test_sequences import NEW, Notes, document, examine_notes, fingerprints, responses

SIZED = {"text": {"type": "string", "maxLength": 40}, "size": {"type": "integer", "minimum": 0, "default": 0}}


class Partial(Notes):
    """Notes that go wrong, or do more than they must, when a change leaves something out."""

    def respond(self, method: str, path: str, raw: bytes) -> tuple[int, Any]:
        if method == "PUT" and b'"text"' not in raw:
            return 422, {}
        return super().respond("PATCH" if method == "PUT" else method, path, raw)

    def change(self, name: str, new: dict[str, Any]) -> tuple[int, Any]:
        status, value = super().change(name, new)
        note = self.notes[name]
        if "replaces" in self.quirks:
            self.notes[name] = {"id": name, "text": note["text"], **new}
        if "resets" in self.quirks and "size" not in new:
            self.notes[name] = {**note, "size": 0}
        if "counts" in self.quirks:
            self.notes[name] = {**note, "edits": note.get("edits", 0) + 1, "draft": None}
        if "rounds" in self.quirks and "size" not in new:
            self.notes[name] = {**note, "size": note["size"] + 1}
        return status, value


def with_default() -> dict[str, Any]:
    """Return the path of a note with PUT, whose size is 0 if it is left out."""
    body = {**NEW, "properties": SIZED}
    content = {"required": True, "content": {"application/json": {"schema": body}}}
    item = document()["paths"]["/notes/{id}"]
    del item["patch"]
    item["put"] = {"requestBody": content, "responses": responses("200", "404", "422")}
    return {"/notes/{id}": item}


@pytest.mark.parametrize(
    ("quirk", "found"),
    [
        pytest.param("", [], id="keeps-the-rest"),
        pytest.param("replaces", ["PATCH /notes/{id} state.patch-replaced size"], id="replaces"),
        pytest.param("counts", [], id="changes-what-no-client-sets"),
        pytest.param("rounds", [], id="computes-another-value"),
        pytest.param("resets", ["PATCH /notes/{id} state.patch-replaced size"], id="resets-to-nothing"),
    ],
)
def test_a_patch_of_one_member_leaves_the_others(quirk: str, found: list[str]) -> None:
    item = document()["paths"]["/notes/{id}"]
    content = {"application/json": {"schema": {"type": "object", "additionalProperties": False, "properties": SIZED}}}
    item["patch"]["requestBody"] = {"required": True, "content": content}
    outcome = examine_notes(service=Partial(frozenset({quirk})), more={"/notes/{id}": item})
    assert fingerprints(outcome) == found


@pytest.mark.parametrize(
    ("quirk", "found"),
    [
        pytest.param("resets", [], id="takes-the-default"),
        pytest.param("", ["PUT /notes/{id} state.put-merged size"], id="merges"),
        pytest.param("replaces", [], id="shows-no-default"),
    ],
)
def test_a_put_gives_what_is_left_out_its_documented_default(quirk: str, found: list[str]) -> None:
    outcome = examine_notes(service=Partial(frozenset({quirk})), more=with_default())
    assert fingerprints(outcome) == found
