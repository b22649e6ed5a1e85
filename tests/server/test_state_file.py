"""A file that is replaced as a whole, and used by one server at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.server.state_file import StateFile


@pytest.fixture
def named(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_that_does_not_exist_is_empty_and_made(named: Path) -> None:
    file = StateFile(named)
    assert file.read() == b""
    assert not named.exists()
    file.replace([b"a", b"b"])
    assert (named.read_bytes(), names(named.parent)) == (b"ab", ["state.json"])
    assert named.stat().st_mode & 0o777 == 0o600, "rows have secrets"
    file.close()


def test_a_replacement_that_fails_leaves_the_file(named: Path) -> None:
    def iter_pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    named.write_bytes(b"before")
    file = StateFile(named)
    with pytest.raises(OSError, match="No space"):
        file.replace(iter_pieces())
    assert named.read_bytes() == b"before"
    file.replace([b"after"])
    assert (named.read_bytes(), names(named.parent)) == (b"after", ["state.json"])
    file.close()


def test_a_link_stays_a_link(named: Path) -> None:
    target = named.with_name("elsewhere.json")
    target.write_bytes(b"before")
    named.symlink_to(target)
    file = StateFile(named)
    assert file.read() == b"before"
    file.replace([b"after"])
    file.close()
    assert named.is_symlink()
    assert target.read_bytes() == b"after"


def test_a_copy_is_kept_beside_it(named: Path) -> None:
    named.write_bytes(b"before")
    file = StateFile(named)
    assert file.keep_copy() == named.with_name("state.json.old")
    assert named.with_name("state.json.old").read_bytes() == b"before"


@pytest.mark.parametrize("is_replaced", [False, True])
def test_one_server_uses_it_at_a_time(named: Path, *, is_replaced: bool) -> None:
    named.write_bytes(b"before")
    first, second = StateFile(named), StateFile(named)
    first.read()
    if is_replaced:
        first.replace([b"after"])
    with pytest.raises(OptionError, match=r"state\.json: another server uses this file"):
        second.read()
    first.close()
    assert second.read() == (b"after" if is_replaced else b"before")
    second.close()


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="cannot be read: Is a directory"):
        StateFile(tmp_path).read()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_refused(named: Path) -> None:
    named.write_bytes(b"")
    named.chmod(0)
    with pytest.raises(OptionError, match="cannot be read: Permission denied"):
        StateFile(named).read()
