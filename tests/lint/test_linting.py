"""The rules of lint, with a document that breaks each of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mockserver.lint import RULES, Finding, lint_address, lint_document
from mockserver.lint.checks.components import check_usage
from mockserver.lint.subject import LintSubject
from mockserver.openapi.documents import Document, ReadPolicy
from tests.support.work import count_calls

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
OK = "responses: {'200': {description: ok}}"
ROOT = Path(__file__).parents[2]


def found(text: str, head: str = HEAD) -> list[tuple[str, int | None, str]]:
    findings = lint_document(Document.parse(head + text, name="x.yaml"))
    return [(finding.rule, finding.line, finding.pointer) for finding in findings]


def returning(schema: str, example: str, media_type: str = "application/json") -> str:
    content = f"{{{media_type}: {{schema: {schema}, example: {example}}}}}"
    return f"paths:\n  /a:\n    get: {{responses: {{'200': {{description: ok, content: {content}}}}}}}\n"


AT = "/paths/~1a/get"
CONTENT = f"{AT}/responses/200/content/application~1json"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"paths: {{/a: {{get: {{{OK}}}}}}}", [], id="no-findings"),
        pytest.param("paths: {/a: {foo: 1}}", [("document.structure", 3, "/paths/~1a/foo")], id="unknown-key"),
        pytest.param(
            f"paths:\n  /a:\n    get:\n      description: one\n      description: two\n      {OK}\n",
            [("document.key-twice", 7, f"{AT}/description")],
            id="key-twice",
        ),
        pytest.param(
            f"paths:\n  /a:\n    get: {{$ref: '#/x-operations/a'}}\nx-operations: {{a: {{{OK}}}}}\n",
            [("reference.not-standard", 5, AT)],
            id="reference-where-none-may-be",
        ),
        pytest.param(
            "x-a: {$ref: nowhere.yaml}\npaths:\n  x-b: {$ref: nowhere.yaml}\n  /a:\n    x-c: {$ref: '#/nowhere'}\n"
            f"    get: {{x-d: {{it: {{$ref: 'https://a.example/it'}}}}, {OK}}}\n",
            [],
            id="references-in-extensions",
        ),
        pytest.param(
            "jsonSchemaDialect: https://example.test/d\npaths: {}",
            [("document.dialect", 3, "/jsonSchemaDialect")],
            id="dialect",
        ),
        pytest.param(
            "jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base\npaths: {}", [], id="usual-dialect"
        ),
        pytest.param(
            "paths: {/a: {get: {responses: {'200': {}}}}}",
            [("document.structure", 3, f"{AT}/responses/200/description")],
            id="no-description",
        ),
        pytest.param(
            f"paths:\n  /a:\n    get:\n      operationId: x\n      {OK}\n    put:\n      operationId: x\n      {OK}\n",
            [("operation.id-twice", 9, "/paths/~1a/put/operationId")],
            id="operation-id",
        ),
        pytest.param(
            "paths:\n  /a:\n    get: {responses: {'410': {description: no}, 4XX: {description: no}}}\n    put: {}\n"
            "    patch: {responses: {'302': {description: elsewhere}}}\n"
            "    post: {responses: {2XX: {description: ok}}}\n    delete: {responses: {default: {description: ok}}}\n",
            [("operation.no-success", 5, f"{AT}/responses"), ("operation.no-success", 6, "/paths/~1a/put/responses")],
            id="no-success",
        ),
        pytest.param(
            "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: ok\n"
            "          headers: {content-length: {schema: {}}, X: {schema: {}}}\n",
            [("response.framing-field", 9, f"{AT}/responses/200/headers/content-length")],
            id="framing",
        ),
        pytest.param(
            "paths:\n  /{a}: {get: {parameters: [{name: a, in: path, required: true, schema: {}}], " + OK + "}}\n"
            "  /{b}: {get: {parameters: [{name: b, in: path, required: true, schema: {}}], " + OK + "}}\n",
            [("path.ambiguous", 5, "/paths/~1{b}/get")],
            id="ambiguous",
        ),
        pytest.param(
            "paths:\n" + "".join(f"  {key}: {{get: {{{OK}}}}}\n" for key in ("/a?x=1", "/a#y", "/a?x=1&z", "/a?z&x=1")),
            [
                ("path.query", 4, "/paths/~1a?x=1"),
                ("path.query", 5, "/paths/~1a#y"),
                ("path.query", 6, "/paths/~1a?x=1&z"),
                ("path.query", 7, "/paths/~1a?z&x=1"),
                ("path.ambiguous", 7, "/paths/~1a?z&x=1/get"),
            ],
            id="more-than-a-path",
        ),
        pytest.param(
            f"paths:\n  /{{a}}:\n    get: {{{OK}}}\n",
            [("path.parameter-undeclared", 5, "/paths/~1{a}/get")],
            id="undeclared",
        ),
        pytest.param(
            f"paths:\n  /a:\n    get: {{parameters: [{{name: b, in: path, required: true, schema: {{}}}}], {OK}}}\n",
            [("path.parameter-unused", 5, f"{AT}/parameters/0")],
            id="not-in-the-path",
        ),
        pytest.param(
            "paths:\n  /a:\n    get:\n      parameters:\n      - {name: b, in: query, schema: {}}\n"
            f"      - {{name: b, in: query, schema: {{}}}}\n      - {{name: b, in: header, schema: {{}}}}\n"
            f"      {OK}\n",
            [("parameter.duplicate", 8, f"{AT}/parameters/1")],
            id="parameter-twice",
        ),
        pytest.param(
            f"paths:\n  /a:\n    get: {{security: [{{no: []}}], {OK}}}\n",
            [("part.unreadable", 5, f"{AT}/security/0/no")],
            id="broken-part",
        ),
        pytest.param(
            returning("{$ref: '#/nowhere'}", "1"), [("reference.broken", 5, f"{CONTENT}/schema")], id="reference"
        ),
        pytest.param(
            returning("{type: string, minLenght: 2}", "x"),
            [("schema.keyword", 5, f"{CONTENT}/schema/minLenght")],
            id="misspelt-keyword",
        ),
        pytest.param(
            returning("{anyOf: [{}], discriminator: {propertyName: a, mapping: {x: Gone}}}", "{}"),
            [("discriminator.mapping", 5, f"{CONTENT}/schema/discriminator/mapping/x")],
            id="mapping-to-nowhere",
        ),
        pytest.param(
            returning("{type: any}", "1"), [("schema.unreadable", 5, f"{CONTENT}/schema/type")], id="not-a-schema"
        ),
        pytest.param(
            returning("{type: string, minLength: 2}", "x"), [("example.schema", 5, f"{CONTENT}/example")], id="example"
        ),
        pytest.param(
            returning("{type: object, properties: {a: {type: integer}}}", "<xml><a>x</a></xml>", "application/xml"),
            [("example.schema", 5, f"{AT}/responses/200/content/application~1xml/example")],
            id="example-in-xml",
        ),
        pytest.param(
            returning("{type: object, properties: {a: {type: integer}}}", "[{}, {a: x}]", "application/jsonl"),
            [("example.schema", 5, f"{AT}/responses/200/content/application~1jsonl/example/1/a")],
            id="example-of-items",
        ),
        pytest.param(
            returning("{}", "1, examples: {far: {externalValue: no.json}}"),
            [("example.unreadable", 5, f"{CONTENT}/examples/far/externalValue")],
            id="example-in-a-file",
        ),
        pytest.param(
            returning("{}", "1, examples: {lost: {$ref: '#/nowhere'}}"),
            [("reference.broken", 5, f"{CONTENT}/examples/lost")],
            id="example-that-is-nowhere",
        ),
        pytest.param(
            returning("{properties: {a: {writeOnly: true}}}", "{a: 1}"),
            [("example.schema", 5, f"{CONTENT}/example/a")],
            id="example-in-the-wrong-direction",
        ),
        pytest.param(
            returning("{type: object, properties: {a: {type: integer, default: x, example: 1}}}", "{}"),
            [("default.schema", 5, f"{CONTENT}/schema/properties/a/default")],
            id="default",
        ),
        pytest.param(
            returning("{type: object, properties: {default: {type: integer}}, examples: [{default: x}, {}]}", "{}"),
            [("example.schema", 5, f"{CONTENT}/schema/examples/0/default")],
            id="example-of-a-schema",
        ),
        pytest.param(
            returning("{type: object, properties: {a: {readOnly: true}}, example: {a: 1}}", "{}"),
            [],
            id="example-of-a-schema-in-either-direction",
        ),
        pytest.param(
            f"paths: {{/a: {{get: {{{OK}}}}}}}\ncomponents:\n  schemas:\n"
            "    A: {}\n    B: {$ref: '#/components/schemas/C'}\n    C: {}\n",
            [("component.unused", 6, "/components/schemas/A"), ("component.unused", 7, "/components/schemas/B")],
            id="unused",
        ),
    ],
)
def test_a_document_that_breaks_a_rule(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert found(text) == expected


def test_a_pattern_that_is_too_long_to_be_analysed() -> None:
    text = returning(f"{{type: string, pattern: '{'a?' * 5_001}b'}}", "b")
    assert found(text) == [("schema.long-pattern", 5, f"{CONTENT}/schema/pattern")]


def test_the_work_grows_with_the_components() -> None:
    def count(components: int) -> int:
        names = (f"    S{n}: {{not: {{$ref: '#/components/schemas/S{n ^ 1}'}}}}\n" for n in range(components))
        text = f"paths: {{/a: {{get: {{{OK}}}}}}}\ncomponents:\n  schemas:\n{''.join(names)}"
        subject = LintSubject(Document.parse(HEAD + text, name="a.yaml"))
        with count_calls() as work:
            assert list(check_usage(subject)) == []
        return work.calls

    assert count(1_000) < 6 * count(200)


def test_a_schema_that_no_value_satisfies() -> None:
    text = returning("{type: string, minLength: 5, maxLength: 2}", "x")
    assert ("schema.unsatisfiable", 5, f"{CONTENT}/schema") in found(text)


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0", "3.2.0"])
def test_structure_in_each_version(version: str) -> None:
    head = f"{'swagger' if version == '2.0' else 'openapi'}: '{version}'\ninfo: {{title: T, version: '1'}}\n"
    response = "{$ref: '#/responses/It'}" if version == "2.0" else "{$ref: '#/components/responses/It'}"
    shared = "responses: {It: {description: it, nope: 1}}"
    shared = shared if version == "2.0" else f"components: {{{shared}}}"
    text = f"paths:\n  /a:\n    get: {{responses: {{'200': {response}}}}}\n{shared}\n"
    pointer = "/responses/It/nope" if version == "2.0" else "/components/responses/It/nope"
    assert found(text, head) == [("document.structure", 6, pointer)]


@pytest.mark.parametrize("name", ["adapter", "idun", "intercom", "siro"])
def test_the_bundled_documents_can_all_be_served(name: str) -> None:
    findings = lint_document(Document.load(ROOT / "specs" / f"{name}.yaml", f"specs/{name}.yaml"))
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_a_finding_names_the_referenced_file(tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_text(HEAD + "paths:\n  /a: {$ref: b.yaml}\n", encoding="utf-8")
    tmp_path.joinpath("b.yaml").write_text(
        f"get:\n  parameters: [{{name: x, in: query, style: odd, schema: {{}}}}]\n  {OK}\n", encoding="utf-8"
    )
    (finding,) = lint_address(tmp_path / "a.yaml", ReadPolicy())
    assert (finding.rule, Path(finding.file).name, finding.line) == ("part.unreadable", "b.yaml", 2)


def test_a_file_that_is_not_a_document(tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_text("openapi: 3.1.0\na: b: c", encoding="utf-8")
    (finding,) = lint_address(tmp_path / "a.yaml", ReadPolicy())
    assert (finding.rule, finding.line) == ("document.unreadable", 2)


def test_the_page_lists_every_rule() -> None:
    page = ROOT.joinpath("docs/lint.md").read_text(encoding="utf-8")
    rows = [f"| `{rule}` | {severity} | {meaning} |" for rule, (severity, meaning) in RULES.items()]
    assert [line for line in page.splitlines() if re.match(r"\| `\w+\.", line)] == rows


def findings_of(text: str) -> list[Finding]:
    return lint_document(Document.parse(HEAD + text, name="a.yaml"))


def test_it_says_which_clause_of_an_unsatisfiable_schema_fails() -> None:
    text = returning(
        "{type: object, required: [a], properties: {a: {type: string, minLength: 5, maxLength: 2}}}", "{a: x}"
    )
    (message,) = [each.message for each in findings_of(text) if each.rule == "schema.unsatisfiable"]
    assert message == (
        "no value was found that satisfies this schema in a response; "
        '{"a": "text "} comes nearest: /a: "text " is longer than 2 characters (a.yaml:5)'
    )


NO = "{$ref: '#/components/schemas/No'}"


@pytest.mark.parametrize(
    "place",
    [
        f"parameters: [{{name: q, in: query, schema: {NO}}}], responses: {{'204': {{description: ok}}}}",
        f"responses: {{'204': {{description: ok, headers: {{X-A: {{schema: {NO}}}}}}}}}",
    ],
)
def test_parameters_and_header_fields_are_checked_too(place: str) -> None:
    schemas = "components: {schemas: {No: {type: integer, minimum: 3, maximum: 2}}}\n"
    text = f"paths: {{/a: {{get: {{{place}}}}}}}\n{schemas}"
    assert ("schema.unsatisfiable", "/components/schemas/No") in [(rule, at) for rule, _, at in found(text)]


def test_an_example_that_breaks_a_format_alone_is_sent_all_the_same() -> None:
    schema = "{type: object, properties: {next: {type: string, format: uri}, n: {type: integer}}}"
    (slip,) = findings_of(returning(schema, "{next: /rows?page=2}"))
    assert (slip.rule, slip.message.endswith("is not a valid uri; it is sent all the same")) == ("example.schema", True)
    assert not any("sent" in each.message for each in findings_of(returning(schema, "{next: /rows, n: x}")))


@pytest.mark.parametrize(
    ("responses", "said"),
    [
        ({}, "documents no response: the mock returns 204"),
        ({"404": {"description": "x"}}, "documents no successful response, only 404: the mock returns 404"),
    ],
)
def test_what_is_sent_without_a_success(responses: dict[str, object], said: str) -> None:
    content = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}
    text = json.dumps({**content, "paths": {"/a": {"get": {"responses": responses}}}})
    findings = lint_document(Document.parse(text, name="x.yaml"))
    assert said in [one.message for one in findings if one.rule == "operation.no-success"]
