"""Documents with values that are hard to make, to compare, to send or to print."""

from __future__ import annotations

from pathlib import Path

import pytest

from .document_checks import EITHER, SERVED, check, check_all
from .documents import (
    COUNT,
    GOOD,
    JSON,
    ONE,
    Files,
    document,
    fill,
    header,
    misshape,
    nest,
    operation,
    parameter,
    schema,
    text,
)
from .workers import Worker

TEMPLATES = (
    "{{ 7*7 }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{ ''.__class__.__mro__ }}",
    "{principal.__class__}",
    "%s%n{0}",
)
TERMINAL = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\u202eevil\u2066\x00\x7f"


def say(everywhere: str) -> Files:
    """Return a document that says the same in each place where it may say anything."""
    said = everywhere
    item = {"type": "string", "description": said, "title": said, "default": said, "examples": [said]}
    example = {"a": {"summary": said, "description": said, "value": said}}
    ok = {
        "description": said,
        "headers": {"X-Said": {"description": said, "schema": {"type": "string"}, "example": said}},
        "content": {JSON: {"schema": item, "examples": example}},
    }
    return document(
        {
            "/a": {
                "summary": said,
                "description": said,
                "get": {
                    "operationId": said,
                    "summary": said,
                    "tags": [said],
                    "parameters": [{"name": said, "in": "query", "description": said, "schema": item}],
                    "responses": {"200": ok, "404": {"description": said}},
                },
            },
            f"/{said}/b": operation(operationId="b"),
            "/c": operation({"description": said, "content": {said: {"schema": {"const": said}}}}),
            "/d": operation(security=[{said: [said]}]),
            "/e": operation({"$ref": f"#/components/responses/{said}"}),
            "/f": operation(parameters=[{"name": said, "in": said}]),
        },
        info={"title": said, "version": said, "description": said, "contact": {"name": said, "url": said}},
        servers=[
            {"url": said, "description": said},
            {"url": f"http://{said}/v1"},
            {"url": "http://[", "description": said},
        ],
        tags=[{"name": said, "description": said, "externalDocs": {"url": said}}],
        externalDocs={"url": said},
        components={
            "schemas": {said: item},
            "securitySchemes": {said: {"type": "apiKey", "in": "query", "name": said}},
        },
        **{"x-said": said, said: said},
    )


@pytest.mark.parametrize(
    "said",
    [
        *[pytest.param(template, id=f"template-{number}") for number, template in enumerate(TEMPLATES)],
        pytest.param(TERMINAL, id="terminal"),
        pytest.param("a\r\nX-Injected: b\r\n\r\n<html>", id="line-ends"),
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param("\u0301" * 1_000, id="accents"),
        pytest.param("x" * 100_000, id="long"),
        pytest.param("", id="empty"),
        pytest.param(" ", id="space"),
        pytest.param("/", id="slash"),
        pytest.param("{", id="brace"),
        pytest.param("..", id="dots"),
        pytest.param("%00%2e%2e%2f", id="escapes"),
        pytest.param("__proto__", id="prototype"),
        pytest.param("\ud800", id="half-a-pair"),
        pytest.param("\U0001f4a9\u200d\u2764\ufe0f", id="symbols"),
    ],
)
def test_what_a_document_says_everywhere(worker: Worker, folder: Path, said: str) -> None:
    fill(folder, say(said))
    (document,) = folder.iterdir()
    run = check(worker, folder, "serve", document.name, "--port", "0", "--no-cache")
    assert not any("49" in body for _, _, body in run.responses)
    assert not any("x-injected" in names for _, names, _ in run.responses)
    check_all(worker, folder, EITHER)


