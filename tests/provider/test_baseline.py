"""Baselines: their files, and how they divide failures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.provider.baseline import Baseline, write_baseline
from mockserver.provider.failures import Failure
from tests.provider.things import make_failure


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    assert Baseline.read(file) == Baseline()
    baseline = Baseline(frozenset({"b", "a"}), {"a cause": frozenset({"b"})})
    write_baseline(file, baseline)
    assert json.loads(file.read_text(encoding="utf-8"))["failures"] == ["a", "b"]
    assert Baseline.read(file) == baseline


def test_a_baseline_without_causes_is_read(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text('{"note": "written by an earlier version", "failures": ["a"]}', encoding="utf-8")
    assert Baseline.read(file) == Baseline(frozenset({"a"}))


@pytest.mark.parametrize(
    "text", ["[]", '{"failures": "x"}', '{"failures": [1]}', '{"failures": [], "causes": {"a": 1}}', "\x00"]
)
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


CLAUSE = "response.schema api.yaml#/components/schemas/Book/type"


def at(operation: str, **fields: Any) -> Failure:
    return replace(make_failure("response.schema", **{"cause": CLAUSE, **fields}), operation=operation)


def test_a_known_cause_is_accepted_in_another_operation() -> None:
    accepted = Baseline().update([at("GET /books"), at("PUT /books", cause="")], ())
    assert accepted.is_new(at("POST /books")) is False
    assert accepted.is_new(at("POST /books", cause="another clause")) is True
    assert accepted.is_new(at("POST /books", cause="")) is True


def test_what_only_looks_alike_is_accepted_place_by_place() -> None:
    alike = make_failure("response.status", cause="response.status 418")
    accepted = Baseline().update([alike], ())
    assert accepted.causes == {}
    assert accepted.is_new(replace(alike, operation="POST /things")) is True


def test_a_cause_goes_with_its_last_failure() -> None:
    first, second = at("GET /books"), at("POST /books")
    baseline = Baseline().update([first, second], ())
    one = baseline.update([second], [first.fingerprint])
    assert one.causes == {CLAUSE: {second.fingerprint}}
    assert one.update([], [second.fingerprint]) == Baseline()


def test_an_update_replaces_old_names() -> None:
    old = "GET /things fuzz.use_after_free UseAfterFree"
    failure = make_failure("state.deleted-alive", aliases=(old,))
    assert Baseline(frozenset({old, "GET /others x"})).update([failure], ()).known == {
        "GET /others x",
        "GET /things state.deleted-alive",
    }
