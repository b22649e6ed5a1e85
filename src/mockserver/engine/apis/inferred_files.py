"""What is inferred from a document, as the files of a fixture folder that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple

from ...openapi.printable import to_line
from ..behaviour import Behaviour
from ..behaviour.writing import write_behaviour
from ..behaviour.yaml_text import write_yaml
from ..inference import Inference
from ..inference.reasons import explain_operation, explain_resource, explain_stateless
from .apis import Api

_WIDTH = 110  # characters of a comment


class InferredFiles(NamedTuple):
    """The texts of the files; empty if there is nothing to say."""

    behaviour: str  # of `behaviour.yaml`: each rule with its reason, and why other operations are stateless
    seed: str  # of `seed.yaml`: the rows that the documented examples show


def write_inferred(api: Api) -> InferredFiles:
    """Return the files that make an API without inference behave as this one, which has no fixture folder."""
    inference = api.inference
    assert inference is not None
    acting = {key: rules for key, rules in api.behaviour.operations.items() if rules.action is not None}
    used = {name for rules in acting.values() for name in (rules.resource, rules.relation)}
    resources = {name: resource for name, resource in api.behaviour.resources.items() if name in used}
    reasons = {key: explain_operation(inference, key) for key in acting}
    reasons |= {f"resource {name}": explain_resource(inference, name) for name in resources}
    written = write_behaviour(Behaviour(resources=resources, operations=acting), reasons)
    stateless = "".join(f"{line}\n" for line in _iter_stateless(api, inference))
    behaviour = "\n".join(part for part in (written, stateless) if part)
    return InferredFiles(behaviour, _write_seed(api, tuple(resources)))


def _iter_stateless(api: Api, inference: Inference) -> Iterator[str]:
    """Yield comment lines about the operations for which nothing is remembered."""
    rules = api.behaviour.operations
    names = {operation.operation_id for operation in api.operations}
    acting = {key for key in names if key in rules and rules[key].action is not None}
    others = [operation for operation in api.operations if operation.operation_id not in acting]
    if others:
        yield "# Stateless:"
    for operation in others:
        reason = f"{operation.operation_id}, because {explain_stateless(inference, operation)}"
        yield from (f"#   {line}" for line in wrap(to_line(reason), _WIDTH, break_on_hyphens=False))


def _write_seed(api: Api, resources: tuple[str, ...]) -> str:
    """The rows that the examples show. One that its resource may not hold is left out."""
    seeded = {name: [row for row in api.seed.rows(name) if api.admit(name, row, [])] for name in resources}
    shown = {name: rows for name, rows in seeded.items() if rows}
    return write_yaml(shown, spread=1) if shown else ""
