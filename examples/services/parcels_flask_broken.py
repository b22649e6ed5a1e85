"""The same service after a careless change: creation returns 200, and the weight is a string."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from parcels_flask import app, numbers, parcels, read_body

__all__ = ["app"]


def send_parcel() -> ResponseReturnValue:
    asked = read_body(required=("to", "grams"), allowed=("to", "grams", "note"))
    parcel = {**asked, "id": f"p-{next(numbers)}", "state": "waiting", "created_at": "2026-01-20T15:00:00Z"}
    parcels[parcel["id"]] = parcel
    return jsonify({**parcel, "grams": f"{parcel['grams']} g"}), 200, {"Location": f"/v1/parcels/{parcel['id']}"}


app.view_functions["send_parcel"] = send_parcel
