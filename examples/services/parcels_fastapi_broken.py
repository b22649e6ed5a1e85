"""The same service after a careless change: a deleted parcel can still be found."""

from __future__ import annotations

import parcels_fastapi
from parcels_fastapi import Parcel, app

__all__ = ["app"]


class Keeping(dict[str, Parcel]):
    """Parcels that stay after they are deleted."""

    def __delitem__(self, parcel_id: str) -> None:
        self[parcel_id].note = "recalled"


parcels_fastapi.parcels = Keeping()
