"""Changes of a world that cannot be made now."""

from __future__ import annotations

import pytest

from mockserver.control.views import changing
from mockserver.engine.rows import edit as edits
from mockserver.engine.rows.table import Table
from tests.control.small_sandbox import Client

PET = "/_mock/worlds/anna/state/pets/pet/c"


def test_a_change_does_not_wait_long_for_a_handler(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "PATIENCE", 0.01)
    with client.engine.worlds.get("anna").changes.inside("adoptPet (POST /pets/{id}/adopt)"):
        refused = client.put(PET, {"name": "Cy"})
        assert refused.status_code == 409
        assert refused.json()["detail"] == (
            "the request cannot wait any longer for adoptPet (POST /pets/{id}/adopt), which has taken 0 s so far; "
            "nothing was changed. POST /_mock/worlds/anna/reset frees the world; a server with --no-control has to be "
            "restarted"
        )
        assert client.get("/_mock/worlds/anna/state/pets/pet").json()["identifiers"] == ["a", "b"]
    assert client.put(PET, {"name": "Cy"}).status_code == 201


def test_a_change_in_a_world_that_is_always_reset_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    put = Table.put

    def put_and_reset(table: Table, *given: object, **options: object) -> tuple[str, bool]:
        client.engine.worlds.get("anna").reset()
        return put(table, *given, **options)  # type: ignore[arg-type]  # what it was given

    client.engine.worlds.get("anna")
    monkeypatch.setattr(Table, "put", put_and_reset)
    monkeypatch.setattr(edits, "TRIES", 2)
    refused = client.put(PET, {"name": "Cy"})
    assert refused.status_code == 409
    assert refused.json()["detail"] == (
        'the world "anna" was reset, rolled back, reloaded or deleted meanwhile; nothing was changed. Send the request '
        "again"
    )
