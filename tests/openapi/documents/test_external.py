"""Examples in files of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.documents import Document, ReadPolicy
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import Example, read_operations
from tests.support.server_process import ServerProcess
from tests.support.small_sandbox import changed
from tests.support.waiting import wait_for

PLAINLY = ReadPolicy()
DOCUMENT = """
openapi: 3.1.0
info: {title: It, version: '1'}
paths:
  /it:
    get:
      responses:
        '200': {description: ok, content: {%s: {examples: {it: {externalValue: %s}}}}}
"""


def example_of(folder: Path, media_type: str, reference: str, policy: ReadPolicy = PLAINLY) -> Example:
    file = folder / "api" / "it.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(DOCUMENT % (media_type, reference))
    operation = read_operations(Document.load(file, policy=policy))[0]
    return operation.responses["200"].content[media_type].examples[0]


@pytest.mark.parametrize(
    ("media_type", "content", "value"),
    [
        pytest.param("image/png", b"\x89PNG\xff", b"\x89PNG\xff", id="bytes-as-they-are"),
        pytest.param("application/json", b'{"a": [1]}', {"a": [1]}, id="json"),
        pytest.param("application/problem+json", b'{"a": 1}', {"a": 1}, id="json-suffix"),
        pytest.param("text/csv", "é;1".encode(), "é;1", id="text"),
        pytest.param("application/xml", b"<a/>", "<a/>", id="xml"),
        pytest.param("application/unheard-of", b"\xff", b"\xff", id="anything-else"),
    ],
)
def test_the_value_of_a_file(tmp_path: Path, media_type: str, content: bytes, value: Any) -> None:
    example = example_of(tmp_path, media_type, "files/it%20is.bin")
    (tmp_path / "api/files").mkdir()
    (tmp_path / "api/files/it is.bin").write_bytes(content)
    assert example.value == value


def test_a_file_is_read_each_time(tmp_path: Path) -> None:
    example = example_of(tmp_path, "text/plain", "a.txt")
    for text in ("first", "second"):
        (tmp_path / "api/a.txt").write_text(text)
        assert example.value == text


@pytest.mark.parametrize(
    ("media_type", "reference", "sentence"),
    [
        pytest.param("image/png", "no.png", "is not readable: api/no.png: cannot be read: No such file", id="missing"),
        pytest.param("image/png", "../up.png", "leads outside the document's folder; --allow-refs-outside", id="up"),
        pytest.param("image/png", "/etc/passwd", "leads outside the document's folder", id="absolute"),
        pytest.param("image/png", "file:///etc/passwd", "leads outside the document's folder", id="file-scheme"),
        pytest.param("image/png", "ftp://a/b", "has the scheme 'ftp'", id="scheme"),
        pytest.param("image/png", "https://a.example/b", "leads to the web; --allow-remote-refs", id="web"),
        pytest.param(
            "application/json", "bad.json", "is not readable: api/bad.json:2:1: not readable as", id="no-json"
        ),
        pytest.param("text/plain", "bad.txt", "byte 0 is not UTF-8", id="no-text"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, media_type: str, reference: str, sentence: str) -> None:
    example = example_of(tmp_path, media_type, reference)
    (tmp_path / "up.png").write_bytes(b"")
    (tmp_path / "api/bad.json").write_bytes(b"{")
    (tmp_path / "api/bad.txt").write_bytes(b"\xff")
    with pytest.raises(DocumentError) as raised:
        _ = example.value
    assert sentence in str(raised.value).replace(f"{tmp_path}/", "")
    assert raised.value.line == 8


def test_a_file_outside_if_that_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "up.txt").write_text("up")
    assert example_of(tmp_path, "text/plain", "../up.txt", ReadPolicy(outside=True)).value == "up"


@pytest.mark.parametrize(
    ("reference", "files"),
    [
        pytest.param("cat.json", ["api/cat.json", "api/it.yaml"], id="beside"),
        pytest.param("../cat.json", ["api/it.yaml"], id="not-allowed"),
        pytest.param("https://example.org/cat.json", ["api/it.yaml"], id="of-the-web"),
    ],
)
def test_the_document_names_their_files(tmp_path: Path, reference: str, files: list[str]) -> None:
    shown = example_of(tmp_path, "application/json", reference).shown
    assert [file.relative_to(tmp_path.resolve()).as_posix() for file in shown.document.files] == files


def test_a_changed_file_is_checked_again(tmp_path: Path) -> None:
    """With `--reload`, a wrong example is served as soon as it is corrected."""
    tmp_path.joinpath("cat.json").write_text('{"age": "old"}')
    content = "/paths/~1it/get/responses/200/content/application~1json"
    schema = {"properties": {"age": {"type": "integer"}}}
    document = changed(DOCUMENT % ("application/json", "cat.json"), {f"{content}/schema": schema})
    tmp_path.joinpath("it.yaml").write_text(document)
    with ServerProcess(str(tmp_path / "it.yaml"), "--reload") as server:
        assert json.loads(server.ask("GET", "/it").body) != {"age": "old"}
        tmp_path.joinpath("cat.json").write_text('{"age": 7777}')
        wait_for(lambda: json.loads(server.ask("GET", "/it").body) == {"age": 7777})
        server.wait_for_output("it is reloaded (cat.json)")
        assert server.output.count("it is reloaded (cat.json)") == 1
