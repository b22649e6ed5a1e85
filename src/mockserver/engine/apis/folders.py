"""The fixture folder beside a document."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Self

from ...openapi.documents import Document
from ...openapi.operations import Operation
from ...openapi.validation import Schemas
from ..behaviour import Behaviour, read_behaviour, read_seed
from ..handlers import Functions, load_functions
from ..worlds.store import Row, State


class Folder(NamedTuple):
    """What a fixture folder says; an absent file says nothing."""

    behaviour: Behaviour
    functions: Functions
    seed_file: Path | None  # which is read when all resources are known: it may have rows of inferred ones

    @classmethod
    def read(cls, folder: Path | None, name: str, document: Document, operations: tuple[Operation, ...]) -> Self:
        """Read the files of a folder. Raises `FixtureError` with file and line."""
        behaviour, functions, seed_file = Behaviour(), Functions(), None
        if folder is not None and folder.is_dir():
            if (folder / "behaviour.yaml").exists():
                behaviour = read_behaviour(folder / "behaviour.yaml", document, operations)
            if (folder / "handlers.py").exists():
                functions = load_functions(folder / "handlers.py", name, {op.operation_id for op in operations})
            if (folder / "seed.yaml").exists():
                seed_file = folder / "seed.yaml"
        return cls(behaviour, functions, seed_file)

    def read_seed(self, behaviour: Behaviour, responses: Schemas) -> State:
        """The rows of `seed.yaml`, those of inferred resources among them. Raises `FixtureError` with file and line."""
        if self.seed_file is None:
            return State()
        begun: dict[str, dict[str, Row]] = {name: {} for name in self.behaviour.resources}
        return State(begun | read_seed(self.seed_file, behaviour, responses))
