"""The schemas of requests as probes need them: the constraints on one value, and a valid value."""

from __future__ import annotations

from itertools import islice
from typing import Any

from ...engine.apis.apis import Api
from ...engine.drafts import ABSENT
from ...openapi.errors import DocumentError
from ...openapi.generation import Unsatisfiable
from ...openapi.generation.constraints import Constraints, Pointers
from ...openapi.generation.schema_tree import SchemaTree

BRANCHES = 8  # ways to satisfy a schema that are compared with a value


class RequestSchemas:
    """Reads the schemas of one document, for values that clients send."""

    def __init__(self, api: Api) -> None:
        self._schemas = api.description.schemas("request")
        self._generator = api.description.generator("request")
        self._tree = SchemaTree(self._schemas.lookup, self._schemas.discriminator)

    def constraints(self, pointers: Pointers, value: Any) -> Constraints | None:
        """Return what a value must satisfy: the first branch that it satisfies, else the likeliest one."""
        found = list(islice(self._tree.alternatives(self.resolved(pointers)), BRANCHES))
        if len(found) > 1 and value is not ABSENT and value is not None:
            for wanted in found:
                if self.is_valid(tuple(wanted.pointers), value):
                    return wanted
        return found[0] if found else None

    def generate_forms(self, pointer: str) -> list[Any]:
        """Return a valid value for each branch of a schema, an empty list if it has no `oneOf` or the like."""
        found = list(islice(self._tree.alternatives(self.resolved((pointer,))), BRANCHES))
        branches = dict.fromkeys(wanted.selves[-1] for wanted in found if wanted.selves)
        values = [self.generate((one,), "") for one in branches] if len(branches) > 1 else []
        return [value for value in values if value is not ABSENT and self.is_valid((pointer,), value)]

    def resolved(self, pointers: Pointers) -> Pointers:
        """Return the pointers after following schemas that are only a `$ref`."""
        return self._tree.resolved(pointers)

    def is_valid(self, pointers: Pointers, value: Any) -> bool:
        """Return whether a value satisfies all schemas at `pointers`."""
        try:
            return all(self._schemas.is_valid(pointer, value) for pointer in pointers)
        except DocumentError:
            return False

    def generate(self, pointers: Pointers, name: str) -> Any:
        """Return a valid value, always the same one, or `ABSENT` if none is found."""
        for pointer in pointers[:1]:
            try:
                value = self._generator.generate(pointer, name)
            except (Unsatisfiable, DocumentError):
                return ABSENT
            return value if self.is_valid(pointers, value) else ABSENT
        return ABSENT
