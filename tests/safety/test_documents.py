"""Documents that are made to do harm: served, linted and listed, each with one sentence or a working server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .document_checks import EITHER, REFUSED, SERVED, check, check_all
from .documents import (
    COUNT,
    GOOD,
    JSON,
    ONE,
    SIZE,
    Files,
    Fill,
    bomb,
    document,
    fifo,
    files_of,
    fill,
    link,
    merge_bomb,
    nest,
    operation,
    refer,
    schema,
    text,
)
from .workers import Worker


def ring(count: int) -> dict[str, Any]:
    return {
        f"S{n}": {"properties": {"next": {"$ref": f"#/components/schemas/S{(n + 1) % count}"}}} for n in range(count)
    }


@pytest.mark.parametrize(
    ("files", "served"),
    [
        # texts
        pytest.param(text(GOOD), SERVED, id="good"),
        pytest.param({"openapi.yaml": ""}, REFUSED, id="empty"),
        pytest.param({"openapi.yaml": b"\x00" * 10_000}, REFUSED, id="zeros"),
        pytest.param({"openapi.yaml": bytes(range(256)) * 40}, REFUSED, id="all-bytes"),
        pytest.param({"openapi.yaml": b"\xff\xfe" + "openapi: 3.1.0".encode("utf-16-le")}, REFUSED, id="utf-16"),
        pytest.param({"openapi.yaml": b"\xff\xfe\x00"}, REFUSED, id="half-of-utf-16"),
        pytest.param(
            {"openapi.yaml": b"\xff\xfe\x00\x00" + "openapi: 3.1.0".encode("utf-32-le")}, REFUSED, id="utf-32"
        ),
        pytest.param({"openapi.yaml": b"\xef\xbb\xbf" + b"openapi: 3.1.0\npaths: {}\n"}, EITHER, id="byte-order-mark"),
        pytest.param({"openapi.yaml": b"\xef\xbb\xbf" * 3 + b"openapi: 3.1.0\npaths: {}\n"}, EITHER, id="three-marks"),
        pytest.param({"openapi.json": '{"openapi": "3.1.0", "openapi": "3.0.0", "paths": {}}'}, EITHER, id="key-twice"),
        pytest.param({"openapi.json": "[" * 100_000}, REFUSED, id="brackets"),
        pytest.param({"openapi.json": '{"a":' * 50_000 + "1" + "}" * 50_000}, REFUSED, id="deep-json"),
        pytest.param({"openapi.yaml": "- " * 50_000}, REFUSED, id="deep-yaml"),
        pytest.param({"openapi.yaml": "? " * 50_000}, REFUSED, id="deep-keys"),
        pytest.param({"openapi.yaml": "a: " * 10_000}, REFUSED, id="colons"),
        pytest.param({"openapi.yaml": "&a " * 50_000}, REFUSED, id="anchors"),
        pytest.param({"openapi.yaml": "!" * 50_000}, REFUSED, id="tags"),
        pytest.param({"openapi.yaml": '"' + "\\" * 50_000}, REFUSED, id="backslashes"),
        pytest.param({"openapi.json": '{"a": ' + "9" * SIZE + "}"}, REFUSED, id="digits"),
        pytest.param({"openapi.yaml": "a: " + "9" * SIZE}, REFUSED, id="digits-in-yaml"),
        pytest.param({"openapi.yaml": "a: 0x" + "f" * SIZE}, REFUSED, id="hexadecimal-digits"),
        pytest.param({"openapi.yaml": "a: " + "1_" * 50_000}, REFUSED, id="underscores"),
        pytest.param({"openapi.yaml": "a: 1e" + "9" * 50_000}, REFUSED, id="exponent"),
        pytest.param({"openapi.yaml": "a: " + "1:" * 50_000 + "1"}, REFUSED, id="base-60"),
        pytest.param(text(GOOD + bomb()), REFUSED, id="alias-bomb"),
        pytest.param(text(GOOD + bomb(levels=60, width=2)), REFUSED, id="deep-alias-bomb"),
        pytest.param(text(GOOD + merge_bomb()), EITHER, id="merge-bomb"),
        pytest.param(text(GOOD + "x: &x [*x]\n"), REFUSED, id="alias-of-itself"),
        pytest.param(text(GOOD + "x: &x {<<: *x}\n"), EITHER, id="merge-of-itself"),
        pytest.param(text(GOOD + "x: !!python/object/apply:os.system ['echo root:']\n"), REFUSED, id="python-tag"),
        pytest.param(text(GOOD + "x: !!python/name:os.system\n"), REFUSED, id="python-name"),
        pytest.param(text(GOOD + "x: !include /etc/passwd\n"), REFUSED, id="include-tag"),
        pytest.param(
            text(GOOD + "x: !!binary 'AAAA'\ny: !!set {a, b}\nz: !!timestamp 2020-01-01\n"), EITHER, id="other-tags"
        ),
        pytest.param(
            text(GOOD + "x: [no, on, 0o17, 017, 1_0, .inf, .nan, ~, 2020-01-01, 12:30:45]\n"), SERVED, id="yaml-1.1"
        ),
        pytest.param(text(GOOD + "%YAML 9.9\n---\n"), REFUSED, id="directive"),
        pytest.param(text(GOOD + "---\n" * 1_000), REFUSED, id="1000-documents"),
        pytest.param(text(GOOD + f"x-large: '{'x' * SIZE}'\n"), SERVED, id="large"),
        pytest.param(text(GOOD + "# " + "x" * SIZE + "\n"), SERVED, id="large-comment"),
        pytest.param(text(GOOD + "\n" * SIZE), SERVED, id="empty-lines"),
        pytest.param(text(GOOD + "x-flat:\n" + "- a\n" * (SIZE // 8)), EITHER, id="many-values"),
        # references
        pytest.param(refer("#"), EITHER, id="reference-to-the-document"),
        pytest.param(
            schema({"$ref": "#/components/schemas/A"}, {"A": {"$ref": "#/components/schemas/A"}}),
            EITHER,
            id="schema-of-itself",
        ),
        pytest.param(
            schema(
                {"$ref": "#/components/schemas/A"},
                {
                    "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
                    "B": {"allOf": [{"$ref": "#/components/schemas/A"}]},
                },
            ),
            SERVED,
            id="schemas-of-each-other",
        ),
        pytest.param(
            schema(
                {"$ref": "#/components/schemas/A"},
                {"A": {"oneOf": [{"$ref": "#/components/schemas/A"}] * 20}},
            ),
            SERVED,
            id="branches-of-itself",
        ),
        pytest.param(
            schema({"$ref": "#/components/schemas/A"}, {"A": {"not": {"$ref": "#/components/schemas/A"}}}),
            SERVED,
            id="not-itself",
        ),
        pytest.param(
            schema(
                {"$ref": "#/components/schemas/A"},
                {"A": {"required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/A"}}}},
            ),
            SERVED,
            id="schema-that-requires-itself",
        ),
        pytest.param(schema({"$ref": "#/components/schemas/S0"}, ring(COUNT // 5)), SERVED, id="ring-of-schemas"),
        pytest.param(schema({"$dynamicRef": "#a", "$dynamicAnchor": "a"}), EITHER, id="dynamic-reference-to-itself"),
        *[
            pytest.param(
                document({"/a": operation()} | more, components={kind: {"A": {"$ref": f"#/components/{kind}/A"}}}),
                EITHER,
                id=f"{kind}-of-itself",
            )
            for kind, more in {
                "parameters": {"/b": operation(parameters=[{"$ref": "#/components/parameters/A"}])},
                "responses": {"/b": operation({"$ref": "#/components/responses/A"})},
                "headers": {"/b": operation({"description": "", "headers": {"X": {"$ref": "#/components/headers/A"}}})},
                "examples": {
                    "/b": operation(
                        {"description": "", "content": {JSON: {"examples": {"a": {"$ref": "#/components/examples/A"}}}}}
                    )
                },
                "requestBodies": {
                    "/b": {"post": {"requestBody": {"$ref": "#/components/requestBodies/A"}, "responses": {}}}
                },
                "pathItems": {"/b": {"$ref": "#/components/pathItems/A"}},
                "links": {"/b": operation({"description": "", "links": {"a": {"$ref": "#/components/links/A"}}})},
                "callbacks": {"/b": operation(callbacks={"a": {"$ref": "#/components/callbacks/A"}})},
                "securitySchemes": {"/b": operation(security=[{"A": []}])},
            }.items()
        ],
        pytest.param(
            document({"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}), EITHER, id="paths-of-each-other"
        ),
        pytest.param(refer("#" + "/a" * 100_000), EITHER, id="deep-pointer"),
        pytest.param(refer("#/" + "~1" * 100_000), EITHER, id="escaped-pointer"),
        pytest.param(refer("#/%00%ff%zz"), EITHER, id="odd-pointer"),
        *[
            pytest.param(refer(ref, external=is_external), EITHER, id=f"{name}{'-as-a-value' * is_external}")
            for is_external in (False, True)
            for name, ref in {
                "passwd": "/etc/passwd",
                "passwd-by-dots": "../" * 40 + "etc/passwd",
                "passwd-by-escapes": "%2e%2e/" * 40 + "etc%2fpasswd",
                "passwd-by-scheme": "file:///etc/passwd",
                "passwd-of-a-host": "file://localhost/etc/passwd",
                "outside": "../outside.json",
                "web": "http://127.0.0.1:9/openapi.json",
                "web-without-a-scheme": "//127.0.0.1:9/openapi.json",
                "other-scheme": "gopher://127.0.0.1:9/",
                "half-an-address": "http://[::1",
                "device": "/dev/zero",
                "environment": "/proc/self/environ",
                "null": "a\x00b",
                "long": "a" * 100_000,
                "folder": ".",
            }.items()
        ],
        pytest.param(files_of(refer("pipe.yaml"), fifo), EITHER, id="pipe"),
        pytest.param(files_of(refer("pipe.yaml", external=True), fifo), EITHER, id="pipe-as-a-value"),
        pytest.param(files_of(refer("zero.yaml"), link("zero.yaml", "/dev/zero")), EITHER, id="link-to-a-device"),
        pytest.param(files_of(refer("link.json"), link("link.json", "../outside.json")), EITHER, id="link-outside"),
        pytest.param(
            files_of(refer("link.json", external=True), link("link.json", "../outside.json")),
            EITHER,
            id="link-outside-as-a-value",
        ),
        pytest.param(files_of(refer("up/outside.json"), link("up", "..")), EITHER, id="link-to-the-folder-outside"),
        pytest.param(files_of(refer("me/me/me/openapi.json"), link("me", ".")), EITHER, id="folder-in-itself"),
        pytest.param(files_of(refer("loop.yaml"), link("loop.yaml", "loop.yaml")), EITHER, id="link-to-itself"),
        pytest.param(
            {**refer("f0.yaml"), **{f"f{n}.yaml": f"$ref: f{n + 1}.yaml" for n in range(COUNT // 10)}},
            EITHER,
            id="chain-of-files",
        ),
        # sizes
        pytest.param(document({f"/a{n}": ONE for n in range(COUNT)}), SERVED, id="many-paths"),
        pytest.param(document({f"/{{a{n}}}/b": ONE for n in range(COUNT // 5)}), EITHER, id="many-equal-paths"),
        pytest.param(document({"/a/{b}" * n: ONE for n in range(1, 100)}), EITHER, id="many-variables-of-one-name"),
        pytest.param(document({"/" + "/".join(f"{{v{n}}}" for n in range(1_000)): ONE}), EITHER, id="1000-variables"),
        pytest.param(
            document({"/" + "".join(f"{{v{n}}}" for n in range(100)): ONE}), EITHER, id="100-variables-in-a-row"
        ),
        pytest.param(document({"/" + "{a}-" * 50 + "x": ONE}), EITHER, id="50-variables-in-a-segment"),
        pytest.param(document({"/" + "a/" * 20_000: ONE}), EITHER, id="deep-path"),
        pytest.param(document({"/" + "{" * 20_000: ONE}), EITHER, id="braces"),
        pytest.param(
            document(
                {"/a": operation(parameters=[{"name": f"p{n}", "in": "query", "schema": {}} for n in range(COUNT)])}
            ),
            SERVED,
            id="many-parameters",
        ),
        pytest.param(document({"/a": operation(operationId="x" * (SIZE // 2))}), SERVED, id="long-id"),
        pytest.param(document({"/a": ONE}, info={"title": "x" * (SIZE // 2), "version": "1"}), SERVED, id="long-title"),
        pytest.param(
            schema({"properties": {"x" * (SIZE // 2): {"type": "integer"}}, "required": ["x" * (SIZE // 2)]}),
            SERVED,
            id="long-name",
        ),
        pytest.param(schema({"enum": [f"value{n}" for n in range(COUNT * 4)]}), SERVED, id="many-values-of-an-enum"),
        pytest.param(schema({"allOf": [{"type": "object"}] * COUNT}), SERVED, id="many-parts"),
        pytest.param(schema({"oneOf": [{"const": n} for n in range(COUNT // 4)]}), SERVED, id="many-branches"),
        pytest.param(schema({"required": [f"n{n}" for n in range(COUNT)]}), SERVED, id="many-required-names"),
        *[
            pytest.param(schema(nest(key, 80)), EITHER, id=f"deep-{key}")
            for key in ("items", "not", "properties", "allOf", "anyOf", "oneOf", "if", "contains", "propertyNames")
        ],
        pytest.param(schema({"anyOf": [nest("anyOf", 20)] * 4}), SERVED, id="branches-of-branches"),
    ],
)
def test_document(worker: Worker, folder: Path, files: Files | Fill, served: tuple[int, ...]) -> None:
    fill(folder, files)
    check_all(worker, folder, served)


@pytest.mark.parametrize("command", ["serve --port 0 --no-cache", "lint", "routes"])
def test_a_folder_with_more_than_documents(worker: Worker, folder: Path, command: str) -> None:
    """Only the document is read: no pipe, no device, and nothing twice."""
    fill(folder, text(GOOD))
    for more in (fifo, link("zero.yaml", "/dev/zero"), link("loop.json", "loop.json"), link("up.yaml", "..")):
        fill(folder, more)
    run = check(worker, folder, *command.split(), ".")
    assert run.code == 0, run.printed
    assert [status for status, _, _ in run.responses] == [200, 200] * command.startswith("serve")
