"""Read and check `behaviour.yaml`: how a sandbox behaves beyond its document.

1. `behaviour.schema.json` describes every key; an unknown key stops the start.
2. `vocabulary` reads what is valid.
3. `overlay` adds what is inferred for operations and resources of which the file does not say all.
4. `names` finds names that do not exist, and `promises` what the document does not allow.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from ...openapi.documents import Document
from ...openapi.errors import DocumentError
from ...openapi.operations import Operation
from ...openapi.pointers import join, split, walk
from .fixture_files import FixtureFile
from .names import iter_unknown_entries, iter_unknown_names
from .overlay import Inferred, complete
from .promises import iter_faults, iter_undocumented
from .records import Behaviour, Resource
from .sentences import find_mistake
from .vocabulary.access import read_coercion, read_credential, read_switch, read_try_it
from .vocabulary.errors import read_cases
from .vocabulary.operations import read_operation
from .vocabulary.resources import read_resource

_NOTHING = Inferred()
_log = logging.getLogger("mockserver.behaviour")


def read_behaviour(
    file: Path, document: Document, operations: tuple[Operation, ...], inferred: Inferred = _NOTHING
) -> Behaviour:
    """Read and check a `behaviour.yaml`, which may refine what is inferred.

    Raises `FixtureError` with line and pointer.
    """
    return _Reader(file, document, operations).read(inferred)


class _Reader:
    def __init__(self, file: Path, document: Document, operations: tuple[Operation, ...]) -> None:
        self.file = FixtureFile(file)
        self.document = document
        self.operations = {operation.operation_id: operation for operation in operations}

    def read(self, inferred: Inferred) -> Behaviour:
        raw = self.file.content
        mistake = find_mistake(raw)
        if mistake is not None:
            raise self.file.error(mistake.message, mistake.pointer)
        behaviour = self._read_sections(raw)
        known = {**behaviour.resources, **dict.fromkeys(inferred.resources)}
        for fault in iter_unknown_entries(behaviour, known, self.operations):
            raise self.file.error(fault.message, fault.pointer)
        whole = complete(behaviour, inferred)
        names = iter_unknown_names(whole, self.document, self.operations)
        for fault in chain(names, iter_faults(whole, self.document)):
            if self._is_written(fault.pointer):
                raise self.file.error(fault.message, fault.pointer)
        for fault in iter_undocumented(whole, tuple(self.operations.values())):
            _log.warning("%s", self.file.error(fault.message, fault.pointer))
        served = (entry for entry in behaviour.try_it if self.operations[entry.operation_id].broken is None)
        return replace(behaviour, try_it=tuple(served))

    def _is_written(self, pointer: str) -> bool:
        """Whether a key, such as `page` of an operation, is in the file and not inferred."""
        try:
            walk(self.file.content, join(split(pointer)[:3]))
        except LookupError:
            return False
        return True

    def _read_sections(self, raw: Mapping[str, Any]) -> Behaviour:
        def entries(section: str) -> Mapping[str, Any]:
            return raw.get(section) or {}

        return Behaviour(
            credentials={
                name: tuple(read_credential(entry) for entry in accepted)
                for name, accepted in entries("credentials").items()
            },
            refuse_anonymous=entries("anonymous").get("refused_when") or {},
            resources={name: self._read_resource(name, entry) for name, entry in entries("resources").items()},
            operations={name: read_operation(entry) for name, entry in entries("operations").items()},
            switches={name: read_switch(name, entry) for name, entry in entries("switches").items()},
            cases=read_cases(entries("errors")),
            try_it=tuple(read_try_it(entry) for entry in raw.get("try") or ()),
            coercion=read_coercion(raw["coercion"]) if "coercion" in raw else None,
        )

    def _read_resource(self, name: str, raw: dict[str, Any]) -> Resource:
        try:
            return read_resource(name, raw, self.document)
        except DocumentError as reason:
            message = f"{raw['schema']!r} is not a schema of {self.document.name}"
            raise self.file.error(message, f"/resources/{name}/schema") from reason