@pytest.mark.parametrize(
    ("files", "served"),
    [
        # values that are hard to make or to compare
        *[
            pytest.param(schema(value), served, id=name)
            for name, value, served in [
                ("tiny-multiple", {"type": "number", "multipleOf": 1e-300}, SERVED),
                ("huge-multiple", {"type": "number", "multipleOf": 1e300, "minimum": 1}, EITHER),
                ("multiple-of-nothing", {"type": "number", "multipleOf": 0}, EITHER),
                ("prime-multiple", {"type": "integer", "multipleOf": 2**89 - 1, "minimum": 2**90}, EITHER),
                ("narrow-numbers", {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1 + 2**-52}, EITHER),
                ("huge-minimum", {"type": "integer", "minimum": 10**400}, EITHER),
                ("many-items", {"type": "array", "minItems": 10**9, "items": {}}, EITHER),
                ("many-unique-items", {"type": "array", "minItems": 10**6, "uniqueItems": True, "items": {}}, EITHER),
                (
                    "too-few-unique-items",
                    {"type": "array", "minItems": 9, "uniqueItems": True, "items": {"enum": [1]}},
                    EITHER,
                ),
                ("many-contained", {"type": "array", "minContains": 10**9, "contains": {"const": 1}}, EITHER),
                ("many-properties", {"type": "object", "minProperties": 10**9}, EITHER),
                ("long-string", {"type": "string", "minLength": 10**9}, EITHER),
                ("longest-string", {"type": "string", "minLength": 2**63}, EITHER),
                ("negative-length", {"type": "string", "minLength": -1}, EITHER),
                ("backtracking", {"type": "string", "pattern": "^(a+)+$", "minLength": 30}, EITHER),
                ("nested-repeats", {"type": "string", "pattern": "((a{1,99}){1,99}){1,99}"}, EITHER),
                ("huge-repeat", {"type": "string", "pattern": "a{1000000000}"}, EITHER),
                ("many-options", {"type": "string", "pattern": "a?" * COUNT}, EITHER),
                (
                    "many-alternatives",
                    {"type": "string", "pattern": "|".join(f"w{n}" for n in range(COUNT // 2))},
                    EITHER,
                ),
                ("deep-groups", {"type": "string", "pattern": "(" * 5_000 + "a" + ")" * 5_000}, EITHER),
                ("broken-pattern", {"type": "string", "pattern": "(" * 5_000}, EITHER),
                ("lookaheads", {"type": "string", "pattern": "(?=.*a)" * 50 + "b"}, EITHER),
                ("backreference", {"type": "string", "pattern": r"^(a*)\1\1\1b$"}, EITHER),
                ("contradiction", {"type": "string", "pattern": "^a$", "minLength": 2}, EITHER),
                ("pattern-of-classes", {"type": "string", "pattern": r"^[^\s\S]$"}, EITHER),
                ("patterns-of-names", {"patternProperties": {"^(a+)+$": {}}, "minProperties": 50}, EITHER),
                ("names-of-a-pattern", {"propertyNames": {"pattern": "^a$"}, "minProperties": 2}, EITHER),
                ("format", {"type": "string", "format": "x" * 10_000}, SERVED),
                ("format-and-pattern", {"type": "string", "format": "date-time", "pattern": "^x$"}, EITHER),
                ("everything-forbidden", {"not": {}}, EITHER),
                (
                    "nothing-but-forbidden",
                    {"allOf": [{"not": {"const": n}} for n in range(2_000)], "type": "integer"},
                    EITHER,
                ),
                ("intersections", {"allOf": [{"anyOf": [{"minimum": n}, {"maximum": -n}]} for n in range(30)]}, EITHER),
                (
                    "satisfiability",
                    {"allOf": [{"anyOf": [{"required": [f"a{n}"]}, {"required": [f"b{n}"]}]} for n in range(40)]},
                    EITHER,
                ),
                (
                    "dependencies",
                    {"dependentRequired": {f"a{n}": [f"a{n + 1}"] for n in range(3_000)}, "required": ["a0"]},
                    EITHER,
                ),
                ("conditions", {"allOf": [{"if": {"const": n}, "then": {"const": n + 1}} for n in range(500)]}, EITHER),
                ("types", {"type": ["string"] * 10_000}, EITHER),
                ("unknown-type", {"type": "x" * 100_000}, EITHER),
                ("another-dialect", {"$schema": "http://127.0.0.1:9/schema", "type": "string"}, EITHER),
                ("id-of-another-place", {"$id": "file:///etc/passwd", "$ref": "#"}, EITHER),
                ("id-of-the-web", {"$id": "http://127.0.0.1:9/", "$ref": "other.json"}, EITHER),
                (
                    "unevaluated",
                    {"allOf": [{"properties": {f"a{n}": {}}} for n in range(500)], "unevaluatedProperties": False},
                    EITHER,
                ),
                (
                    "discriminator",
                    {"discriminator": {"propertyName": "a", "mapping": {"a": "../outside.json"}}, "oneOf": [{}]},
                    EITHER,
                ),
            ]
        ],
        pytest.param(
            text(GOOD.replace("ok", "ok, headers: {X: {schema: {maxLength: 1e400}}}")), EITHER, id="endless-length"
        ),
        pytest.param(
            text(GOOD.replace("ok", "ok, headers: {X: {schema: {minLength: .inf}}}")), EITHER, id="infinite-length"
        ),
        pytest.param(text(GOOD.replace("ok", "ok, headers: {X: {schema: {minLength: .nan}}}")), EITHER, id="no-number"),
        pytest.param(schema({"type": "integer"}, example=10**4_000), EITHER, id="long-example"),
        pytest.param(schema({}, example=nest("a", 99)), EITHER, id="deep-example"),
        # parameters, responses, header fields and media types
        pytest.param(parameter(name="x" * 100_000), EITHER, id="long-parameter"),
        pytest.param(
            parameter(**{"in": "header", "name": "Content-Length", "required": True}), EITHER, id="framing-parameter"
        ),
        pytest.param(parameter(**{"in": "header", "name": "a b\r\n"}), EITHER, id="parameter-that-is-no-token"),
        pytest.param(parameter(**{"in": "cookie", "name": "a;b=c", "required": True}), EITHER, id="odd-cookie"),
        pytest.param(parameter(style="deepObject", schema={"type": "array"}), EITHER, id="deep-array"),
        pytest.param(parameter(content={"a/b": {}, JSON: {}}), EITHER, id="two-media-types"),
        pytest.param(parameter(schema={"pattern": "^(a+)+$"}, required=True), SERVED, id="pattern-of-a-parameter"),
        pytest.param(header("X\r\nInjected", "a"), EITHER, id="header-name-with-line-ends"),
        pytest.param(header("X: a", "a"), EITHER, id="header-name-with-a-colon"),
        pytest.param(header("", "a"), EITHER, id="empty-header-name"),
        pytest.param(header("é", "a"), EITHER, id="header-name-beyond-ascii"),
        pytest.param(header("x" * 100_000, "a"), EITHER, id="long-header-name"),
        pytest.param(header("X", "a\r\nX-Injected: b"), EITHER, id="header-value-with-line-ends"),
        pytest.param(header("X", "a\x00b\x7f"), EITHER, id="header-value-with-controls"),
        pytest.param(header("X", "\u2028é"), EITHER, id="header-value-beyond-ascii"),
        pytest.param(header("X", "a" * 1_000_000), EITHER, id="long-header-value"),
        pytest.param(header("X", {"a": [1, {"b": None}]}), EITHER, id="object-in-a-header"),
        *[
            pytest.param(header(name, value), SERVED, id=f"documented-{name}")
            for name, value in {
                "Content-Length": "1234",
                "Transfer-Encoding": "chunked",
                "Connection": "close",
                "Keep-Alive": "timeout=9999",
                "Trailer": "X",
                "Upgrade": "h2c",
                "Date": "never",
                "Content-Type": "text/html",
                "Set-Cookie": "a=b; Path=/_mock",
            }.items()
        ],
        *[
            pytest.param(
                document({"/a": {"get": {"responses": {status: {"description": "ok"}}}}}), EITHER, id=f"status-{name}"
            )
            for name, status in {
                "999": "999",
                "2XX": "2XX",
                "below-zero": "-1",
                "100": "100",
                "101": "101",
                "204": "204",
                "zero": "0",
                "default": "default",
                "long": "2" * 1_000,
                "word": "ok",
                "digits-of-another-script": "٢٠٠",
                "empty": "",
                "20X": "20X",
            }.items()
        ],
        *[
            pytest.param(
                document({"/a": operation({"description": "ok", "content": {media_type: {"example": "a"}}})}),
                EITHER,
                id=f"media-type-{name}",
            )
            for name, media_type in {
                "empty": "",
                "slash": "/",
                "line-ends": "text/plain\r\nX-Injected: a",
                "stars": "*/*",
                "long": "a/" + "b" * 100_000,
                "parameters": "a/b" + ";a=b" * 10_000,
                "quotes": 'a/b;a="' * 1_000,
                "charset": "text/plain; charset=zip",
                "utf-7": "text/html; charset=utf-7",
                "multipart": "multipart/mixed; boundary=" + "b" * 10_000,
            }.items()
        ],
        *[
            pytest.param(document({"/a": ONE}, servers=[{"url": url}]), EITHER, id=f"server-{name}")
            for name, url in {
                "half-an-address": "http://[",
                "bad-port": "http://a:99999999/",
                "variables": "http://{a}{b}{a}",
                "dots": "/../../..",
                "script": "javascript:alert(1)",
                "file": "file:///etc/passwd",
                "mock": "/_mock",
                "world": "/_w/a",
                "user": "http://user:word@a/",
                "null": "http://a/\x00",
                "long": "http://" + "a." * 50_000,
            }.items()
        ],
        pytest.param(
            document(
                {"/a": ONE},
                servers=[{"url": "http://{a}", "variables": {"a": {"default": "{a}" * 100, "enum": ["{a}"] * 100}}}],
            ),
            EITHER,
            id="server-of-itself",
        ),
        # wrong shapes
        *[
            pytest.param(misshape(key, value), EITHER, id=f"{key}-as-{name}")
            for key in ("info", "components", "servers", "security", "tags", "paths", "webhooks")
            for name, value in [("text", "x"), ("list", [[[]]]), ("null", None), ("number", 10**30)]
        ],
        *[
            pytest.param(
                {"openapi.json": f'{{"openapi": {version}, "info": {{}}, "paths": {{}}}}'}, EITHER, id=f"version-{name}"
            )
            for name, version in {
                "number": "3.1",
                "list": "[3]",
                "future": '"99.0.0"',
                "long": '"3.1.' + "0" * 100_000 + '"',
            }.items()
        ],
    ],
)
def test_odd_values(worker: Worker, folder: Path, files: Files, served: tuple[int, ...]) -> None:
    fill(folder, files)
    check_all(worker, folder, served)
