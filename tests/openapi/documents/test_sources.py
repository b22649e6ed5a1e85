"""Texts read from files and addresses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mockserver.openapi.documents import sources
from mockserver.openapi.documents.sources import file_of, is_remote, join_address, read_address
from mockserver.openapi.errors import DocumentError


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("https://a.example/x.yaml", True, id="https"),
        pytest.param("HTTP://a.example", True, id="upper-case"),
        pytest.param("file:///x.yaml", False, id="file"),
        pytest.param("http.yaml", False, id="path"),
    ],
)
def test_is_remote(address: str, expected: bool) -> None:
    assert is_remote(address) is expected
    assert isinstance(file_of(address), str if expected else Path)


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        pytest.param("b.yaml", "https://a.example/api/b.yaml", id="beside"),
        pytest.param("/b.yaml", "https://a.example/b.yaml", id="from-the-root"),
        pytest.param("http://[", "http://[", id="malformed"),
    ],
)
def test_join_address(reference: str, address: str) -> None:
    assert join_address("https://a.example/api/a.yaml", reference) == address


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_address(str(file), "a.yaml") == "a: 1"


def test_the_size_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 3)
    file = tmp_path / "a.yaml"
    file.write_bytes(b"a: 1")
    with pytest.raises(DocumentError, match=r"^a\.yaml: cannot be read: it is larger than 3 bytes$"):
        read_address(str(file), "a.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes on this platform")
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DocumentError, match="it is a device or a pipe, not a file"):
        read_address(str(tmp_path / "pipe"), "pipe")
