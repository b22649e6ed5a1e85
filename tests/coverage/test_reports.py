"""The formats of coverage: content for people, grammars for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from mockserver.coverage import FORMATS, Coverage, Measured, Summary, read_request, summarize, write_report
from mockserver.coverage.html import iter_lines, write_page
from mockserver.coverage.places import shown_path
from mockserver.coverage.summary import CoverageCount, iter_files
from mockserver.coverage.table import MISSING_SHOWN, percent_text
from mockserver.engine.apis.apis import Api, load_api
from mockserver.openapi.documents import Source
from tests.coverage.shop import SHOP, api_of, send
from tests.support.small_sandbox import changed

AT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def summary() -> Summary:
    """Of the shop, after two requests."""
    coverage = Coverage(api_of(SHOP))
    send(coverage, "GET /items?sort=name&limit=3", 200, {"items": [{"name": "a"}]})
    send(coverage, "GET /items?limit=3", 200, {"items": [], "next": "b"})
    send(coverage, "DELETE /items/7", 204)
    return summarize(coverage)


def report(words: str, summaries: list[Summary], root: Path) -> str:
    return write_report(read_request("--coverage", words), Measured(summaries, root, AT))


def written(summaries: list[Summary], format: str, folder: Path) -> str:
    report(f"{format}:{folder / 'report'}", summaries, folder)
    return (folder / "report").read_text(encoding="utf-8")


def line_of(text: str) -> int:
    """The line of the shop's document that is this text."""
    return [line.strip() for line in SHOP.splitlines()].index(text) + 1


# the table


def test_table(summary: Summary, tmp_path: Path) -> None:
    assert report("term", [summary], tmp_path).splitlines() == [
        "Coverage of shop.yaml",
        "",
        "Operation             Calls  Statuses  Parameters  Request  Response  Cover  Missing",
        "------------------------------------------------------------------------------------",
        (
            'GET /items                2       1/2        3/10        -       3/9    36%  4XX, query sort="price", '
            "query all, query tags, "
            "200 {items[].id, items[].parts, items[].price, items[].price.amount, items[].price.free}"
        ),
        "POST /items               0       0/2           -      0/6       0/7     0%  never called",
        "DELETE /items/{id}        1       1/1         1/1        -         -   100%",
        "------------------------------------------------------------------------------------",
        "TOTAL 2/3 operations      3       2/5        4/11      0/6      3/16    27%",
    ]


def test_tables_of_several_documents_end_with_their_total(summary: Summary, tmp_path: Path) -> None:
    text = report("term", [summary, summary], tmp_path)
    assert text.count("Coverage of shop.yaml") == 2
    assert text.endswith("\n\nAll documents: 27%")


def test_table_names_the_line_of_fields_that_share_a_name_and_cuts_long_lists(tmp_path: Path) -> None:
    branches = [{"properties": {"a": {"const": number}}, "required": ["a"]} for number in (1, 2)]
    branches.append({"properties": {f"p{number}": {} for number in range(MISSING_SHOWN + 3)}})
    schema = json.dumps({"type": "object", "oneOf": branches})
    content = f"{{description: ok, content: {{application/json: {{schema: {schema}}}}}}}"
    text = (
        f"openapi: 3.1.0\npaths:\n  /items:\n    get:\n      operationId: x\n      responses:\n        200: {content}\n"
    )
    coverage = Coverage(api_of(text))
    send(coverage, "GET /items", 200, {"a": 1})
    last = report("term", [summarize(coverage)], tmp_path).splitlines()[4]
    assert last.endswith("200 {a:7, p0, p1, p2, p3, p4, p5, p6, p7, p8, … 4 more}")


@pytest.mark.parametrize(
    ("tally", "expected"),
    [((0, 0), "100%"), ((0, 9), "0%"), ((1, 1000), "1%"), ((1, 3), "33%"), ((999, 1000), "99%"), ((9, 9), "100%")],
)
def test_percents_are_whole_and_never_rounded_to_all_or_nothing(tally: tuple[int, int], expected: str) -> None:
    assert percent_text(CoverageCount(*tally)) == expected


# LCOV

