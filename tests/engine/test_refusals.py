"""How a refusal is worded: which case applies, with which status, and which violations it names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.behaviour import Behaviour
from mockserver.engine.refusals import (
    default_status,
    documented_statuses,
    find_case,
    find_reasons,
    word_case,
    word_problem,
    word_violations,
)
from mockserver.openapi.rules import RULES, RuleId, Severity, Violation
from tests.support.small_sandbox import load_books

NAMES: dict[str, Any] = {"method": "POST", "path": "/books", "request_id": "r1"}


def behaviour(folder: Path, *cases: str, body: str = "{case: '{code}', all: {each: '{place}'}}") -> Behaviour:
    text = f"errors:\n  media_type: application/json\n  body: {body}\n  cases:\n"
    return load_books(folder, behaviour=text + "".join(f"    {case}\n" for case in cases), seed=None).behaviour


def violation(rule: RuleId, pointer: str = "", **members: Any) -> Violation:
    return Violation(rule, "body" if rule.startswith("body") else "query", "is wrong", pointer=pointer, **members)


BODY, OTHER_BODY = violation("body.schema", "/title"), violation("body.read-only", "/id")
QUERY = violation("parameter.schema", name="limit")


class TestWhichCase:
    @pytest.mark.parametrize(
        ("cases", "name"),
        [
            pytest.param(
                ["a: {status: 400, when: {rule: '*'}}", "b: {status: 422, when: {rule: 'body.*'}}"], "a", id="first"
            ),
            pytest.param(
                ["b: {status: 422, when: {rule: 'body.*'}}", "a: {status: 400, when: {rule: '*'}}"], "b", id="order"
            ),
            pytest.param(["c: {status: 404}", "b: {status: 422, when: {rule: 'body.*'}}"], "b", id="no-when"),
            pytest.param(["q: {status: 400, when: {rule: 'parameter.*'}}"], None, id="none"),
            pytest.param(["o: {status: 400, when: {operation: readBook}}"], None, id="other-operation"),
            pytest.param(["o: {status: 400, when: {operation: 'create*'}}"], "o", id="this-operation"),
        ],
    )
    def test_the_first_that_covers_a_violation_wins(self, tmp_path: Path, cases: list[str], name: str | None) -> None:
        found = find_case(behaviour(tmp_path, *cases), BODY, "createBook")
        assert (found and found.name) == name


class TestStatus:
    """Among the cases met, the one that stands first in the file gives the status."""

    QUERY_CASE = "query: {status: 400, code: q, when: {rule: 'parameter.*'}}"
    BODY_CASE = "body: {status: 422, code: b, when: {rule: 'body.*'}}"

    @pytest.mark.parametrize(
        ("cases", "status", "body"),
        [
            pytest.param([QUERY_CASE, BODY_CASE], 400, {"case": "q", "all": ["query.limit"]}, id="query-first"),
            pytest.param(
                [BODY_CASE, QUERY_CASE], 422, {"case": "b", "all": ["body.title", "body.id"]}, id="body-first"
            ),
        ],
    )
    def test_by_the_order_of_the_file(self, tmp_path: Path, cases: list[str], status: int, body: Any) -> None:
        worded = word_violations(behaviour(tmp_path, *cases), [BODY, QUERY, OTHER_BODY], None, NAMES)
        assert worded is not None
        assert (worded.status, worded.body) == (status, body)

    def test_every_violation_of_that_status_is_named_in_any_case_of_it(self, tmp_path: Path) -> None:
        cases = ["q: {status: 422, code: q, when: {rule: 'parameter.*'}}", self.BODY_CASE]
        worded = word_violations(behaviour(tmp_path, *cases), [BODY, QUERY, OTHER_BODY], None, NAMES)
        assert worded is not None
        assert worded.body == {"case": "q", "all": ["body.title", "query.limit", "body.id"]}

    def test_nothing_to_say(self, tmp_path: Path) -> None:
        assert word_violations(behaviour(tmp_path, self.QUERY_CASE), [BODY], None, NAMES) is None
        assert word_violations(Behaviour(), [BODY], None, NAMES) is None


class TestIgnore:
    IGNORE = "never: {ignore: true, when: {rule: accept.unavailable}}"

    def test_such_a_violation_is_no_reason(self, tmp_path: Path) -> None:
        accept = violation("accept.unavailable", severity="error")
        assert find_reasons(behaviour(tmp_path, self.IGNORE), "createBook", [accept, BODY], []) == ([], [BODY], [])
        assert find_reasons(Behaviour(), "createBook", [accept, BODY], []) == ([], [accept, BODY], [])
        assert find_reasons(behaviour(tmp_path, self.IGNORE), "createBook", [], []) == ((), (), ())

    def test_a_body_that_was_not_read_is_not_judged(self) -> None:
        early, header = violation("body.too-large"), violation("parameter.schema")
        assert find_reasons(Behaviour(), "createBook", [BODY, header], [early]) == ([early], [header], [])

    def test_only_where_it_is_the_first_case(self, tmp_path: Path) -> None:
        earlier = "all: {status: 400, when: {rule: '*'}}"
        accept = violation("accept.unavailable", severity="error")
        assert find_reasons(behaviour(tmp_path, earlier, self.IGNORE), "createBook", [accept], [])[1] == [accept]


class TestSeverity:
    LENIENT = replace(violation("parameter.schema"), severity="warning")

    def test_only_errors_are_refused(self) -> None:
        reasons = find_reasons(Behaviour(), "createBook", [self.LENIENT, BODY], [])
        assert (reasons.errors, reasons.warnings, reasons.found) == ([BODY], [self.LENIENT], [BODY, self.LENIENT])

    def test_by_the_letter_everything_is_an_error(self) -> None:
        strict = replace(self.LENIENT, severity="error")
        assert find_reasons(Behaviour(), "createBook", [self.LENIENT], [], "letter") == ([], [strict], [])

    @pytest.mark.parametrize(("severity", "place"), [("error", 1), ("warning", 2)])
    def test_a_case_decides_for_what_it_covers(self, tmp_path: Path, severity: Severity, place: int) -> None:
        case = f"c: {{status: 400, severity: {severity}, when: {{rule: 'parameter.*'}}}}"
        other = violation("parameter.schema", severity="error" if severity == "warning" else "warning")
        reasons = find_reasons(behaviour(tmp_path, case), "createBook", [other], [])
        assert reasons[place] == [replace(other, severity=severity)]
        assert reasons[3 - place] == []

    def test_a_lenient_case_holds_only_for_real(self, tmp_path: Path) -> None:
        case = "c: {status: 400, severity: warning, when: {rule: 'body.*'}}"
        assert find_reasons(behaviour(tmp_path, case), "createBook", [BODY], [], "letter").errors == [BODY]

    def test_what_is_not_heeded_is_not_told_either(self, tmp_path: Path) -> None:
        case = "c: {ignore: true, when: {rule: 'parameter.*'}}"
        assert find_reasons(behaviour(tmp_path, case), "createBook", [self.LENIENT], [], "letter").found == ()


class TestWords:
    @pytest.mark.parametrize(
        ("template", "expected"),
        [
            ("{rule}", "body.schema"),
            ("{location}", "body"),
            ("{pointer}", "/tags/0"),
            ("{field}", "tags.0"),
            ("{place}", "body.tags.0"),
            ("{keyword}", "type"),
            ("{seen}", "3"),
            ("{allowed}", "string"),
            ("{reason}", "is wrong"),
            ("{sentence}", "body /tags/0: is wrong"),
            ("{name}", ""),
            ("{method} {path} {request_id}", "POST /books r1"),
            ("{code}", "c-body.schema"),
            ("{unknown}", None),
            ("<{unknown}>", "<>"),
            ("{{x}}", "{x}"),
        ],
    )
    def test_what_a_template_may_ask_for(self, tmp_path: Path, template: str, expected: str | None) -> None:
        case = "one: {status: 400, code: 'c-{rule}', when: {rule: '*'}}"
        wrong = violation("body.schema", "/tags/0", keyword="type", seen="3", allowed="string")
        worded = word_violations(behaviour(tmp_path, case, body=f"{{it: '{template}'}}"), [wrong], None, NAMES)
        assert worded is not None
        assert worded.body == {"it": expected}

    def test_each_may_use_a_name_that_is_not_given(self, tmp_path: Path) -> None:
        case = "one: {status: 400, when: {rule: '*'}}"
        worded = word_violations(behaviour(tmp_path, case, body="{each: '{unknown}'}"), [BODY, QUERY], None, NAMES)
        assert worded is not None
        assert worded.body == [None, None]

    def test_the_texts_are_those_of_the_first_violation_of_the_leading_case(self, tmp_path: Path) -> None:
        cases = [
            "q: {status: 400, code: '{place}', when: {rule: 'parameter.*'}}",
            "b: {status: 400, when: {rule: '*'}}",
        ]
        worded = word_violations(behaviour(tmp_path, *cases), [BODY, QUERY], None, NAMES)
        assert worded is not None
        assert worded.body == {"case": "query.limit", "all": ["body.title", "query.limit"]}

    def test_headers_and_a_media_type_of_its_own(self, tmp_path: Path) -> None:
        case = "one: {status: 429, headers: {Retry-After: '7', X: '{reason}'}, media_type: text/plain, body: '{path}'}"
        found = behaviour(tmp_path, case).find_case("one")
        assert found is not None
        worded = word_case(found, {"reason": "late"}, NAMES)
        assert worded.headers == (("Retry-After", "7"), ("X", "late"))
        assert (worded.status, worded.media_type, worded.body) == (429, "text/plain", "/books")

    def test_a_handlers_texts_fill_the_case(self, tmp_path: Path) -> None:
        found = behaviour(tmp_path, "one: {status: 404, code: 'no {id}'}").find_case("one")
        assert found is not None
        assert word_case(found, {"id": 7}, NAMES).body["case"] == "no 7"


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        (["routing.no-path"], 404),
        (["routing.no-method"], 405),
        (["world.malformed"], 400),
        (["world.too-many"], 429),
        (["world.unknown"], 404),
        (["preference.malformed"], 400),
        (["preference.unknown-code"], 404),
        (["preference.unknown-example"], 404),
        (["preference.unavailable"], 404),
        (["security.missing"], 401),
        (["security.forbidden"], 403),
        (["body.too-large", "body.schema"], 413),
        (["body.schema", "body.encoding"], 415),
        (["parameter.schema", "body.media-type"], 415),
        (["body.malformed", "accept.unavailable"], 406),
        (["body.malformed"], 400),
        (["body.schema", "parameter.schema"], 400),
        (["body.schema"], 422),
        (["body.required"], 422),
        (["body.read-only"], 422),
    ],
)
def test_the_status_where_there_is_no_case(rules: list[RuleId], status: int) -> None:
    assert default_status([violation(rule) for rule in rules]) == status
    assert default_status([violation(rule) for rule in reversed(rules)]) == status


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.startswith("response.")])
def test_every_rule_of_a_request_is_a_clients_mistake(rule: RuleId) -> None:
    assert 400 <= default_status([violation(rule)]) < 500


def test_a_problem_names_them_all() -> None:
    worded = word_problem([BODY, QUERY])
    assert worded.status == 400
    assert worded.media_type == "application/problem+json"
    assert b'"/title"' in worded.body and b'"limit"' in worded.body


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        ("security.missing", (401,)),
        ("security.forbidden", (403,)),
        ("body.media-type", (415, 422, 400)),
        ("body.encoding", (415, 422, 400)),
        ("body.schema", (422, 400)),
        ("parameter.required", (422, 400)),
        ("body.malformed", (422, 400)),
        ("accept.unavailable", (406,)),
        ("body.too-large", (413,)),
    ],
)
def test_the_documented_statuses_that_fit(rule: RuleId, statuses: tuple[int, ...]) -> None:
    assert documented_statuses([violation(rule)]) == statuses
