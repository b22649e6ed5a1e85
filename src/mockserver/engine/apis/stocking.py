"""Seeds with as many rows as `--items` asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from ...openapi.resources.schema_views import SchemaView
from ..behaviour import Resource
from ..behaviour.keys import row_key
from ..handlers.invention import Invention
from ..inference.on_demand import OnDemand
from ..worlds.members import get_member, put_member
from ..worlds.store import Row, State
from .apis import Api


def stock_seed(api: Api, items: int | None) -> State:
    """The state that worlds begin with: of each resource that a list shows, the first `items` rows of the seed, then
    invented ones, which belong to the stored parents by turns. Without a number that is the seed.

    Lists below a parent get theirs when they are first asked for: `handlers.stocking.stock_below`.
    """
    return api.seed if items is None else api.seed.beginning(_Stock(api, items).rows)


def stock_seeds(apis: Iterable[Api], items: int | None) -> dict[str, State]:
    """The same for each API, by its name."""
    return {api.name: stock_seed(api, items) for api in apis}


class _Stock:
    def __init__(self, api: Api, items: int) -> None:
        self._api = api
        self._items = items
        self._open: set[str] = set()  # resources whose rows are being made: a category may belong to a category
        self.rows: Mapping[str, Mapping[str, Row]] = OnDemand(api.behaviour.resources, self._make)

    def _make(self, name: str) -> dict[str, Row]:
        behaviour, seed = self._api.behaviour, self._api.seed
        rules = [behaviour.operations[key] for key in behaviour.operations_of(name)]
        if not any(each.action == "list" and not each.scope for each in rules):
            return seed.collection(name)
        rows = dict(islice(seed.collection(name).items(), self._items))
        self._open.add(name)
        invented = self._iter_invented(behaviour.resources[name], rows)
        rows |= {row_key(behaviour.resources[name], row): row for row in islice(invented, self._items - len(rows))}
        self._open.discard(name)
        return rows

    def _iter_invented(self, resource: Resource, rows: Mapping[str, Row]) -> Iterator[Row]:
        shapes = self._api.shapes
        view = SchemaView(self._api.document, [] if resource.schema is None else [resource.schema])
        invention = Invention(resource, shapes.inventor(resource.name), view, shapes.sample, shapes.fits)
        taken = {str(get_member(row, resource.identifier)) for row in rows.values()}
        parents = {parent.member: self._list_identifiers(parent.resource) for parent in resource.parents}
        for index, row in enumerate(invention.iter_rows(list(rows.values()), taken.__contains__)):
            for member, identifiers in parents.items():
                if identifiers:
                    put_member(row, member, identifiers[index % len(identifiers)])
            yield row

    def _list_identifiers(self, name: str | None) -> list[object]:
        """The identifiers of the rows of a parent; none if it is not stored."""
        if name is None or name in self._open:
            return []
        identifier = self._api.behaviour.resources[name].identifier
        return [get_member(row, identifier) for row in self.rows[name].values()]