LCOV_LINES = re.compile(  # geninfo(1), FILES
    r"TN:\w*|SF:.+|FN:[1-9]\d*,.+|FNDA:\d+,.+|FN[FH]:\d+|BRDA:[1-9]\d*,\d+,\d+,(?:-|\d+)|BR[FH]:\d+"
    r"|DA:[1-9]\d*,\d+|L[FH]:\d+|end_of_record"
)
LCOV_ORDER = ["TN", "SF", "FN", "FNDA", "FNF", "FNH", "BRDA", "BRF", "BRH", "DA", "LF", "LH", "end_of_record"]


def test_lcov_follows_its_grammar(summary: Summary, tmp_path: Path) -> None:
    lines = written([summary], "lcov", tmp_path).splitlines()
    assert all(LCOV_LINES.fullmatch(line) for line in lines)
    kinds = [line.partition(":")[0] for line in lines]
    assert list(dict.fromkeys(kinds)) == LCOV_ORDER
    assert kinds == sorted(kinds, key=LCOV_ORDER.index)


def test_lcov_counts_lines_of_the_document(summary: Summary, tmp_path: Path) -> None:
    lines = written([summary], "lcov", tmp_path).splitlines()
    assert f"DA:{line_of('next: {type: string}')},1" in lines
    assert f"DA:{line_of('secret:')},0" in lines
    assert f"FN:{line_of('delete:')},deleteItem" in lines
    assert "FNDA:2,listItems" in lines
    counted = [line for line in lines if line.startswith("DA:")]
    assert f"LF:{len(counted)}" in lines
    assert f"LH:{sum(1 for line in counted if not line.endswith(',0'))}" in lines
    branches = [line for line in lines if line.startswith("BRDA:")]
    assert f"BRF:{len(branches)}" in lines
    assert f"BRH:{sum(1 for line in branches if not line.endswith((',0', ',-')))}" in lines


def test_lcov_marks_branches_of_lines_never_reached(summary: Summary, tmp_path: Path) -> None:
    lines = written([summary], "lcov", tmp_path).splitlines()
    missed, partly = (
        line_of("title: {type: string}"),
        line_of("- {name: sort, in: query, schema: {enum: [name, price]}}"),
    )
    assert [line for line in lines if line.startswith(f"BRDA:{missed},")] == [
        f"BRDA:{missed},0,0,-",
        f"BRDA:{missed},0,1,-",
    ]
    assert [line for line in lines if line.startswith(f"BRDA:{partly},")] == [
        f"BRDA:{partly},0,0,1",
        f"BRDA:{partly},0,1,1",
        f"BRDA:{partly},0,2,0",
    ]


def test_the_line_of_a_status_is_in_its_operation_not_in_the_component(summary: Summary) -> None:
    [status] = [entry for entry in summary.operations[0].entries if entry.name == "4XX"]
    assert status.line == line_of("4XX: {$ref: '#/components/responses/Error'}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source("specs/a.yaml", "", "/home/ada/specs/a.yaml"), "specs/a.yaml"),
        (Source("other/a.yaml", "", "/other/a.yaml"), "/other/a.yaml"),
        (Source("https://a.example/a.yaml", "", "https://a.example/a.yaml"), "https://a.example/a.yaml"),
        (Source("text.yaml", "", ""), "text.yaml"),
    ],
)
def test_names_of_files(source: Source, expected: str) -> None:
    assert shown_path(source, Path("/home/ada")) == expected


# Cobertura

DTD: dict[str, tuple[list[str], set[str], set[str]]] = {  # coverage-04.dtd: children in order, required, implied
    "coverage": (
        ["sources", "packages"],
        {"line-rate", "branch-rate", "lines-covered", "lines-valid", "branches-covered", "branches-valid"}
        | {"complexity", "version", "timestamp"},
        set(),
    ),
    "sources": (["source*"], set(), set()),
    "source": ([], set(), set()),
    "packages": (["package*"], set(), set()),
    "package": (["classes"], {"name", "line-rate", "branch-rate", "complexity"}, set()),
    "classes": (["class*"], set(), set()),
    "class": (["methods", "lines"], {"name", "filename", "line-rate", "branch-rate", "complexity"}, set()),
    "methods": (["method*"], set(), set()),
    "method": (["lines"], {"name", "signature", "line-rate", "branch-rate", "complexity"}, set()),
    "lines": (["line*"], set(), set()),
    "line": ([], {"number", "hits"}, {"branch", "condition-coverage"}),
}


