"""The modules that a server imports until its first response: a start consists mostly of imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# `serve` as users run it, but the server responds to one GET, prints what it has imported, and ends
PROGRAM = """
import sys
import mockserver.lint, mockserver.server.listening
from mockserver.cli import main

def respond_once(app, listener, announce, *_):
    imported = set(sys.modules)
    from tests.support.asgi import get
    imported_by_test = set(sys.modules) - imported
    response = get(app, "GET", "/pets/1")
    print(response.status, *sorted(set(sys.modules) - imported_by_test))

mockserver.lint.start_linting = lambda tasks, say: None
mockserver.server.listening.run = respond_once
main(["serve", sys.argv[1], "--port", "0", "--quiet"])
"""

NEVER = (
    *("connexion", "flask", "jinja2", "starlette", "httpx", "requests", "hypothesis", "schemathesis", "faker"),
    *("openapi_spec_validator", "jsonschema", "python_multipart", "xml", "importlib.resources"),
    *(
        "mockserver.control.shell",
        "mockserver.openapi.generation.generator",
        "mockserver.server.reloading",
        "mockserver.testing.sandbox",
    ),
    *(
        "mockserver.lint.linting",
        "mockserver.provider",
        *(f"mockserver.openapi.bodies.{family}" for family in ("forms", "multipart", "sequences", "xml")),
        "mockserver.cli.test",
        "mockserver.engine.try_it",
    ),
)
ONCE_PARSED = (
    "yaml",
    "ryaml",
    "mockserver.openapi.documents.text.strict_yaml",
    "mockserver.openapi.documents.text.quick_yaml",
)


def imported(document: Path, cache: Path) -> set[str]:
    """Return the modules that were imported up to the response."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(document)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    status, *names = done.stdout.splitlines()[-1].split()
    assert status == "200"
    return set(names)


def test_a_small_document_is_linted_without_the_heavy_validators(tmp_path: Path) -> None:
    text = "{openapi: 3.1.0, info: {title: a, version: '1'}, paths: {'/pets/{id}': {get: {responses: {'200': %s}}}}}"
    shown = "{description: a, content: {application/json: {example: {name: Rex}}}}"
    (tmp_path / "pets.yaml").write_text(text % shown, encoding="utf-8")
    modules = imported(tmp_path / "pets.yaml", tmp_path / "cache")
    assert "mockserver.lint.linting" in modules
    assert modules.isdisjoint(("openapi_spec_validator", "pydantic", "requests", "jsonschema", "referencing"))


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """A first start with a large document, and a second one."""
    folder = tmp_path_factory.mktemp("first")
    pet = {"description": "x" * 40_000, "content": {"application/json": {"example": {"name": "Rex"}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets/{id}": {"get": {"responses": {"200": pet}}}},
    }
    text = "# YAML, written as JSON\n" + json.dumps(document, indent=1)
    (folder / "pets.yaml").write_text(text, encoding="utf-8")
    first, second = (imported(folder / "pets.yaml", folder / "cache") for _ in range(2))
    return first, second


@pytest.mark.parametrize("name", NEVER)
def test_an_example_does_not_need(starts: tuple[set[str], set[str]], name: str) -> None:
    assert [name in start for start in starts] == [False, False]


@pytest.mark.parametrize("name", ONCE_PARSED)
def test_a_cached_document_does_not_need(starts: tuple[set[str], set[str]], name: str) -> None:
    assert name not in starts[1]


def test_the_fast_parser_reads_an_ordinary_document(starts: tuple[set[str], set[str]]) -> None:
    assert "ryaml" in starts[0]
    assert "yaml" not in starts[0]
