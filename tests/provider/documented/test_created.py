"""What was created, and which values the variables of a path can have."""

from __future__ import annotations

from typing import Any, cast

import pytest

from mockserver.openapi.resources.places import place_of
from mockserver.provider.documented.created import CreatedItem, CreatedItems
from mockserver.provider.documented.resources import ProviderResource


def made(item: str, *values: str) -> CreatedItem:
    """Return an item at a path, with one value for each variable of it."""
    resource = ProviderResource(cast(Any, None), (item,), None, None, (), None)
    pieces = place_of(item).split("{}")
    places = {"{}".join(pieces[: n + 1]) + "{}": value for n, value in enumerate(values)}
    return CreatedItem(resource, values[-1], places, cast(Any, None), cast(Any, None))


HOUSES = [made("/houses/{id}", "h1"), made("/houses/{id}", "h2")]
ROOMS = [made("/houses/{house_id}/rooms/{id}", "h2", "r1"), made("/houses/{house_id}/rooms/{id}", "h1", "r2")]


def created(*items: CreatedItem) -> CreatedItems:
    known = CreatedItems()
    for item in items:
        known.add(item)
    return known


def choose(known: CreatedItems, path: str) -> list[dict[str, Any]]:
    """Return the values that the variables of a path can have together."""
    return [item.values_for(path) for item in known.candidates(path)]


@pytest.mark.parametrize(
    ("path", "choices"),
    [
        pytest.param("/houses/{id}", [{"id": "h1"}, {"id": "h2"}], id="item"),
        pytest.param("/houses/{house}/", [{"house": "h1"}, {"house": "h2"}], id="another-name-and-a-slash"),
        pytest.param("/houses/{h}/rooms", [{"h": "h1"}, {"h": "h2"}], id="collection-below"),
        pytest.param("/houses/{h}:sell", [{"h": "h1"}, {"h": "h2"}], id="action-of-an-item"),
        pytest.param(
            "/houses/{h}/rooms/{r}", [{"h": "h2", "r": "r1"}, {"h": "h1", "r": "r2"}], id="child-with-its-parent"
        ),
        pytest.param("/houses/{h}/doors/{id}", [{"h": "h1"}, {"h": "h2"}], id="unknown-below"),
        pytest.param("/rooms/{id}", [], id="same-name-elsewhere"),
        pytest.param("/houses/{id}/rooms/{id}", [], id="one-name-twice"),
        pytest.param("/houses", [], id="no-variable"),
    ],
)
def test_a_path_is_filled_with_what_was_created(path: str, choices: list[dict[str, str]]) -> None:
    assert choose(created(*HOUSES, *ROOMS), path) == choices


def test_what_is_below_a_removed_item_goes_with_it() -> None:
    known = created(*HOUSES, *ROOMS)
    known.remove(HOUSES[1])
    assert choose(known, "/houses/{id}") == [{"id": "h1"}]
    assert choose(known, "/houses/{house_id}/rooms/{id}") == [{"house_id": "h1", "id": "r2"}]
