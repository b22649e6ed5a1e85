"""Parsed documents are cached by content. A failure of the cache is not an error."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.openapi.documents import Document, ReadPolicy, clear_cache
from mockserver.openapi.documents.text.cache import MAX_ENTRIES, WORTHWHILE, cache_folder, parse_cached
from mockserver.openapi.documents.text.parsing import parse_document
from mockserver.openapi.errors import DocumentError

FILLING = "x-filling: " + "x" * WORTHWHILE + "\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("mockserver.openapi.documents.text.cache.cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def parse_twice(text: str) -> list[Any]:
    """Return the value read without an entry, and with one if it was made."""
    return [parse_cached(text, "x.yaml", parse_document) for _ in range(2)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(FILLING + "a: [1, 1.5, true, null, é, 1e3, 0x10, '200']\n200: {ok: yes}\n", True, id="plain"),
        pytest.param(FILLING + "a: 123456789012345678901234567890\n", True, id="beyond-64-bits"),
        pytest.param(FILLING + "a: &a {b: 1}\nc: *a\nd: {<<: *a}\n", True, id="alias-and-merge"),
        pytest.param(FILLING + "a: .inf\n", False, id="no-json-number"),
        pytest.param("a: 1\n", False, id="small"),
        pytest.param(f"a: &a '{'x' * WORTHWHILE}'\nb: [{'*a,' * 9}]\n", False, id="longer-written-out"),
    ],
)
def test_a_cached_value_is_the_parsed_value(folder: Path, text: str, kept: bool) -> None:
    expected = parse_document(text, Path("x.yaml"))
    assert parse_twice(text) == [expected, expected]
    assert [type(value) for value in parse_twice(text)[0]] == [type(value) for value in expected]
    assert len(entries(folder)) == kept


def test_the_entry_is_read(folder: Path) -> None:
    parse_twice(FILLING)
    (entry,) = entries(folder)
    entry.write_bytes(b"%s\n%s" % (sha256(b'{"from": "cache"}').hexdigest().encode(), b'{"from": "cache"}'))
    assert parse_twice(FILLING)[0] == {"from": "cache"}
    assert parse_twice(FILLING + "\n")[0] != {"from": "cache"}, "another text is another entry"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut"),
        pytest.param(b"\xff", id="bytes"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"from": "cache"}', id="without-a-checksum"),
        pytest.param(b"0" * 64 + b'\n{"from": "cache"}', id="with-another-checksum"),
    ],
)
def test_a_broken_entry_is_replaced(folder: Path, broken: bytes) -> None:
    expected, _ = parse_twice(FILLING)
    (entry,) = entries(folder)
    entry.write_bytes(broken)
    assert parse_twice(FILLING) == [expected, expected]
    assert entry.read_bytes() != broken


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o770, 0o777, 0o707], ids=oct)
@pytest.mark.parametrize("what", ["folder", "entry"])
def test_what_others_may_write_is_not_read(folder: Path, what: str, mode: int) -> None:
    expected, _ = parse_twice(FILLING)
    (entry,) = entries(folder)
    entry.write_bytes(b"%s\n%s" % (sha256(b'{"from": "cache"}').hexdigest().encode(), b'{"from": "cache"}'))
    (folder if what == "folder" else entry).chmod(mode)
    assert parse_twice(FILLING)[0] == expected
    if what == "folder":
        folder.chmod(0o700)
        assert b"from" in entry.read_bytes(), "nothing is written into a folder of others"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no user ids")
def test_what_another_user_owns_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert document(SOUND, folder.parent / "a.yaml").omissions == []
    monkeypatch.setattr("os.getuid", lambda: 12345)
    with monkeypatch.context() as patched:
        patched.setattr(Document, "_repair", None)
        with pytest.raises(TypeError):
            document(SOUND, folder.parent / "a.yaml")
    expected, _ = parse_twice(FILLING)
    assert expected["x-filling"].startswith("xxx")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_no_other_user_can_read_an_entry(folder: Path) -> None:
    parse_twice(FILLING)
    (entry,) = entries(folder)
    assert (entry.stat().st_mode & 0o077, folder.stat().st_mode & 0o077) == (0, 0)


def document(text: str, file: Path) -> Document:
    file.write_text(text, encoding="utf-8")
    return Document.load(file, policy=ReadPolicy(cached=True))


SOUND = FILLING + "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\n"


def test_a_sound_document_is_not_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert document(SOUND, tmp_path / "a.yaml").omissions == []
    monkeypatch.setattr(Document, "_repair", None)
    assert document(SOUND, tmp_path / "a.yaml").omissions == []
    with pytest.raises(TypeError):
        document(SOUND + " ", tmp_path / "a.yaml")


@pytest.mark.parametrize(
    "part", [pytest.param("{$ref: '#/nowhere'}", id="reference"), pytest.param("{type: 1}", id="schema")]
)
def test_a_broken_document_is_checked_again(tmp_path: Path, part: str) -> None:
    for _ in range(2):
        broken = document(f"{SOUND}components: {{schemas: {{A: {part}}}}}\n", tmp_path / "a.yaml").omissions
        assert [omission.pointer.rpartition("/A")[0] for omission in broken] == ["/components/schemas"]


def test_a_changed_file_is_checked_again(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("A: {type: string}\n", encoding="utf-8")
    text = SOUND + "components: {schemas: {A: {$ref: 'b.yaml#/A'}}}\n"
    assert document(text, tmp_path / "a.yaml").omissions == []
    (tmp_path / "b.yaml").write_text("B: {type: string}\n", encoding="utf-8")
    (omission,) = document(text, tmp_path / "a.yaml").omissions
    assert omission.pointer == "/components/schemas/A"


def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    folder.write_text("a file", encoding="utf-8")
    assert parse_twice(FILLING)[1]["x-filling"].startswith("xxx")


def test_an_entry_that_cannot_be_finished_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert parse_twice(FILLING)[1]["x-filling"].startswith("xxx")
    assert entries(folder) == []


def test_a_mistake_is_not_cached(folder: Path) -> None:
    for _ in range(2):
        with pytest.raises(DocumentError, match="not readable"):
            parse_cached(FILLING + "a: b: c", "x.yaml", parse_document)
    assert entries(folder) == []


def test_the_number_of_entries_is_limited(folder: Path) -> None:
    for number in range(MAX_ENTRIES + 3):
        parse_cached(f"{FILLING}a: {number}", "x.yaml", parse_document)
    assert len(entries(folder)) == MAX_ENTRIES


def test_only_policies_with_a_cache_use_it(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("openapi: 3.1.0\n" + FILLING, encoding="utf-8")
    assert Document.load(file).version == "3.1.0"
    assert entries(folder) == []
    assert Document.load(file, policy=ReadPolicy(cached=True)).line_of("/x-filling") == 2
    assert sorted(entry.suffix for entry in entries(folder)) == [".json", ".sound"]
    assert Document.load(file, policy=ReadPolicy(cached=True)).line_of("/x-filling") == 2


def test_clearing(folder: Path) -> None:
    assert clear_cache() == 0
    parse_twice(FILLING)
    assert CliRunner().invoke(main, ["cache", "clear"]).stdout == "1 document forgotten\n"
    assert entries(folder) == []


def test_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert cache_folder().parts[-2:] == ("mockserver", "documents")
