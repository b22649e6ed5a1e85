"""The documentation names everything there is, and what it shows is what happens."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

import mockserver.engine.behaviour
from mockserver import coverage, lint
from mockserver.cli.serve_options import ServeOptions, iter_declarations
from mockserver.engine.exchanges import Source
from mockserver.engine.faults import SIMPLE
from mockserver.engine.handlers import Call, Collection
from mockserver.engine.refusals import default_status
from mockserver.engine.settings import Settings
from mockserver.openapi.rules import RULES, RuleId, Violation
from mockserver.provider import reports as provider_reports
from tests.support.console import Shell, Step, read_curl, read_steps, run_filter

ROOT = Path(__file__).parents[1]
README, GUIDE = ROOT / "README.md", ROOT / "docs/guide.md"
FIXTURES, RULE_PAGE = ROOT / "docs/fixtures.md", ROOT / "docs/rules.md"
CASES = ROOT / "docs/cases.md"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def named(page: Path) -> set[str]:
    """The words in a page's `code`."""
    return words_in(read(page))


def words_in(text: str) -> set[str]:
    spans = re.findall(r"`([^`\n]+)`", _FENCED.sub("", text))
    return {word for span in spans for word in re.findall(r"[\w-]+", span)}


def page_id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# what is shown


@pytest.mark.parametrize("page", [page for page in PAGES if list(read_steps(read(page)))], ids=page_id)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shell = Shell()
    for step in read_steps(read(page)):
        printed = shell.run(step)
        assert printed == without_date(step.expected), f"{page_id(page)}:{step.line}: {step.command}"


def without_date(text: str) -> str:
    """Only a real server adds the field, and from the machine's clock."""
    return re.sub(r"^date: .*\n", "", text, flags=re.MULTILINE)


def test_steps_are_read_with_their_lines() -> None:
    console = "```console\n$ a=1\n$ curl \\\n  x\none\n\ntwo\n```\n"
    others = "```yaml\n# f/a.yaml\nb: 1\n```\n\n```\n$ no\n```\n"
    assert list(read_steps(f"# T\n\n{console}\n{others}")) == [
        Step(4, "a=1", ""),
        Step(5, "curl    x", "one\n\ntwo"),
        Step(13, "", "# f/a.yaml\nb: 1\n", "f/a.yaml"),
    ]


@pytest.mark.parametrize("words", [["-k", "x"], ["x", "y"], ["--json", "{}", "x"], []], ids=" ".join)
def test_a_curl_line_of_unknown_kind_fails(words: list[str]) -> None:
    with pytest.raises(AssertionError):
        read_curl(words)


@pytest.mark.parametrize("words", [["jq", "."], ["grep", "x"], ["grep", "-o", "a+"], ["grep", "-o", r"a\|b"]])
def test_a_filter_of_unknown_kind_fails(words: list[str]) -> None:
    with pytest.raises(AssertionError):
        run_filter(words, "a")


def test_a_command_of_unknown_kind_fails() -> None:
    with pytest.raises(AssertionError, match="wget"):
        Shell().run(Step(1, "wget x", ""))


# what there is


def test_every_option_of_serve_is_in_the_guide_and_no_other() -> None:
    options = {each.names[-1] for each in iter_declarations(Settings, ServeOptions)}
    table = read(GUIDE).split("| option | for |")[1].split("\n\n")[0]
    first_cells = " ".join(row.split(" | ")[0] for row in table.splitlines())
    assert set(re.findall(r"--[a-z][a-z-]+", first_cells)) == options


def test_every_setting_of_a_sandbox_is_on_its_page() -> None:
    settings = {each.field for each in iter_declarations(Settings)}
    assert settings - named(ROOT / "docs/pytest.md") == set()


def test_the_guide_says_where_a_response_may_come_from() -> None:
    paragraph = read(GUIDE).split("## Where a response came from")[1].split("\n## ")[0]
    assert set(re.findall(r"`([a-z]+)`", paragraph)) == set(get_args(Source))


def test_the_table_of_rules_is_complete_and_true() -> None:
    rows = [f"| `{rule}` | {entry.meaning} | {entry.severity} | {status_of(rule)} |" for rule, entry in RULES.items()]
    assert [line for line in read(RULE_PAGE).splitlines() if line.startswith("| `")] == rows


def status_of(rule: RuleId) -> int:
    """An answer that breaks a rule is replaced by a 500 problem."""
    return 500 if rule.startswith("response.") else default_status([Violation(rule, "body", "")])


