"""Contract tests of the client: each call is checked against the document, besides the assertions here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from parcels_client import Parcels, UnknownParcel

from mockserver import Sandbox, SandboxApi


@pytest.fixture
def api(sandbox: Sandbox) -> Iterator[SandboxApi]:
    """A mock of the Parcels API; calls to its published host get their responses in process."""
    with sandbox.intercept("../parcels.yaml") as api:
        yield api


@pytest.fixture
def parcels(api: SandboxApi) -> Parcels:
    return Parcels("secret")


def test_a_parcel_is_handed_in(api: SandboxApi, parcels: Parcels) -> None:
    parcel = parcels.send("12 Harbour Street, Aberdeen", 1250)
    assert parcel.state == "waiting"
    api.calls("sendParcel").once().with_body(to="12 Harbour Street, Aberdeen", grams=1250)


def test_a_parcel_is_sent_elsewhere(api: SandboxApi, parcels: Parcels) -> None:
    parcels.redirect("p-1", "3 Mill Lane, Cork")
    api.calls("redirectParcel").once().with_body(to="3 Mill Lane, Cork")


def test_moving_parcels_are_listed(api: SandboxApi, parcels: Parcels) -> None:
    assert [parcel.state for parcel in parcels.list("moving", limit=5)] == ["moving"]
    api.calls("listParcels").once().with_query(state="moving", limit="5")


def test_an_unknown_parcel_is_told_apart(api: SandboxApi, parcels: Parcels) -> None:
    api.respond("getParcel", 404)
    with pytest.raises(UnknownParcel):
        parcels.find("p-999")
