"""Which exchanges a filter admits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mockserver.control.exchange_filter import ExchangeFilter, make_filter
from mockserver.engine.worlds.journal import Numbered
from mockserver.openapi.messages import Response
from mockserver.openapi.rules import Violation
from tests.control.exchanges import NOON, make_exchange, make_request

BROKEN = (Violation("body.required", "body", "is required, but absent"),)
EXCHANGE = make_exchange(
    make_request("/pets/Rex?size=Small%20one", headers=[("X-Trace", "Abc")], body='{"naïve": "ÉTÉ"}'.encode()),
    Response(404, (("Location", "/Elsewhere"),), b"\xff not TEXT"),
    violations=BROKEN,
)


@pytest.mark.parametrize(
    ("asked", "is_admitted"),
    [
        ({}, True),
        ({"after": 6}, True),
        ({"after": 7}, False),
        ({"api": "pets"}, True),
        ({"api": "hats"}, False),
        ({"operation_id": "listPets"}, True),
        ({"operation_id": "listHats"}, False),
        ({"status": "404"}, True),
        ({"status": "4XX"}, True),
        ({"status": "405"}, False),
        ({"status": "5XX"}, False),
        ({"source": "resource"}, True),
        ({"source": "contract"}, False),
        ({"violations": True}, True),
        ({"violations": False}, False),
        ({"text": "rex"}, True),
        ({"text": "REX?SIZE=small%20"}, True),
        ({"text": "Small one"}, False),
        ({"text": "aBC"}, True),
        ({"text": "x-trace"}, False),
        ({"text": "NAÏVE"}, True),
        ({"text": "été"}, True),
        ({"text": "elsewhere"}, True),
        ({"text": "not text"}, True),
        ({"text": "absent"}, False),
        ({"since": "2026-06-01T12:00:00Z"}, True),
        ({"since": "2026-06-01T14:00:00.000001+02:00"}, False),
        ({"until": "2026-06-01T12:00:00.000001Z"}, True),
        ({"until": "2026-06-01T12:00:00Z"}, False),
        ({"status": "404", "text": "rex"}, True),
        ({"status": "404", "text": "absent"}, False),
        ({"status": None, "body_limit": 1, "limit": 3}, True),
    ],
    ids=repr,
)
def test_a_filter_admits(asked: dict[str, Any], is_admitted: bool) -> None:
    assert make_filter(asked).admits(7, EXCHANGE) is is_admitted


def test_what_is_selected_keeps_its_order() -> None:
    exchanges = [Numbered(number, make_exchange(at=NOON + timedelta(seconds=number % 2))) for number in range(1, 6)]
    assert [each.number for each in ExchangeFilter(until=NOON + timedelta(seconds=1)).select(exchanges)] == [2, 4]
    assert [each.number for each in ExchangeFilter(after=2).select(reversed(exchanges))] == [5, 4, 3]
