"""The same API as an idiomatic connexion application: Flask views found by operationId, responses validated."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from connexion import FlaskApp
from connexion.resolver import Resolver

from mockserver.server.listening import listen, run

Pet = dict[str, Any]


def build_app(document: Path, seed: Path) -> FlaskApp:
    """Return the application of documents/pets.yaml, with the pets of the seed."""
    pets: dict[str, Pet] = {row["id"]: row for row in yaml.safe_load(seed.read_text())["pet"]}

    def list_pets(status: str | None = None) -> list[Pet]:
        return [pet for pet in pets.values() if status in (None, pet["status"])]

    def create_pet(body: Pet) -> tuple[Pet, int]:
        now = _now()
        pet = {"status": "available", **body, "id": str(uuid4()), "created_at": now, "updated_at": now}
        pets[pet["id"]] = pet
        return pet, 201

    def read_pet(petId: str) -> Pet | tuple[dict[str, str], int]:  # noqa: N803 - connexion passes the document's name
        return pets.get(petId) or _missing(petId)

    def update_pet(petId: str, body: Pet) -> Pet | tuple[dict[str, str], int]:  # noqa: N803 - connexion passes the document's name
        if petId not in pets:
            return _missing(petId)
        pets[petId] = {**pets[petId], **body, "updated_at": _now()}
        return pets[petId]

    views = {"listPets": list_pets, "createPet": create_pet, "readPet": read_pet, "updatePet": update_pet}
    app = FlaskApp("pets")
    app.add_api(document, resolver=Resolver(views.__getitem__), validate_responses=True)
    return app


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _missing(identifier: str) -> tuple[dict[str, str], int]:
    return {"message": f"There is no pet '{identifier}'."}, 404


if __name__ == "__main__":
    run(build_app(Path(sys.argv[1]), Path(sys.argv[2])), listen("127.0.0.1", int(sys.argv[3])))