@pytest.mark.parametrize(
    ("page", "names"),
    [
        pytest.param("lint.md", lint.FORMATS, id="lint"),
        pytest.param("testing-services.md", provider_reports.FORMATS, id="test"),
        pytest.param("coverage.md", coverage.FORMATS, id="coverage"),
        pytest.param("pytest.md", SIMPLE, id="faults"),
    ],
)
def test_every_name_of_a_table_is_on_its_page(page: str, names: Iterable[str]) -> None:
    code = " ".join(re.findall(r"`[^`\n]+`", read(ROOT / "docs" / page)))
    assert [name for name in names if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", code)] == []


def test_every_key_of_a_behaviour_file_is_told_about() -> None:
    folder = Path(mockserver.engine.behaviour.__file__).parent
    schema = json.loads((folder / "behaviour.schema.json").read_text(encoding="utf-8"))
    assert set(iter_keys(schema)) - named(FIXTURES) == set()


def iter_keys(schema: Any) -> Iterator[str]:
    """Every key the schema knows, and every word of its enums."""
    if isinstance(schema, list):
        for part in schema:
            yield from iter_keys(part)
    elif isinstance(schema, dict):
        properties = schema.get("properties", {})
        yield from properties
        yield from map(str, schema.get("enum", ()))
        for name, part in schema.items():
            yield from iter_keys(list(properties.values()) if name == "properties" else part)


# members that the engine and the ready-made actions use, which no handler needs
OF_THE_ACTIONS: dict[type, set[str]] = {
    Call: {
        "answer",
        "children_of",
        "complete",
        "complete_inside",
        "creates",
        "defaults",
        "documents",
        "fits",
        "intake",
        "invention",
        "judge",
        "names",
        "own",
        "received",
        "refuse_unknown",
        "resource",
        "sample",
        "sample_row",
        "server_made",
        "skip_number",
        "transaction",
        "view",
    },
    Collection: {"assume", "change", "count_before", "set", "was_deleted"},
}


@pytest.mark.parametrize("kind", [Call, Collection])
def test_everything_a_handler_may_use_is_told_about(kind: type) -> None:
    public = {name for name in (*vars(kind), *getattr(kind, "__slots__", ())) if not name.startswith("_")}
    unnamed = public - words_in(read(FIXTURES).partition("\n## handlers.py\n")[2])
    assert unnamed == OF_THE_ACTIONS[kind]


def test_every_case_is_held_by_a_test_that_exists() -> None:
    rows = [row for row in read(CASES).splitlines() if re.match(r"\| (?!kind|-)", row)]
    tests = [re.search(r"\| `(tests/[^`]+)` \|$", row) for row in rows]
    assert [row for row, test in zip(rows, tests, strict=True) if test is None] == []
    assert [test[1] for test in tests if test is not None and not is_test(test[1])] == []


@pytest.mark.parametrize(
    "name", ["tests/test_no.py", "tests/test_docs.py::test_no", "tests/test_docs.py::is_test", "tests/harness/no.txt"]
)
def test_what_is_no_test(name: str) -> None:
    assert not is_test(name)


def is_test(name: str) -> bool:
    """Whether there is `tests/a.py::test_b`, `tests/a.py::TestB::test_c` or the case `tests/harness/a.txt`."""
    file, *parts = name.split("::")
    if not parts:
        return file.startswith("tests/harness/") and (ROOT / file).exists()
    if not (ROOT / file).exists():
        return False
    body: list[ast.stmt] = ast.parse(read(ROOT / file)).body
    for part in parts:
        found = [each for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == part]
        if not found:
            return False
        body = found[0].body
    return parts[-1].startswith("test_")


# links


def links_of(page: Path) -> list[tuple[str, str]]:
    """The relative links of a page: file and anchor."""
    links = [link for link in _LINK.findall(_FENCED.sub("", read(page))) if "://" not in link]
    return [(file, anchor) for file, _, anchor in (link.partition("#") for link in links)]


def anchors_of(page: Path) -> set[str]:
    """What GitHub makes of headings: `An API of your own` -> `an-api-of-your-own`."""
    headings = _HEADING.findall(_FENCED.sub("", read(page)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_leads_somewhere(page: Path) -> None:
    for file, anchor in links_of(page):
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), file
        assert not anchor or anchor in anchors_of(target), f"{file}#{anchor}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [README]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [(page.parent / file).resolve() for file, _ in links_of(page) if file.endswith(".md")]
    assert set(PAGES) <= reached
