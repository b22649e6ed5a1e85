"""What an item says after its deletion: deleted, or only different."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.provider.documented.marks import is_marked_as_deleted, says_deleted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"deleted": False}, {"deleted": True}),
        ({}, {"deletedAt": "2026-12-01T00:00:00Z"}),
        ({"deleted_at": None}, {"deleted_at": "2026-12-01T00:00:00Z"}),
        ({"archived": False}, {"archived": True}),
        ({"status": {"state": "active"}}, {"status": {"state": "expired"}}),
        ({"data": {"attributes": {"isActive": True}}}, {"data": {"attributes": {"isActive": False}}}),
        ({"state": "open"}, {"state": "closed"}),
        ({"kind": "open"}, {"kind": "cancelled"}),
        ({"enabled": True}, {"enabled": False}),
        ({"endsAt": "later"}, {"endsAt": "now"}),
    ],
)
def test_a_mark_of_deletion(before: Any, after: Any) -> None:
    assert is_marked_as_deleted({"id": 1, **before}, {"id": 1, **after})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {}),
        ({"note": ""}, {"note": "recalled"}),
        ({"reads": 1}, {"reads": 2}),
        ({"last_seen_at": 1}, {"last_seen_at": 2}),
        ({"recommended": 1}, {"recommended": 2}),
        ({"weekend": 1}, {"weekend": 2}),
        ({"statusText": "x", "name": "a"}, {"name": "b", "statusText": "x"}),
        ({"deleted": False, "n": 1}, {"deleted": False, "n": 2}),
    ],
)
def test_another_difference(before: Any, after: Any) -> None:
    assert not is_marked_as_deleted({"id": 1, **before}, {"id": 1, **after})


@pytest.mark.parametrize("value", [None, [], "text", 7])
def test_values_that_are_not_objects(value: Any) -> None:
    assert not is_marked_as_deleted(value, value)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"id": 1, "status": {"state": "expired"}}, True),
        ({"deleted_at": "2026-12-01"}, True),
        ({"isArchived": True}, True),
        ({"state": "closed"}, True),
        ({"deleted_at": None, "archived": False, "state": "open"}, False),
        ({"name": "how to delete an account", "title": "closed"}, False),
        ({"expires_at": "2027-01-01", "cancel_url": "/x", "undeleted": True}, False),
        ([], False),
        (None, False),
    ],
)
def test_an_item_says_that_it_is_deleted(item: Any, said: bool) -> None:
    assert says_deleted(item) is said
