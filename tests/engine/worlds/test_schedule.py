"""What happens to requests that match, in turn."""

from __future__ import annotations

import pytest

from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.matching.sent_request import SentRequest
from mockserver.engine.worlds import schedule as module
from mockserver.engine.worlds.schedule import Schedule, ScheduleFull
from mockserver.openapi.messages import Request

SENT = SentRequest(Request("GET", "/books/1"), "books", "readBook")
READ = RequestPattern(operation_id="readBook")


def taken(schedule: Schedule[str], count: int) -> list[str | None]:
    found = (schedule.take(SENT) for _ in range(count))
    return [each[1] if each is not None else None for each in found]


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        pytest.param([("a", None)], ["a", "a", "a"], id="endless"),
        pytest.param([("a", 2)], ["a", "a", None], id="twice"),
        pytest.param([("ab", 1)], ["a", "b", None], id="in-turn"),
        pytest.param([("ab", 2)], ["a", "b", "a", "b", None], id="in-turn-twice"),
        pytest.param([("ab", None)], ["a", "b", "b"], id="the-last-endlessly"),
        pytest.param([("a", 1), ("b", None)], ["a", "b", "b"], id="endless-after-once"),
        pytest.param([("a", None), ("b", None)], ["b", "b"], id="endless-replaces-endless"),
        pytest.param([("a", None), ("b", 1)], ["b", None], id="once-replaces-endless"),
    ],
)
def test_things_are_added_to_an_entry(added: list[tuple[str, int | None]], expected: list[str | None]) -> None:
    schedule = Schedule[str]()
    for things, times in added:
        schedule.extend("one", READ, list(things), times)
    assert taken(schedule, len(expected)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(RequestPattern(), READ, ["second", "first"], id="1-more-specific"),
        pytest.param(READ, RequestPattern(), ["first", "second"], id="1-less-specific"),
        pytest.param(READ, READ, ["second", "first"], id="2-newer"),
    ],
)
def test_the_order(first: RequestPattern, second: RequestPattern, expected: list[str]) -> None:
    schedule = Schedule[str]()
    schedule.put(None, first, ["first"], 1)
    schedule.put(None, second, ["second"], 1)
    assert taken(schedule, 3) == [*expected, None]
    assert not schedule


def test_an_entry_takes_the_place_of_its_namesake() -> None:
    schedule = Schedule[str]()
    schedule.put("mine", READ, ["a"], None)
    schedule.put("mine", READ, ["b"], 2)
    assert [(entry.id, entry.used, entry.remaining) for entry in schedule] == [("mine", 0, 2)]
    assert taken(schedule, 3) == ["b", "b", None]
    entry = schedule.find("mine")
    assert entry is not None
    assert (entry.used, entry.remaining, entry.is_over) == (2, 0, True)
    assert schedule.remove("mine")
    assert not schedule.remove("mine")


def test_made_ids_are_free() -> None:
    schedule = Schedule[str]()
    schedule.put("r2", READ, ["a"], None)
    assert [schedule.put(None, READ, ["b"], None).id for _ in range(2)] == ["r3", "r4"]


def test_a_copy_goes_its_own_way() -> None:
    schedule = Schedule[str]()
    schedule.put(None, READ, ["a", "b"], 1)
    twin = schedule.copy()
    assert taken(schedule, 3) == taken(twin, 3) == ["a", "b", None]


def test_what_is_over_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENTRY_LIMIT", 2)
    schedule = Schedule[str]()
    schedule.put(None, READ, ["a"], None)
    schedule.put(None, READ, ["b"], 1)
    with pytest.raises(ScheduleFull, match="the most that it may"):
        schedule.put(None, READ, ["c"], 1)
    assert taken(schedule, 1) == ["b"]
    schedule.put(None, READ, ["c"], 1)
    assert taken(schedule, 2) == ["c", "a"]


def test_what_is_for_one_api_is_cleared() -> None:
    schedule = Schedule[str]()
    schedule.put(None, RequestPattern(api="books"), ["a"], None)
    schedule.put(None, RequestPattern(api="films"), ["b"], None)
    schedule.clear("books")
    assert [entry.match.api for entry in schedule] == ["films"]
    schedule.clear()
    assert list(schedule) == []
