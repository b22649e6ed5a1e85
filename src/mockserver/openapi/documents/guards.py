"""Discriminators in the words of JSON Schema, so that a validator of plain JSON Schema judges by them.

Each branch of a `oneOf` or `anyOf` gets a guard, which refuses objects that name another schema. Branches keep their
pointers. A parent gets a part in its `allOf` with the schemas that inherit from it. A `not` declares no properties, as
`unevaluatedProperties` would notice, so a guard is a `not`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote

from ..pointers import escape, walk
from .discriminators import Discriminator, Discriminators
from .keywords import has_names, is_data

Json = dict[str, Any]
GROUP = 8  # schemas among which a validator looks for the one that a value names, one by one


def guard_piece(piece: Any, pointer: str, discriminators: Discriminators) -> Any:
    """Return a piece of a document with guards; the piece itself if it has no discriminator.

    `pointer` is where the piece stands in the document.
    """
    found = [(at, one) for at in _iter_stated(piece) if (one := discriminators.at(pointer + at)) is not None]
    if not found:
        return piece
    copied = deepcopy(piece)
    for at, discriminator in reversed(found):  # the inner ones first
        ignores_siblings = discriminators.ignores_siblings
        _guard(walk(copied, at), pointer + at, discriminator, ignores_siblings=ignores_siblings)
    return copied


def _iter_stated(piece: Any) -> Iterator[str]:
    """Yield the pointers of the schemas in a piece that state a discriminator."""
    pending: list[tuple[str, Any, bool]] = [("", piece, False)]
    while pending:
        pointer, value, names = pending.pop()
        if isinstance(value, list):
            pending += [(f"{pointer}/{index}", part, False) for index, part in enumerate(value)]
        elif isinstance(value, dict):
            if not names and isinstance(value.get("discriminator"), dict):
                yield pointer
            for key, part in value.items():
                if isinstance(part, (dict, list)) and (names or not is_data(key, part)):
                    pending.append((f"{pointer}/{escape(str(key))}", part, not names and has_names(key)))


def _guard(schema: Json, at: str, discriminator: Discriminator, *, ignores_siblings: bool) -> None:
    if not discriminator.keyword:
        heirs = _parts(discriminator, [target for target in discriminator.schemas if target != at])
        schema["allOf"] = [*schema.get("allOf", ()), {"anyOf": [{"not": _refused(discriminator, at)}, *heirs]}]
        return
    branches = schema[discriminator.keyword]
    own = [f"{at}/{discriminator.keyword}/{index}" for index in range(len(branches))]
    guards = [{"not": _refused(discriminator, one)} for one in own]
    schema[discriminator.keyword] = [
        *(_with(branch, guard, ignores_siblings) for branch, guard in zip(branches, guards, strict=True)),
        *_parts(discriminator, [target for target in discriminator.schemas if target not in own]),
    ]


def _refused(discriminator: Discriminator, target: str) -> Json:
    """Return a schema for the objects that `target`, a branch or the parent itself, does not judge."""
    fitting = _enum([*discriminator.values_of(target), *sorted(discriminator.unclear)])
    others = _enum(value for value, pointer in discriminator.targets.items() if pointer != target)
    if discriminator.default is not None and discriminator.default != target:
        return {"type": "object", "not": _member(discriminator, fitting)}
    if discriminator.default is not None or not discriminator.is_closed:
        return _member(discriminator, others)
    return _member(discriminator, {"anyOf": [{"type": "string"}, others], "not": fitting})


def _parts(discriminator: Discriminator, targets: list[str]) -> list[Json]:
    """Return schemas for the objects that name one of the targets; many are grouped, to be found in a few steps."""
    if len(targets) <= GROUP:
        return [_part(discriminator, target) for target in targets]
    size = -(-len(targets) // GROUP)
    groups = [targets[start : start + size] for start in range(0, len(targets), size)]
    return [_group(discriminator, group) for group in groups]


def _group(discriminator: Discriminator, targets: list[str]) -> Json:
    if discriminator.default in targets:  # it has values without a name
        return {"anyOf": _parts(discriminator, targets)}
    values = [value for value, target in discriminator.targets.items() if target in targets]
    return {"allOf": [_member(discriminator, _enum(values)), {"anyOf": _parts(discriminator, targets)}]}


def _part(discriminator: Discriminator, target: str) -> Json:
    """Return a schema for the objects that name `target`, and satisfy it."""
    reference = {"$ref": "#" + quote(target, safe="/~")}
    if target == discriminator.default:
        return {"allOf": [{"type": "object", "not": _refused(discriminator, target)}, _clear(discriminator), reference]}
    return {"allOf": [_member(discriminator, _enum(discriminator.values_of(target))), reference]}


def _clear(discriminator: Discriminator) -> Json:
    return {"not": _member(discriminator, _enum(sorted(discriminator.unclear)))}


def _member(discriminator: Discriminator, schema: Json) -> Json:
    name = discriminator.name
    return {"type": "object", "required": [name], "properties": {name: schema}}


def _enum(values: Iterable[str]) -> Json:
    """Return a schema of these values; a key of `mapping` is a text that may stand for a number or a boolean."""
    found: list[Any] = []
    for value in dict.fromkeys(values):
        found.append(value)
        if value in ("true", "false"):
            found.append(value == "true")
        elif re.fullmatch("0|-?[1-9][0-9]{0,17}", value):
            found.append(int(value))
    return {"enum": found} if found else {"not": {}}


def _with(branch: Any, guard: Json, ignores_siblings: bool) -> Any:
    if not isinstance(branch, dict):
        return branch and guard
    if branch.keys() == {"$ref"} or (ignores_siblings and "$ref" in branch):
        return {"allOf": [guard, branch]}  # in this order: most branches are refused by their guard
    return {**branch, "allOf": [*branch.get("allOf", ()), guard]}
