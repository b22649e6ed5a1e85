"""The Parcels API as a Flask service that keeps its parcels in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

KEY = "secret"
STATES = ("waiting", "moving", "delivered")

app = Flask(__name__)
parcels: dict[str, dict[str, Any]] = {}
numbers = count(1)


class Refused(Exception):
    """Raised to refuse a request."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@app.before_request
def check_key() -> None:
    if request.headers.get("X-Api-Key") != KEY:
        raise Refused(401, "a key is needed, in X-Api-Key")


@app.errorhandler(Refused)
def refuse(reason: Refused) -> ResponseReturnValue:
    return jsonify(error=str(reason)), reason.status


@app.errorhandler(HTTPException)
def fail(reason: HTTPException) -> ResponseReturnValue:
    return jsonify(error=reason.description), reason.code or 500


@app.get("/v1/parcels")
def list_parcels() -> ResponseReturnValue:
    state, limit = request.args.get("state"), request.args.get("limit", "20")
    if state is not None and state not in STATES:
        raise Refused(422, f"state is one of {', '.join(STATES)}")
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:4]) <= 100:
        raise Refused(422, "limit is an integer from 1 to 100")
    found = [parcel for parcel in reversed(parcels.values()) if state in (None, parcel["state"])]
    return jsonify(parcels=found[: int(limit)])


@app.post("/v1/parcels")
def send_parcel() -> ResponseReturnValue:
    asked = read_body(required=("to", "grams"), allowed=("to", "grams", "note"))
    parcel = {
        **asked,
        "id": f"p-{next(numbers)}",
        "state": "waiting",
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    parcels[parcel["id"]] = parcel
    return jsonify(parcel), 201, {"Location": f"/v1/parcels/{parcel['id']}"}


@app.get("/v1/parcels/<parcel_id>")
def get_parcel(parcel_id: str) -> ResponseReturnValue:
    return jsonify(find(parcel_id))


@app.patch("/v1/parcels/<parcel_id>")
def redirect_parcel(parcel_id: str) -> ResponseReturnValue:
    parcel = find(parcel_id)
    parcel.update(read_body(required=("to",), allowed=("to",)))
    return jsonify(parcel)


@app.delete("/v1/parcels/<parcel_id>")
def recall_parcel(parcel_id: str) -> ResponseReturnValue:
    del parcels[find(parcel_id)["id"]]
    return "", 204


def find(parcel_id: str) -> dict[str, Any]:
    parcel = parcels.get(parcel_id)
    if not parcel:
        raise Refused(404, "there is no such parcel")
    return parcel


def read_body(required: tuple[str, ...], allowed: tuple[str, ...]) -> dict[str, Any]:
    """The JSON body. Raises `Refused` if a member is missing, unknown or wrong."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not set(required) <= set(body) <= set(allowed):
        raise Refused(422, f"the body is a JSON object with {', '.join(required)}")
    to, grams, note = body["to"], body.get("grams", 1), body.get("note")
    if not isinstance(to, str) or not 5 <= len(to) <= 200:
        raise Refused(422, "to is a text of 5 to 200 characters")
    if isinstance(grams, bool) or not isinstance(grams, int | float) or grams != int(grams) or not 1 <= grams <= 31500:
        raise Refused(422, "grams is an integer from 1 to 31500")
    if note is not None and (not isinstance(note, str) or len(note) > 100):
        raise Refused(422, "note is a text of at most 100 characters, or null")
    return body
