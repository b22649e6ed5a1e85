"""Every document of the corpus is served as documented; other libraries check the responses."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from .faults import FAULTS, Fault
from .walk import Trouble, Walk, load

FOLDER = Path(__file__).parent / "documents"
FILES = {file.stem: file for file in sorted(FOLDER.rglob("*-[23].[0-9].*"))}  # the version ends their names
UNADDRESSABLE = {"broken-3.0": {("GET", "no/slash")}}


@cache
def walk(stem: str, *, is_stateless: bool = True) -> tuple[Walk, list[Trouble]]:
    walked = Walk(load(FILES[stem], is_stateless=is_stateless))
    return walked, list(walked.iter_troubles())


def test_versions() -> None:
    versions = Counter(stem[-3:] for stem in FILES)
    assert all(versions[version] >= count for version, count in {"2.0": 4, "3.0": 8, "3.1": 9, "3.2": 4}.items())
    assert all(walk(stem)[0].api.document.version.startswith(stem[-3:]) for stem in FILES)


@pytest.mark.parametrize("is_stateless", [True, False], ids=["stateless", "remembered"])
@pytest.mark.parametrize("stem", FILES)
def test_responses_match_their_document(stem: str, is_stateless: bool) -> None:
    _, troubles = walk(stem, is_stateless=is_stateless)
    unexpected = [str(trouble) for trouble in troubles if not any(_fits(f, trouble) for f in FAULTS.get(stem, ()))]
    assert not unexpected, "\n".join(unexpected)


@pytest.mark.parametrize("stem", FAULTS)
def test_every_listed_fault_occurs(stem: str) -> None:
    _, troubles = walk(stem)
    assert [fault for fault in FAULTS[stem] if not any(_fits(fault, trouble) for trouble in troubles)] == []


@pytest.mark.parametrize("stem", FILES)
def test_every_operation_is_known(stem: str) -> None:
    assert walk(stem)[0].missing() == UNADDRESSABLE.get(stem, set())


def test_many_requests_were_sent() -> None:
    assert sum(walk(stem)[0].exchanges for stem in FILES) >= 1400


def _fits(fault: Fault, trouble: Trouble) -> bool:
    method, _, path = fault.operation.partition(" ")
    same = trouble.operation.endswith(f" {path}") if method == "*" else trouble.operation == fault.operation
    return same and fault.words in trouble.message
