"""The last exchanges of a world, bounded in number and in bytes."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.journal import BYTE_LIMIT, EXCHANGE_LIMIT, Journal
from mockserver.openapi.messages import Request, Response

MEBIBYTE = 1024 * 1024


def exchange(path: str = "/", *, sent: bytes = b"", received: bytes = b"") -> Exchange:
    return Exchange(
        request=Request("GET", path, body=sent),
        response=Response(200, body=received),
        world="default",
        api="pets",
        operation_id=None,
        source="handler",
        violations=(),
        at=datetime(2026, 1, 20, tzinfo=UTC),
        milliseconds=0.1,
    )


def paths(journal: Journal) -> list[str]:
    return [each.request.path for each in journal]


def test_keeps_the_order() -> None:
    journal = Journal()
    for path in ("/a", "/b", "/c"):
        journal.record(exchange(path))
    assert paths(journal) == ["/a", "/b", "/c"]
    assert len(journal) == journal.total == 3


def test_the_oldest_make_room_by_number() -> None:
    journal = Journal()
    for number in range(EXCHANGE_LIMIT + 5):
        journal.record(exchange(f"/{number}"))
    assert len(journal) == EXCHANGE_LIMIT
    assert paths(journal)[0] == "/5"
    assert journal.total == EXCHANGE_LIMIT + 5, "those dropped are counted"


def test_the_oldest_make_room_by_bytes_of_both_bodies() -> None:
    journal = Journal()
    for number in range(5):
        journal.record(exchange(f"/{number}", sent=bytes(4 * MEBIBYTE), received=bytes(2 * MEBIBYTE)))
    assert paths(journal) == ["/3", "/4"], "three would be 18 MiB"


def test_the_last_exchange_is_kept_however_large() -> None:
    journal = Journal()
    journal.record(exchange("/small"))
    journal.record(exchange("/large", received=bytes(BYTE_LIMIT + 1)))
    assert paths(journal) == ["/large"]
    journal.record(exchange("/next"))
    assert paths(journal) == ["/next"]


def test_clear() -> None:
    journal = Journal()
    journal.record(exchange(sent=bytes(BYTE_LIMIT)))
    journal.clear()
    assert len(journal) == journal.total == 0
    journal.record(exchange("/a", sent=bytes(BYTE_LIMIT // 2)))
    journal.record(exchange("/b"))
    assert paths(journal) == ["/a", "/b"], "the bytes of what was cleared no longer count"


def test_may_be_recorded_while_it_is_read() -> None:
    journal = Journal()
    journal.record(exchange("/a"))
    for _ in journal:
        journal.record(exchange("/b"))
    assert paths(journal) == ["/a", "/b"]


@given(st.lists(st.integers(0, 9), max_size=30))
def test_what_is_kept_is_the_longest_end_that_fits(sizes: list[int]) -> None:
    journal = Journal()
    for number, size in enumerate(sizes):
        journal.record(exchange(str(number), sent=bytes(size * MEBIBYTE)))
    kept: list[str] = []
    room = BYTE_LIMIT
    for number, size in reversed(list(enumerate(sizes))):
        room -= size * MEBIBYTE
        if room < 0 and kept:
            break
        kept.insert(0, str(number))
    assert paths(journal) == kept
