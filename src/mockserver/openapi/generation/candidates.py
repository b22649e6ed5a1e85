"""Candidates for one value: those the author gives, then those built for each type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from . import arrays, numbers, objects, texts
from .constraints import Constraints
from .likely_kinds import kinds
from .part_source import PartSource
from .policy import Policy

FIRST = 20  # candidates of one type, before another type is tried


def iter_given(wanted: Constraints, policy: Policy) -> Iterator[Any]:
    """Yield the author's values: `example`, `examples` and `default`, then those of `const` and `enum`, null last."""
    yield from policy.examples(wanted)
    if wanted.allowed is not None:
        yield from sorted(policy.branches(list(wanted.allowed.values())), key=lambda value: value is None)


def iter_built(wanted: Constraints, name: str, parts: PartSource) -> Iterator[Any]:
    """Yield values built for the allowed types: the first `FIRST` of each type, then the rest."""
    sources = [_of_kind(kind, wanted, name, parts) for kind in parts.policy.kinds(*kinds(wanted))]
    if len(sources) > 1:
        for source in sources:
            yield from islice(source, FIRST)
    for source in sources:
        yield from source


def _of_kind(kind: str, wanted: Constraints, name: str, parts: PartSource) -> Iterator[Any]:
    if kind == "object":
        yield from objects.propose(wanted, parts)
    elif kind == "array":
        yield from arrays.propose(wanted, name, parts)
    elif kind == "null":
        yield None
    else:
        if kind == "string" and wanted.contents:
            values = parts.values(tuple(wanted.contents), name)
            yield from (json.dumps(value, ensure_ascii=False) for value in islice(values, FIRST))
        yield from parts.policy.scalars(wanted, kind, name)
        if kind == "string":
            yield from texts.propose(wanted, name, parts.spend)
        elif kind == "boolean":
            yield from (True, False)
        else:
            yield from numbers.propose(wanted, name, integer=kind == "integer")
