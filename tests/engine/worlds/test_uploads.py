"""Files that rows keep."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.engine.worlds.uploads import UPLOADS, describe_uploads, keep_uploads

A: dict[str, Any] = {"content": b"a", "media_type": "text/plain", "filename": "a.txt"}
B: dict[str, Any] = {"content": b"bb", "media_type": "text/plain", "filename": ""}


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ({}, {"photo": A}, ["photo"]),
        ({"photo": A}, {}, ["photo"]),
        ({"photo": A, "/cv": B}, {"photo": B}, ["/cv", "photo"]),
        ({"photo": A}, {"/cv": B}, ["photo", "/cv"]),
    ],
)
def test_a_changed_row_keeps_the_files_that_were_not_replaced(
    before: dict[str, Any], after: dict[str, Any], kept: list[str]
) -> None:
    changed = keep_uploads({"id": 1, UPLOADS: before}, {"id": 1, UPLOADS: after} if after else {"id": 1})
    assert list(changed[UPLOADS]) == kept
    assert changed[UPLOADS] == before | after


def test_a_deletion_without_a_name_takes_all_files() -> None:
    row = {"id": 1, UPLOADS: {"": {}}}
    assert keep_uploads({"id": 1, UPLOADS: {"photo": A}}, row) is row
    assert describe_uploads(row) == row


def test_a_row_without_files_stays_the_same() -> None:
    row = {"id": 1}
    assert keep_uploads({"id": 1}, row) is row


def test_a_row_is_described_without_bytes() -> None:
    described = describe_uploads({"id": 1, UPLOADS: {"photo": B}})
    assert described == {"id": 1, UPLOADS: {"photo": {**B, "content": "2 bytes"}}}
    assert json.dumps(described)
    assert describe_uploads({"id": 1}) == {"id": 1}
