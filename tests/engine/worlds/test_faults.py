"""Faults of one world."""

from __future__ import annotations

from mockserver.engine.worlds.faults import Faults


def test_a_delay_of_an_operation_counts_before_that_of_its_api() -> None:
    faults = Faults()
    assert faults.find_delay("books", "readBook") == 0.0
    faults.set_delay("books", None, 2.0)
    faults.set_delay("books", "readBook", 0.0)
    assert faults.find_delay("books", "readBook") == 0.0
    assert faults.find_delay("books", "listBooks") == faults.find_delay("books", None) == 2.0
    assert faults.find_delay("films", "readBook") == 0.0


def test_clearing_leaves_other_apis_alone() -> None:
    faults = Faults()
    for api in ("books", "films"):
        faults.set_delay(api, None, 1.0)
        faults.broken.add(api, "read", ["reset"], None)
    faults.clear("books")
    assert (faults.find_delay("books", "read"), faults.broken.take("books", "read")) == (0.0, None)
    assert (faults.find_delay("films", "read"), faults.broken.take("films", "read")) == (1.0, "reset")


def test_a_copy_goes_its_own_way() -> None:
    faults = Faults()
    faults.broken.add("books", "read", ["timeout"], 1)
    twin = faults.copy()
    twin.set_delay("books", None, 1.0)
    assert twin.broken.take("books", "read") == "timeout"
    assert faults.broken.take("books", "read") == "timeout"
    assert faults.find_delay("books", None) == 0.0
