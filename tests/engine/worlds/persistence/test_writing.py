"""What a state file looks like."""

from __future__ import annotations

import orjson

from mockserver.engine.worlds.persistence.captures import Captures
from mockserver.engine.worlds.persistence.reading import read_worlds
from mockserver.engine.worlds.persistence.writing import write_worlds
from mockserver.engine.worlds.store import Transaction
from tests.engine.worlds.pets import some_worlds


def test_a_row_that_cannot_be_written_is_told_and_left_out() -> None:
    worlds = some_worlds()
    transaction = Transaction(worlds.get().state("pets"))
    transaction.put("pet", "2", {"id": "2", "tags": {"a"}})
    transaction.put("pet", "3", {"id": "3"})
    transaction.commit()
    captures, lines = Captures(worlds), list[str]()
    captures.look()
    content = b"".join(write_worlds(captures.list_all(), {}, None, lines.append))
    assert lines == ["the row '2' of pets.pet is not saved: it has a value of the type set"]
    assert list(read_worlds(content).collections[0].rows) == ["1", "3"]


def test_each_row_is_a_piece_and_a_line() -> None:
    worlds = some_worlds()
    transaction = Transaction(worlds.get().state("pets"))
    for number in range(100):
        transaction.put("pet", f"new\n{number}\ud800", {"id": number})
    transaction.commit()
    captures = Captures(worlds)
    captures.look()
    pieces = list(write_worlds(captures.list_all(), {"pets": "a"}, b"k", lambda _: None))
    assert len(pieces) > 100
    content = b"".join(pieces)
    assert content.count(b"\n") > 100
    assert orjson.loads(content)["key"] == "6b"
    assert list(read_worlds(content).collections[0].rows)[-1] == "new\n99\ud800"
