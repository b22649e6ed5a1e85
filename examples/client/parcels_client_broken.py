"""The same client after a careless change: it sends kilograms, but the API expects grams."""

from __future__ import annotations

from parcels_client import Parcel, Parcels, read


class CarelessParcels(Parcels):
    """Sends weights that the API refuses."""

    def send(self, to: str, grams: int) -> Parcel:
        return read(self.http.post("/parcels", json={"to": to, "grams": grams / 1000, "urgent": True}))
