"""JUnit XML from suites."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from mockserver.reports.junit import Case, CaseFailure, Suite, write_junit


def test_suites_have_cases_and_counts() -> None:
    failure = CaseFailure("a.rule", "is odd", "is odd\nsent: x")
    suites = [Suite("first", (Case("api.first", "GET /"), Case("api.first", "PUT /", failure))), Suite("second", ())]
    assert write_junit("a run", suites).splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="a run">',
        '  <testsuite name="first" tests="2" failures="1" errors="0">',
        '    <testcase classname="api.first" name="GET /" />',
        '    <testcase classname="api.first" name="PUT /">',
        '      <failure type="a.rule" message="is odd">is odd',
        "sent: x</failure>",
        "    </testcase>",
        "  </testsuite>",
        '  <testsuite name="second" tests="0" failures="0" errors="0" />',
        "</testsuites>",
    ]


def test_characters_that_xml_forbids_are_replaced() -> None:
    text = write_junit("a run", [Suite("s", (Case("c", "n", CaseFailure("r", "a\x00b", "<\x1b>")),))])
    failure = next(fromstring(text).iter("failure"))  # noqa: S314  # our own
    assert (failure.get("message"), failure.text) == ("a\ufffdb", "<\ufffd>")
