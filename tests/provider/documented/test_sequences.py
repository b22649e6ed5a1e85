"""The provider test's documented phase and probes: which services fail, and which do not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from mockserver.provider import Outcome, Plan
from tests.engine.test_drafts import make_api
from tests.provider.bed import examine_app

NOTE = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": {"type": "string"}, "text": {"type": "string"}, "size": {"type": "integer"}},
}
NEW = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "maxLength": 40}, "size": {"type": "integer", "minimum": 0}},
}
JSON = "application/json"


def responses(*statuses: str, schema: Any = None, **examples: Any) -> dict[str, Any]:
    content = {JSON: {"schema": schema or {}, "examples": {name: {"value": v} for name, v in examples.items()}}}
    return {status: {"description": "…", **({"content": content} if status < "202" else {})} for status in statuses}


def document(**changes: Any) -> dict[str, Any]:
    """Notes that can be created, listed, read, changed and deleted."""
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    change = {key: value for key, value in NEW.items() if key != "required"}
    body = {"required": True, "content": {JSON: {"schema": change}}}
    examples = {"short": {"value": {"text": "a"}}, "empty": {"value": {"text": ""}}}
    create = {"required": True, "content": {JSON: {"schema": NEW, "examples": examples}}}
    created = {
        "201": {
            "description": "made",
            "content": {JSON: {"schema": NOTE, "examples": {"short": {"value": {"id": "1", "text": "a"}}}}},
        },
        "422": {"description": "no", "content": {JSON: {"schema": {}, "examples": {"empty": {"value": {}}}}}},
        "409": {"description": "there already"},
    }
    paths = {
        "/notes": {
            "get": {"responses": responses("200", schema={"type": "array", "items": NOTE})},
            "post": {"requestBody": create, "responses": created},
        },
        "/notes/{id}": {
            "parameters": [identifier],
            "get": {"responses": responses("200", "404", schema=NOTE)},
            "patch": {"requestBody": body, "responses": responses("200", "404", "422", schema=NOTE)},
            "delete": {"responses": responses("202", "204", "404")},
        },
    }
    return {"openapi": "3.1.0", "info": {"title": "Notes", "version": "1"}, "paths": {**paths, **changes}}


@dataclass
class Notes:
    """A correct service; each quirk changes its behaviour for a test."""

    quirks: frozenset[str] = frozenset()
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    count: int = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        raw = environ["wsgi.input"].read(length)
        if raw and environ.get("CONTENT_TYPE") != JSON:
            status, value = 415, None
        else:
            status, value = self.respond(environ["REQUEST_METHOD"], environ["PATH_INFO"], raw)
        body = b"" if value is None else json.dumps(value).encode()
        headers = [("Content-Type", JSON)] if body else []
        start(f"{status} …", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def respond(self, method: str, path: str, raw: bytes) -> tuple[int, Any]:
        name = path.removeprefix("/notes").strip("/")
        if name and name not in self.notes:
            return 404, None
        if method == ("PATCH" if name else "POST"):
            new = self.read(raw, is_whole=method == "POST")
            if new is None:
                return 422, {}
            return self.create(new) if method == "POST" else self.change(name, new)
        if method == "GET":
            return 200, self.notes[name] if name else list(self.notes.values())
        return self.delete(name) if method == "DELETE" and name else (405, None)

    def read(self, raw: bytes, *, is_whole: bool) -> dict[str, Any] | None:
        try:
            new = json.loads(raw)
        except ValueError:
            return None
        known = isinstance(new, dict) and set(new) <= {"text", "size"} and ("text" in new or not is_whole)
        text, size = (new.get("text", "a"), new.get("size", 0)) if known else (None, None)
        if not (isinstance(text, str) and len(text) <= 40) or not (type(size) is int and size >= 0):
            return None
        if not text and "empty-is-fine" not in self.quirks:
            return None
        return None if "short-is-wrong" in self.quirks and text == "a" else new

    def create(self, new: dict[str, Any]) -> tuple[int, Any]:
        if "unique" in self.quirks and any(note["text"] == new["text"] for note in self.notes.values()):
            return 409, None
        self.count += 1
        identifier = f"n{self.count}"
        self.notes[identifier] = {"id": identifier, **new}
        return 201, self.notes[identifier]

    def change(self, name: str, new: dict[str, Any]) -> tuple[int, Any]:
        if "upper-case" in self.quirks and "text" in new:
            new = {**new, "text": new["text"].upper()}
        kept = {key: value for key, value in new.items() if not ("size-is-lost" in self.quirks and key == "size")}
        self.notes[name] = {**self.notes[name], **kept}
        return 200, {**self.notes[name], **new}

    def delete(self, name: str) -> tuple[int, Any]:
        if "later" in self.quirks:
            return 202, None
        if "marks-deleted" in self.quirks:
            self.notes[name] = {**self.notes[name], "deleted": True}
        elif "archive" not in self.quirks:
            del self.notes[name]
        return 204, None


def examine_notes(*quirks: str, service: Notes | None = None, more: dict[str, Any] | None = None) -> Outcome:
    plan = Plan(phases=("documented", "probes"))
    return examine_app(service or Notes(frozenset(quirks)), make_api(document(**(more or {}))), plan)


def fingerprints(outcome: Outcome) -> list[str]:
    return [failure.fingerprint for failure in outcome.failures]


@pytest.mark.parametrize("quirk", ["", "unique", "upper-case", "later", "marks-deleted"])
def test_a_correct_service_passes(quirk: str) -> None:
    outcome = examine_notes(quirk)
    assert (fingerprints(outcome), outcome.notices) == ([], ())


@pytest.mark.parametrize(
    ("quirk", "found"),
    [
        ("short-is-wrong", ["POST /notes example.refused short"]),
        ("empty-is-fine", ["POST /notes example.accepted empty"]),
        ("size-is-lost", ["PATCH /notes/{id} state.update-lost size"]),
        ("archive", ["GET /notes state.deleted-listed", "GET /notes/{id} state.deleted-alive"]),
    ],
)
def test_a_wrong_service_fails(quirk: str, found: list[str]) -> None:
    assert fingerprints(examine_notes(quirk)) == found


def test_existing_items_do_not_prevent_a_creation() -> None:
    service = Notes(frozenset({"unique"}), {"old": {"id": "old", "text": "a"}})
    outcome = examine_notes(service=service)
    assert fingerprints(outcome) == []
    assert outcome.tallies["POST /notes"].statuses[409] == 1
    assert outcome.tallies["POST /notes"].statuses[201] >= 1
    assert list(service.notes) == ["old"]  # a run deletes what it creates


def test_a_failure_lists_the_requests_before_it() -> None:
    [failure] = examine_notes("size-is-lost").failures
    assert [step.split(" -H")[0] for step in failure.steps] == [
        "curl http://localhost:8000/notes",
        "curl -X PATCH http://localhost:8000/notes/n1",
    ]
    assert failure.curl.startswith("curl http://localhost:8000/notes/n1 ")


def test_an_operation_that_never_succeeds_gets_a_notice() -> None:
    lone = {"/lone/{id}": document()["paths"]["/notes/{id}"]}
    outcome = examine_notes(more=lone)
    assert outcome.is_kept
    assert outcome.notices == (
        "GET /lone/{id} never succeeded; it returned 404",
        "DELETE /lone/{id} never succeeded; it returned 404",
        "PATCH /lone/{id} never succeeded; it returned 404, 415",
    )


def test_a_broken_operation_gets_a_notice_and_the_others_are_tested() -> None:
    outcome = examine_notes(more={"/broken": {"get": {"$ref": "#/nowhere"}}})
    assert outcome.is_kept
    assert len(outcome.notices) == 1
    assert outcome.notices[0].startswith("GET /broken cannot be tested: ")


def test_accepted_forbidden_requests_are_failures() -> None:
    class Lax(Notes):
        def read(self, raw: bytes, *, is_whole: bool) -> dict[str, Any] | None:
            new = super().read(raw, is_whole=is_whole)
            return {"text": "any"} if new is None and b'""' not in raw else new

    checks = {(failure.operation, failure.check) for failure in examine_notes(service=Lax()).failures}
    assert checks == {("POST /notes", "probe.body"), ("PATCH /notes/{id}", "probe.body")}


def test_an_operation_below_an_item_is_tested_with_an_item() -> None:
    """The sequence of the parent runs, although it is not tested itself."""
    plan = Plan(phases=("documented",), include=("readNoteText",))
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    text = {"operationId": "readNoteText", "parameters": [identifier], "responses": responses("200", "404")}

    class Texts(Notes):
        def respond(self, method: str, path: str, raw: bytes) -> tuple[int, Any]:
            found = super().respond(method, path.removesuffix("/text"), raw)
            return (200, found[1]["text"]) if path.endswith("/text") and found[0] == 200 else found

    outcome = examine_app(Texts(), make_api(document(**{"/notes/{id}/text": {"get": text}})), plan)
    assert {str(operation): dict(tally.statuses) for operation, tally in outcome.tallies.items()} == {
        "GET /notes/{id}/text": {200: 1}
    }
