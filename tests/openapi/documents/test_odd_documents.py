"""Documents that are split in unusual ways, and the response of their only operation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import load_api
from mockserver.openapi.errors import DocumentError
from tests.support.small_sandbox import body_of, sandbox_of

HEAD = "openapi: 3.1.0\ninfo: {title: Odd, version: '1'}\n"


def ask(folder: Path, path: str = "/a", **files: str) -> tuple[int, Any]:
    """Return the response to GET. `main` is the document, and the other keys are file names."""
    for name, text in files.items():
        folder.joinpath(f"{name}.yaml").write_text(text, encoding="utf-8")
    exchange = sandbox_of(load_api("odd", folder / "main.yaml", prefix="")).ask("GET", path)
    return exchange.response.status, body_of(exchange)


def of(schema: str, more: str = "") -> str:
    """A document whose only response has this schema, and what else it has at its top."""
    content = f"{{application/json: {{schema: {schema}}}}}"
    return f"{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {content}}}}}}}}}}}\n{more}"


@pytest.mark.parametrize(
    ("files", "body"),
    [
        pytest.param(
            {
                "main": of("{required: [x, y], properties: {x: {$ref: 'c.yaml#/S'}, y: {$ref: './x/../c.yaml#/S'}}}"),
                "c": "S: {const: 7}",
            },
            {"x": 7, "y": 7},
            id="one-file-under-two-names",
        ),
        pytest.param(
            {
                "main": of("{$ref: c.yaml}"),
                "c": "required: [n]\nproperties: {n: {const: 7}, more: {$ref: d.yaml}}",
                "d": "type: array\nitems: {$ref: c.yaml}",
            },
            {"n": 7, "more": []},
            id="files-in-a-circle",
        ),
        pytest.param(
            {"main": of("{$ref: 'c.yaml#'}"), "c": "required: [n]\nproperties: {n: {const: 7}, me: {$ref: '#'}}"},
            {"n": 7},
            id="the-root-of-another-file",
        ),
        pytest.param({"main": of("{$ref: 'file:c.yaml'}"), "c": "const: 7"}, 7, id="a-file-address"),
        pytest.param(
            {
                "main": "x-b: &b {type: object, required: [n]}\nx-p: &p {properties: {n: {const: 7}}}\n"
                + of("{<<: [*b, *p]}")
            },
            {"n": 7},
            id="merge-keys",
        ),
        pytest.param(
            {"main": "x-b: &b {const: 1, title: T}\n" + of("{<<: *b, const: 7}")}, 7, id="merge-keys-are-overruled"
        ),
    ],
)
def test_responses(tmp_path: Path, files: dict[str, str], body: Any) -> None:
    (tmp_path / "x").mkdir()
    assert ask(tmp_path, **files) == (200, body)


def test_an_absolute_file_address(tmp_path: Path) -> None:
    (tmp_path / "c d.yaml").write_text("const: 7", encoding="utf-8")
    address = (tmp_path / "c d.yaml").as_uri()
    assert ask(tmp_path, main=of(f"{{$ref: {json.dumps(address)}}}")) == (200, 7)


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param("paths: {}", id="empty-paths"),
        pytest.param("paths:", id="null-paths"),
        pytest.param("webhooks: {made: {post: {responses: {'200': {description: ok}}}}}", id="webhooks-only"),
        pytest.param("components: {schemas: {A: {type: string}}}", id="components-only"),
    ],
)
def test_documents_without_paths_are_served(tmp_path: Path, paths: str) -> None:
    status, body = ask(tmp_path, main=HEAD + paths)
    assert (status, body["violations"][0]["rule"]) == (404, "routing.no-path")


@pytest.mark.parametrize("paths", ["paths: []", "paths: 5", "paths: /a"])
def test_paths_of_the_wrong_kind_are_reported(tmp_path: Path, paths: str) -> None:
    with pytest.raises(DocumentError, match="must be a mapping"):
        ask(tmp_path, main=HEAD + paths)


def test_references_in_a_circle_across_files(tmp_path: Path) -> None:
    """Any value satisfies such a schema, and the server starts."""
    status, _ = ask(tmp_path, main=of("{$ref: c.yaml}"), c="$ref: d.yaml", d="$ref: c.yaml")
    assert status in (200, 501)