def test_cobertura_keeps_its_dtd(summary: Summary, tmp_path: Path) -> None:
    root = ET.fromstring(written([summary], "cobertura", tmp_path))  # noqa: S314 - our own
    assert root.tag == "coverage"
    for element in root.iter():
        children, required, implied = DTD[element.tag]
        tags = [child.tag for child in element]
        if children and children[0].endswith("*"):
            assert set(tags) <= {children[0].removesuffix("*")}
        else:
            assert tags == children
        assert required <= set(element.keys()) <= required | implied
        assert all(0 <= float(element.get(rate, "0")) <= 1 for rate in ("line-rate", "branch-rate"))


def test_cobertura_counts_lines_of_the_document(summary: Summary, tmp_path: Path) -> None:
    text = written([summary], "cobertura", tmp_path)
    root = ET.fromstring(text)  # noqa: S314 - our own
    lines = {int(line.get("number", 0)): line.attrib for line in root.findall(".//class/lines/line")}
    assert lines[line_of("next: {type: string}")] == {"number": str(line_of("next: {type: string}")), "hits": "1"}
    flag = lines[line_of("- {name: sort, in: query, schema: {enum: [name, price]}}")]
    assert flag["condition-coverage"] == "66% (2/3)"
    assert root.get("timestamp") == str(int(AT.timestamp() * 1000))
    assert (root.get("lines-covered"), root.get("lines-valid")) == (
        str(sum(line["hits"] != "0" for line in lines.values())),
        str(len(lines)),
    )
    assert [m.get("signature") for m in root.iter("method")] == ["GET /items", "POST /items", "DELETE /items/{id}"]
    assert "<!DOCTYPE coverage " in text


# JSON


def test_json_has_every_item(summary: Summary, tmp_path: Path) -> None:
    report = json.loads(written([summary], "json", tmp_path))
    [document] = report["documents"]
    assert document["totals"]["operation"] == {"covered": 2, "total": 3}
    items = {
        (operation["operation_id"], item["name"]): item
        for operation in document["operations"]
        for item in operation["items"]
    }
    assert items["listItems", "200 next"] == {
        "kind": "response",
        "name": "200 next",
        "count": 1,
        "file": "shop.yaml",
        "line": line_of("next: {type: string}"),
        "pointer": "/paths/~1items/get/responses/200/content/application~1json/schema/properties/next",
    }
    counted = sum(tally["covered"] for tally in document["totals"].values())
    assert report["percent"] == round(100 * counted / len(items), 2)


# HTML


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("*")):
        yield file.name, file.read_text(encoding="utf-8")


def test_html_is_self_contained_and_has_no_broken_links(summary: Summary, tmp_path: Path) -> None:
    report(f"html:{tmp_path / 'html'}", [summary], tmp_path)
    found = dict(pages(tmp_path / "html"))
    assert found.keys() == {"index.html", "shop.yaml.html"}
    for text in found.values():
        assert not re.search(r'(?:src|href)="(?:https?:|//)|<script|@import|url\(', text)
        for target in re.findall(r'href="([^"]+)"', text):
            page, _, anchor = target.partition("#")
            assert not anchor or f'id="{anchor}"' in (found[page] if page else text)
            assert not page or page in found


def test_one_page_of_html_has_everything_and_no_broken_links(summary: Summary, tmp_path: Path) -> None:
    page = write_page([summary], tmp_path)
    targets = re.findall(r'href="([^"]+)"', page)
    assert "#shop.yaml-L6" in targets
    assert [target for target in targets if f'id="{target.removeprefix("#")}"' not in page] == []
    assert "createItem was never called" in page


def test_html_marks_lines(summary: Summary) -> None:
    [file] = iter_files([summary])
    lines = list(iter_lines(file))
    assert "\n".join(line.text for line in lines) == SHOP
    shown = {line.text.strip(): line for line in lines}
    assert (shown["delete:"].state, shown["delete:"].count) == ("seen", 1)
    assert (shown["post:"].state, shown["post:"].missing) == ("missed", "createItem was never called")
    assert (shown["name:"].state, shown["name:"].missing) == ("partly", "createItem body, createItem 201")
    assert shown["openapi: 3.1.0"].state == "plain"


