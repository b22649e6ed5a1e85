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
    """What a sender can do with parcels."""

    def __init__(self, key: str) -> None:
        self.http = httpx.Client(base_url=BASE_URL, headers={"X-Api-Key": key})

    def send(self, to: str, grams: int) -> Parcel:
        """Hand in a parcel; it waits at the counter at first."""
        return read(self.http.post("/parcels", json={"to": to, "grams": grams}))

    def find(self, parcel_id: str) -> Parcel:
        """One parcel; raises `UnknownParcel`."""
        return read(self.http.get(f"/parcels/{parcel_id}"))

    def redirect(self, parcel_id: str, to: str) -> Parcel:
        """Send a parcel elsewhere; raises `UnknownParcel`."""
        return read(self.http.patch(f"/parcels/{parcel_id}", json={"to": to}))

    def list(self, state: str | None = None, limit: int = 20) -> list[Parcel]:
        """The parcels in one state, or in any."""
        wanted = {"limit": str(limit)} | ({"state": state} if state is not None else {})
        answer = self.http.get("/parcels", params=wanted).raise_for_status()
        return [_parcel(one) for one in answer.json()["parcels"]]


def read(answer: httpx.Response) -> Parcel:
    """The parcel of an answer; raises `UnknownParcel`."""
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise UnknownParcel(str(answer.url))
    return _parcel(answer.raise_for_status().json())


def _parcel(raw: dict[str, object]) -> Parcel:
    return Parcel(str(raw["id"]), str(raw["to"]), int(str(raw["grams"])), str(raw["state"]))
