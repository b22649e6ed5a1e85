"""Baselines: their files, and how they divide failures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.provider.baseline import Baseline, write_baseline
from tests.provider.things import make_failure


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    assert Baseline.read(file) == Baseline()
    write_baseline(file, ["b", "a", "b"])
    assert json.loads(file.read_text(encoding="utf-8"))["failures"] == ["a", "b"]
    assert Baseline.read(file) == Baseline(frozenset({"a", "b"}))


@pytest.mark.parametrize("text", ["[]", '{"failures": "x"}', '{"failures": [1]}', "\x00"])
def test_a_file_that_is_not_a_baseline_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match=f"--baseline {file}: "):
        Baseline.read(file)


def test_failures_are_new_accepted_or_fixed() -> None:
    known = Baseline(
        frozenset({make_failure().fingerprint, "GET /things server.error 500", "GET /other server.error 500"})
    )
    new, accepted, fixed = known.compare([make_failure(), make_failure(key="name")], {"GET /things"})
    assert [f.key for f in new] == ["name"]
    assert [f.key for f in accepted] == [""]
    assert fixed == ("GET /things server.error 500",)


def test_a_failure_that_was_renamed_stays_accepted() -> None:
    known = Baseline(frozenset({"GET /things fuzz.use_after_free UseAfterFree"}))
    failure = make_failure("state.deleted-alive", aliases=("GET /things fuzz.use_after_free UseAfterFree",))
    new, accepted, fixed = known.compare([failure], {"GET /things"})
    assert (new, accepted, fixed) == ((), (failure,), ())
