"""The contract test with the careless client: it asserts nothing about the body, but it fails."""

from __future__ import annotations

from parcels_client_broken import CarelessParcels

from mockserver import Sandbox


def test_a_parcel_is_handed_in(sandbox: Sandbox) -> None:
    with sandbox.intercept("../parcels.yaml") as api:
        CarelessParcels("secret").send("12 Harbour Street, Aberdeen", 1250)
        api.calls("sendParcel").once()
