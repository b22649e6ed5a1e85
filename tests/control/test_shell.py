"""connexion's application around the control API."""

from __future__ import annotations

import pytest

from tests.control.small_sandbox import Client


def test_connexion_does_not_warn_of_several_media_types(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    path = "/_mock/worlds/anna/state/pets/pet/a"
    for media_type in ("application/json", "application/merge-patch+json"):
        patched = client.send("PATCH", path, content=b'{"name": "Ida"}', headers={"Content-Type": media_type})
        assert patched.status_code == 200
    assert caplog.messages == []
