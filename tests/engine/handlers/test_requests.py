"""What a request is about: a row that is stored, or one that is assumed to exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.settings import Settings
from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of, sandbox_of

TEXT = {"type": "string"}
NOT_FOUND: dict[str, Any] = {"404": "Fault"}
FAULT = {"properties": {"fault": TEXT}}
SETTINGS = {
    "required": ["unit"],
    "properties": {"unit": {"type": "string", "enum": ["c", "f"]}, "level": {"type": "integer", "default": 3}},
}
NAMED = {"properties": {"id": TEXT, "name": TEXT, "city": TEXT}}
SHOWN = {"application/json": {"schema": {"$ref": "#/components/schemas/User"}, "example": {"id": "7", "name": "Ida"}}}


class TestSingletons:
    @pytest.fixture
    def sandbox(self, tmp_path: Path) -> Sandbox:
        operations: dict[str, Any] = {
            "GET /settings": {"200": "Settings"},
            "PATCH /settings": {"body": "Settings", "200": "Settings"},
            "PUT /settings": {"body": "Settings", "200": "Settings"},
            "POST /users": {"body": "User", "201": "User"},
            "GET /users/{id}": {"200": "User", **NOT_FOUND},
            "DELETE /users/{id}": {"204": None, **NOT_FOUND},
            "GET /users/{id}/settings": {"200": "Settings", **NOT_FOUND},
            "PATCH /users/{id}/settings": {"body": {"type": "object"}, "200": "Settings", **NOT_FOUND},
            "DELETE /users/{id}/settings": {"204": None, **NOT_FOUND},
        }
        return remember(tmp_path, operations, Settings=SETTINGS, User=NAMED, Fault=FAULT)

    def test_one_that_was_not_changed_is_as_the_document_shows_it(self, sandbox: Sandbox) -> None:
        made = sandbox.ask("GET", "/settings")
        assert (made.response.status, made.source) == (200, "generated")
        assert sandbox.state()["settings"] == [], "nothing is stored by reading"

    def test_a_change_begins_with_what_the_document_shows(self, sandbox: Sandbox) -> None:
        before = body_of(sandbox.ask("GET", "/settings"))
        changed = sandbox.ask("PATCH", "/settings", {"unit": "f"})
        assert body_of(changed) == {**before, "unit": "f"}
        assert body_of(sandbox.ask("GET", "/settings")) == {**before, "unit": "f"}

    def test_a_replacement_keeps_nothing(self, sandbox: Sandbox) -> None:
        sandbox.ask("PUT", "/settings", {"unit": "f", "level": 9})
        assert body_of(sandbox.ask("PUT", "/settings", {"unit": "c"})) == {"unit": "c", "level": 3}

    def test_each_parent_has_its_own(self, sandbox: Sandbox) -> None:
        ids = [body_of(sandbox.ask("POST", "/users", {"name": name}))["id"] for name in "ab"]
        for level, user in enumerate(ids):
            sandbox.ask("PATCH", f"/users/{user}/settings", {"level": level})
        levels = [body_of(sandbox.ask("GET", f"/users/{user}/settings"))["level"] for user in ids]
        assert levels == [0, 1]
        assert sandbox.ask("GET", "/users/x/settings").response.status == 404
        assert sandbox.ask("PATCH", "/users/x/settings", {}).response.status == 404

    def test_one_that_was_deleted_is_gone_if_the_document_says_so(self, sandbox: Sandbox) -> None:
        user = body_of(sandbox.ask("POST", "/users", {}))["id"]
        assert sandbox.ask("DELETE", f"/users/{user}/settings").response.status == 204, "it is assumed to exist"
        assert sandbox.ask("GET", f"/users/{user}/settings").response.status == 404

    def test_they_end_with_their_parent(self, sandbox: Sandbox) -> None:
        user = body_of(sandbox.ask("POST", "/users", {}))["id"]
        sandbox.ask("PATCH", f"/users/{user}/settings", {"level": 1})
        sandbox.ask("DELETE", f"/users/{user}")
        assert sandbox.ask("GET", f"/users/{user}/settings").response.status == 404
        assert [name for name, rows in sandbox.state().items() if rows] == []


class TestWhatNoOperationCreates:
    @pytest.fixture
    def sandbox(self, tmp_path: Path) -> Sandbox:
        operations: dict[str, Any] = {
            "GET /users": {"200": ["User"]},
            "GET /users/{id}": {"200": {"description": "a user", "content": SHOWN}, **NOT_FOUND},
            "PATCH /users/{id}": {"body": {"type": "object"}, "200": "User", **NOT_FOUND},
            "DELETE /users/{id}": {"204": None, **NOT_FOUND},
        }
        return remember(tmp_path, operations, User=NAMED, Fault=FAULT)

    def test_any_identifier_exists(self, sandbox: Sandbox) -> None:
        assert body_of(sandbox.ask("GET", "/users/9")) == {"id": "9", "name": "Ida"}

    def test_a_change_is_stored_under_it(self, sandbox: Sandbox) -> None:
        assert body_of(sandbox.ask("PATCH", "/users/9", {"city": "Oslo"})) == {"id": "9", "name": "Ida", "city": "Oslo"}
        assert body_of(sandbox.ask("GET", "/users/9"))["city"] == "Oslo"
        assert [row["id"] for row in body_of(sandbox.ask("GET", "/users"))] == ["7", "9"]

    def test_one_that_was_deleted_exists_no_longer(self, sandbox: Sandbox) -> None:
        assert sandbox.ask("DELETE", "/users/9").response.status == 204
        assert sandbox.ask("GET", "/users/9").response.status == 404
        assert sandbox.ask("PATCH", "/users/9", {}).response.status == 404
        assert sandbox.ask("GET", "/users/10").response.status == 200

    def test_an_option_lets_nothing_exist(self, sandbox: Sandbox) -> None:
        strict = sandbox_of(sandbox.api, settings=Settings(unknown="404"))
        assert strict.ask("PATCH", "/users/9", {}).response.status == 404
        assert strict.ask("PATCH", "/users/7", {}).response.status == 200, "the document shows it"


def test_the_version_of_one_that_was_not_changed(tmp_path: Path) -> None:
    """With ETags, a read shows the row that a change would begin with, so that the tag fits."""
    tag = {"description": "ok", "headers": {"ETag": {"schema": TEXT}}}
    shown = {**tag, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Settings"}}}}
    match = {"name": "If-Match", "in": "header", "schema": TEXT}
    operations: dict[str, Any] = {
        "GET /settings": {"200": shown},
        "PATCH /settings": {"parameters": [match], "body": "Settings", "200": shown, "412": "Fault"},
    }
    sandbox = remember(tmp_path, operations, Settings=SETTINGS, Fault=FAULT)
    version = sandbox.ask("GET", "/settings").response.header("etag")
    assert version is not None
    stale = sandbox.ask("PATCH", "/settings", {"unit": "f"}, [("If-Match", '"x"')])
    assert stale.response.status == 412
    assert sandbox.ask("PATCH", "/settings", {"unit": "f"}, [("If-Match", version)]).response.status == 200
