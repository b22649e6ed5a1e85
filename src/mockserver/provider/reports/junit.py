"""JUnit XML, as CI servers read it: one test case for each operation and phase."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..failures import Failure, describe_response
from ..outcome import Outcome

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


def write_junit(outcome: Outcome) -> str:
    """A suite for each phase; times are left out, so that the same run gives the same text."""
    suites = Element("testsuites", name="mockserver test")
    for phase in outcome.phases:
        asked = [str(operation) for operation in outcome.operations if outcome.tallies[str(operation)].sent[phase]]
        found = [failure for failure in outcome.failures if failure.phase == phase]
        names = list(dict.fromkeys([*asked, *(failure.operation for failure in found)]))
        broken = {failure.operation for failure in found}
        suite = SubElement(
            suites, "testsuite", name=phase, tests=str(len(names)), failures=str(len(broken)), errors="0"
        )
        for name in names:
            case = SubElement(suite, "testcase", classname=f"{outcome.document.name}.{phase}", name=name)
            mine = [failure for failure in found if failure.operation == name]
            if mine:  # the schema allows one failure element for a case
                title = mine[0].message if len(mine) == 1 else f"{len(mine)} failures: {mine[0].message}, …"
                failed = SubElement(case, "failure", type=mine[0].check, message=_clean(title))
                failed.text = _clean("\n\n".join(_describe(failure) for failure in mine))
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode")


def _describe(failure: Failure) -> str:
    position = failure.position
    lines = [f"{failure.check}: {failure.message}"]
    lines += [f"document: {position.file}:{position.line}"] if position else []
    lines += [f"first: {step}" for step in failure.steps]
    return "\n".join([*lines, f"sent: {failure.curl}", f"got: {describe_response(failure.response)}"])


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
