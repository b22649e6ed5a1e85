"""Failures: which of equal ones is kept, and how a response is described."""

from __future__ import annotations

from mockserver.openapi.messages import Response
from mockserver.provider.failures import Failures, describe_response
from tests.provider.things import API, make_failure


def test_of_equal_failures_the_lightest_is_kept() -> None:
    failures = Failures(API.operations)
    news = [failures.add(make_failure(curl=curl)) for curl in ("curl long", "curl x", "curl longer")]
    assert (news, [f.curl for f in failures]) == ([True, False, False], ["curl x"])
    failures.add(make_failure(curl="curl", phase="fuzzing"))
    assert [f.curl for f in failures] == ["curl x"]  # the earlier phase has found it
    failures.add(make_failure(key="name"))
    assert [f.fingerprint for f in failures] == ["GET /things state.update-lost", "GET /things state.update-lost name"]


def test_a_response_is_described_on_one_line() -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    assert describe_response(Response(404, headers, b"<p>\n  no\n</p>\n")) == "404 text/html <p> no </p>"
