"""The fixture folder beside a document."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Self

from ...openapi.description import Description
from ...openapi.validation import Schemas
from ..behaviour import Behaviour, read_behaviour, read_seed
from ..behaviour.overlay import Inferred, is_whole
from ..handlers import Functions, load_functions
from ..inference import Inference
from ..inference.on_demand import OnDemand
from ..shapes import Shapes
from ..worlds.store import Row, Seeds, State


class Folder(NamedTuple):
    """What a fixture folder says; an absent file says nothing."""

    behaviour: Behaviour
    functions: Functions
    seed_file: Path | None  # which is read when all resources are known: it may have rows of inferred ones

    @classmethod
    def read(cls, folder: Path | None, name: str, description: Description, inference: Inference | None) -> Self:
        """Read the files of a folder. Raises `FixtureError` with file and line."""
        behaviour, functions, seed_file = Behaviour(), Functions(), None
        if folder is not None and folder.is_dir():
            operations = description.operations
            if (folder / "behaviour.yaml").exists():
                inferred = Inferred() if inference is None else Inferred(inference.resources, inference.operations)
                behaviour = read_behaviour(folder / "behaviour.yaml", description.document, operations, inferred)
            if (folder / "handlers.py").exists():
                functions = load_functions(folder / "handlers.py", name, {op.operation_id for op in operations})
            if (folder / "seed.yaml").exists():
                seed_file = folder / "seed.yaml"
        return cls(behaviour, functions, seed_file)

    def read_seed(self, behaviour: Behaviour, responses: Schemas) -> State:
        """The rows of `seed.yaml`, those of inferred resources among them. Raises `FixtureError` with file and line."""
        if self.seed_file is None:
            return State()
        whole = [name for name, resource in self.behaviour.resources.items() if is_whole(resource)]
        begun: dict[str, dict[str, Row]] = {name: {} for name in whole}
        return State(begun | read_seed(self.seed_file, behaviour, responses))


def complete_seeds(seeds: Seeds, shapes: Shapes) -> Seeds:
    """Seeds whose rows have what the responses of their resources require."""

    def make(name: str) -> dict[str, Row]:
        rows = seeds[name].items()
        return {key: shapes.inventor(name).complete(row, index) for index, (key, row) in enumerate(rows)}

    return OnDemand(seeds, make)
