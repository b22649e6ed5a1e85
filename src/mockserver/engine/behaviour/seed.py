"""`seed.yaml`: the resources a sandbox starts with, checked against the API's own schemas.

The file maps each resource's name to a list of rows, in order of creation. A resource may be an inferred one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...openapi.pointers import join
from ...openapi.spelling import suggest
from ...openapi.validation import Schemas
from ..worlds.store import Row
from .fixture_files import FixtureFile
from .keys import row_key
from .records import Behaviour, Resource
from .rows import find_row_fault


def read_seed(file: Path, behaviour: Behaviour, responses: Schemas) -> dict[str, dict[str, Row]]:
    """Read and check a `seed.yaml`: the rows of each resource in it. Raises `FixtureError` with line and pointer."""
    return _Reader(file, behaviour, responses).read()


class _Reader:
    def __init__(self, file: Path, behaviour: Behaviour, responses: Schemas) -> None:
        self.file = FixtureFile(file)
        self.behaviour = behaviour
        self.responses = responses

    def read(self) -> dict[str, dict[str, Row]]:
        raw = self.file.content
        if not isinstance(raw, dict):
            raise self.file.error("must map each resource's name to a list of rows", "")
        collections: dict[str, dict[str, Row]] = {}
        for name, rows in raw.items():
            resource = self.behaviour.resources.get(name)
            if resource is None:
                known = ", ".join(self.behaviour.resources) or "none"
                message = f"{name!r} is not a resource; there are: {known}"
                raise self.file.error(message + suggest(str(name), self.behaviour.resources), f"/{name}")
            if not isinstance(rows, list):
                raise self.file.error("must be a list of rows", f"/{name}")
            collections[name] = {}
            for index, row in enumerate(rows):
                self._add(resource, row, collections[name], f"/{name}/{index}")
        return collections

    def _add(self, resource: Resource, row: Any, rows: dict[str, Row], pointer: str) -> None:
        if not isinstance(row, dict):
            raise self.file.error("must be a mapping", pointer)
        key = row_key(resource, row)
        if key in rows:
            taken = "there is one row" if resource.is_singleton else f"the identifier {key!r} is taken"
            raise self.file.error(taken, pointer + join(resource.identifier.split(".")))
        fault = find_row_fault(resource, row, self.responses, rows.values())
        if fault is not None:
            raise self.file.error(fault.reason, pointer + fault.pointer)
        rows[key] = row
