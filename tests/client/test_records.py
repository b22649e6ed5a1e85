"""The records hold every member that the document of the control API has."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from mockserver.client import records
from mockserver.client.calls import NearestRecord, RemoteCall
from mockserver.client.records import RequestMatch
from mockserver.control.documents import control_document

SCHEMAS = control_document().content["components"]["schemas"]
RECORDS: dict[str, type] = {
    "Health": records.Health,
    "Api": records.ApiRecord,
    "Operation": records.OperationRecord,
    "World": records.WorldRecord,
    "Snapshot": records.SnapshotRecord,
    "Rows": records.RowsRecord,
    "Switch": records.SwitchRecord,
    "Clock": records.ClockRecord,
    "Violation": records.ViolationRecord,
    "Exchange": RemoteCall,
    "Message": records.MessageRecord,
    "NearestOperation": NearestRecord,
    "Match": RequestMatch,
    "PreparedResponse": records.ResponseRecord,
    "Prepared": records.PreparedRecord,
    "Fault": records.FaultRecord,
    "Verdict": records.VerdictRecord,
    "Coverage": records.CoverageRecord,
    "DocumentCoverage": records.DocumentCoverageRecord,
    "CoverageItem": records.CoverageItemRecord,
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_the_members_of_its_schema(name: str) -> None:
    assert {member_of(each) for each in fields(RECORDS[name])} == set(SCHEMAS[name]["properties"])


def member_of(field: Any) -> str:
    return str(field.metadata.get("member", field.name))


def test_a_match_says_what_it_has() -> None:
    assert RequestMatch().as_json() == {}
    assert RequestMatch(path="/pets/*", body=None, query={"a": 1}).as_json() == {
        "path": "/pets/*",
        "body": None,
        "query": {"a": 1},
    }
    assert RequestMatch(body={}).as_json() == {"body": {}}


def test_a_body_is_text_or_bytes() -> None:
    assert bytes(records.BodyRecord(text="é")) == "é".encode()
    assert bytes(records.BodyRecord(base64="/w==")) == b"\xff"
    assert bytes(records.BodyRecord()) == b""
