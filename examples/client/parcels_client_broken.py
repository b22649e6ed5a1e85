"""The same client after a careless change: it weighs in kilograms, and the API counts in grams."""

from __future__ import annotations

from parcels_client import Parcel, Parcels, read


class CarelessParcels(Parcels):
    """Sends what the API does not take."""

    def send(self, to: str, grams: int) -> Parcel:
        return read(self.http.post("/parcels", json={"to": to, "grams": grams / 1000, "urgent": True}))