def test_html_escapes_text_of_the_document(tmp_path: Path) -> None:
    coverage = Coverage(api_of(changed(SHOP, {"/info/title": "<b>&amp;"})))
    report(f"html:{tmp_path}", [summarize(coverage)], tmp_path)
    assert "&lt;b&gt;&amp;amp;" in (tmp_path / "shop.yaml.html").read_text(encoding="utf-8")


def test_files_with_similar_names_have_their_own_pages(tmp_path: Path) -> None:
    names = ["a/b.yaml", "a-b.yaml", "index", "…"]
    summaries = [summarize(Coverage(api_of(SHOP, name))) for name in names]
    report(f"html:{tmp_path}", summaries, tmp_path)
    assert sorted(name for name, _ in pages(tmp_path)) == [
        "a-b.yaml-2.html",
        "a-b.yaml.html",
        "document.html",
        "index-2.html",
        "index.html",
    ]


# files


@pytest.fixture
def split(tmp_path: Path) -> Api:
    """A document of two files."""
    (tmp_path / "specs/parts").mkdir(parents=True)
    (tmp_path / "specs/parts/item.yaml").write_text("type: object\nproperties:\n  name: {type: string}\n  size: {}\n")
    (tmp_path / "specs/api.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /items:\n    get:\n      operationId: listItems\n"
        "      responses:\n        '200':\n          description: ok\n          content:\n"
        "            application/json: {schema: {$ref: parts/item.yaml}}\n"
    )
    return load_api("shop", tmp_path / "specs/api.yaml")


def test_lines_of_referenced_files_count_in_those_files(split: Api, tmp_path: Path) -> None:
    coverage = Coverage(split)
    send(coverage, "GET /items", 200, {"name": "a"})
    lines = written([summarize(coverage)], "lcov", tmp_path).splitlines()
    assert [line for line in lines if line.startswith(("SF:", "DA:"))] == [
        "SF:specs/api.yaml",
        "DA:5,1",
        "DA:8,1",
        "SF:specs/parts/item.yaml",
        "DA:3,1",
        "DA:4,0",
    ]


def test_swagger_2_counts_lines_of_its_own_text(tmp_path: Path) -> None:
    text = (
        "swagger: '2.0'\ninfo: {title: t, version: '1'}\nproduces: [application/json]\npaths:\n  /items:\n    get:\n"
        "      operationId: listItems\n      parameters:\n        - {name: limit, in: query, type: integer}\n"
        "      responses:\n        200:\n          description: ok\n          schema:\n            properties:\n"
        "              name: {type: string}\n"
    )
    coverage = Coverage(api_of(text))
    send(coverage, "GET /items?limit=1", 200, {"name": "a"})
    lines = written([summarize(coverage)], "lcov", tmp_path).splitlines()
    assert [line for line in lines if line.startswith("DA:")] == ["DA:6,1", "DA:9,1", "DA:11,1", "DA:15,1"]


CORPUS = Path(__file__).parents[1] / "corpus/documents"


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*-[23].*")), ids=lambda file: file.stem)
def test_every_item_of_every_document_has_a_line(file: Path, tmp_path: Path) -> None:
    api = load_api("it", file)
    summary = summarize(Coverage(api))
    assert [each.operation for each in summary.operations] == list(api.operations), "unreadable ones as well"
    for operation in summary.operations:
        for entry in operation.entries:
            assert 1 <= entry.line <= entry.source.text.count("\n") + 1
    items = [entry.item for operation in summary.operations for entry in operation.entries]
    assert len(set(items)) == len(items)
    for name in ("lcov", "cobertura", "json"):
        assert written([summary], name, tmp_path) or not summary.operations


# options


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_writes_something(summary: Summary, format: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    told = report(format, [summary], tmp_path)
    assert told
    target = read_request("--coverage", format).target
    assert target is None or target.exists()


@pytest.mark.parametrize("format", FORMATS)
def test_a_document_without_operations_can_be_reported(format: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    empty = summarize(Coverage(api_of("openapi: 3.1.0\npaths: {}\n")))
    assert empty.tally().percent == 100
    assert report(format, [empty], tmp_path)
