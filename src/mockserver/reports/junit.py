"""JUnit XML, which CI servers read. Times are left out, so that the same run gives the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """Why a test case failed."""

    type: str  # "response.schema"
    message: str  # one line
    text: str  # as many lines as it takes


@dataclass(frozen=True, slots=True)
class Case:
    """One test case."""

    classname: str  # "books.yaml.documented"
    name: str  # "GET /books"
    failure: CaseFailure | None = None  # the schema of JUnit allows one for a case; None: it passed


@dataclass(frozen=True, slots=True)
class Suite:
    """Test cases under one heading."""

    name: str  # "documented"
    cases: tuple[Case, ...]


def write_junit(name: str, suites: Iterable[Suite]) -> str:
    """Return the report of a run called `name`."""
    root = Element("testsuites", name=name)
    for suite in suites:
        _add_suite(root, suite)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _add_suite(root: Element, suite: Suite) -> None:
    failures = sum(case.failure is not None for case in suite.cases)
    counts = {"tests": str(len(suite.cases)), "failures": str(failures), "errors": "0"}
    element = SubElement(root, "testsuite", {"name": suite.name} | counts)
    for case in suite.cases:
        child = SubElement(element, "testcase", classname=case.classname, name=case.name)
        if case.failure is not None:
            failed = SubElement(child, "failure", type=case.failure.type, message=_clean(case.failure.message))
            failed.text = _clean(case.failure.text)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
