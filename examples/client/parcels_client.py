"""A small client of the Parcels API, as a team would write it."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

BASE_URL = "https://api.parcels.example/v1"


@dataclass(frozen=True)
class Parcel:
    """A parcel on its way."""

    id: str
    to: str
    grams: int
    state: str


class UnknownParcel(Exception):
    """The API has no such parcel."""


class Parcels:
    """The operations of a sender."""

    def __init__(self, key: str) -> None:
        self.http = httpx.Client(base_url=BASE_URL, headers={"X-Api-Key": key})

    def send(self, to: str, grams: int) -> Parcel:
        """Hand in a parcel, and return it."""
        return read(self.http.post("/parcels", json={"to": to, "grams": grams}))

    def find(self, parcel_id: str) -> Parcel:
        """Return one parcel. Raises `UnknownParcel`."""
        return read(self.http.get(f"/parcels/{parcel_id}"))

    def redirect(self, parcel_id: str, to: str) -> Parcel:
        """Change the destination of a parcel. Raises `UnknownParcel`."""
        return read(self.http.patch(f"/parcels/{parcel_id}", json={"to": to}))

    def list(self, state: str | None = None, limit: int = 20) -> list[Parcel]:
        """Return the parcels, or those in one state."""
        wanted = {"limit": str(limit)} | ({"state": state} if state is not None else {})
        response = self.http.get("/parcels", params=wanted).raise_for_status()
        return [_parcel(one) for one in response.json()["parcels"]]


def read(response: httpx.Response) -> Parcel:
    """Read the parcel in a response. Raises `UnknownParcel`."""
    if response.status_code == httpx.codes.NOT_FOUND:
        raise UnknownParcel(str(response.url))
    return _parcel(response.raise_for_status().json())


def _parcel(raw: dict[str, object]) -> Parcel:
    return Parcel(str(raw["id"]), str(raw["to"]), int(str(raw["grams"])), str(raw["state"]))
