"""Many resources replaced at once, from data in the form of a `seed.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...openapi.pointers import join
from ...openapi.rules import Violation, quote
from ...openapi.spelling import suggest
from ..apis.apis import Api, Apis
from ..worlds.store import Row
from .edit import StateEdit
from .refusal import RowsRefused
from .table import LISTED

ApiSeed = Mapping[str, Sequence[Row]]
"""The rows of each resource, by its name."""


def seed(edit: StateEdit, api: Api, resources: ApiSeed, at: str = "", *, is_forced: bool = False) -> int:
    """Replace the rows of the resources that are named, and return how many there are.

    Raises `RowsRefused` with all that is wrong. `at` is the pointer of `resources` in what was given.
    """
    found, count = list[Violation](), 0
    for name, rows in resources.items():
        place, resource = at + join([name]), api.behaviour.resources.get(name)
        if resource is None:
            found.append(_unknown("resource", name, api.behaviour.resources, place))
        elif len(found) < LISTED:
            try:
                count += edit.table(api, resource).replace(rows, place, is_forced=is_forced)
            except RowsRefused as refused:
                found += refused.violations
    if found:
        raise RowsRefused(found)
    return count


def seed_all(edit: StateEdit, apis: Apis, seeds: Mapping[str, ApiSeed], *, is_forced: bool = False) -> int:
    """Do the same for several APIs: `{"adapter": {"connector": [{…}]}}`."""
    found, count = list[Violation](), 0
    for name, resources in seeds.items():
        api = apis.find(name)
        if api is None:
            found.append(_unknown("API", name, [each.name for each in apis], join([name])))
        elif len(found) < LISTED:
            try:
                count += seed(edit, api, resources, join([name]), is_forced=is_forced)
            except RowsRefused as refused:
                found += refused.violations
    if found:
        raise RowsRefused(found)
    return count


def _unknown(noun: str, name: str, known: Mapping[str, object] | Sequence[str], at: str) -> Violation:
    names = list(known)
    message = f"there is no {noun} {quote(name)}; there are: {', '.join(names) or 'none'}{suggest(name, names)}"
    return Violation("body.schema", "body", message, at, seen=quote(name), allowed=", ".join(names))
