"""Lines written by a thread: in order, to streams that work, are closed, break, or are never read."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator

import pytest

from mockserver.cli import line_writer
from mockserver.cli.line_writer import LineStream, LineWriter, describe_lost
from tests.support.waiting import DEADLINE, wait_for


class Gate(io.RawIOBase):
    """A stream whose `write` waits until it is opened, or fails."""

    name = "gate"

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.entered = threading.Event()
        self.failure: OSError | None = None
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.entered.set()
        assert self.opened.wait(DEADLINE)
        if self.failure is not None:
            raise self.failure
        assert isinstance(data, bytes)
        self.written += data
        return len(data)


def text(raw: io.RawIOBase, encoding: str = "utf-8") -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding=encoding)  # type: ignore[arg-type]  # as under python -u


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.opened.set()


def test_the_lines_of_many_threads_keep_their_order() -> None:
    read, write = os.pipe()
    with os.fdopen(read, encoding="utf-8") as reader, os.fdopen(write, "w", encoding="utf-8") as stream:
        writer = LineWriter(stream)

        def write_many(name: str) -> None:
            for number in range(500):
                writer.write(f"{name} {number}")

        threads = [threading.Thread(target=write_many, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(DEADLINE)
        writer.close(DEADLINE)
        stream.close()
        lines = reader.read().splitlines()
    assert len(lines) == 1500
    for name in "abc":
        assert [line for line in lines if line[0] == name] == [f"{name} {number}" for number in range(500)]


def test_a_stream_that_is_not_read_loses_lines_and_says_how_many(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_writer, "WAITING", 12)
    writer = LineWriter(text(gate))
    writer.write("first")
    assert gate.entered.wait(DEADLINE)
    for line in ("12345", "67890", "lost", "lost, too", "x"):  # the short one may not overtake the lost ones
        writer.write(line)
    gate.opened.set()
    wait_for(lambda: gate.written.endswith(b"written\n"))
    writer.write("last")
    writer.close(DEADLINE)
    assert gate.written.decode().splitlines() == ["first", "12345", "67890", describe_lost(3), "last"]


def test_a_line_that_is_longer_than_all_room_is_written(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_writer, "WAITING", 10)
    gate.opened.set()
    writer = LineWriter(text(gate))
    writer.write("x" * 1000)
    writer.close(DEADLINE)
    assert gate.written == b"x" * 1000 + b"\n"


def test_closing_does_not_wait_for_a_stream_that_is_not_read(gate: Gate) -> None:
    writer = LineWriter(text(gate))
    writer.write("stuck")
    assert gate.entered.wait(DEADLINE)
    writer.close(0.01)
    assert gate.written == b""


def test_a_stream_that_breaks_is_told_once_and_tried_again(gate: Gate) -> None:
    failures = list[OSError]()
    writer = LineWriter(text(gate), tell_failure=failures.append)
    gate.opened.set()
    gate.failure = OSError(28, "No space left on device")
    for number in range(3):
        gate.entered.clear()
        writer.write(f"lost {number}")
        assert gate.entered.wait(DEADLINE)
    wait_for(lambda: writer._unwritten == 3)
    gate.failure = None
    writer.write("there is room again")
    writer.close(DEADLINE)
    assert [failure.errno for failure in failures] == [28]
    assert gate.written.decode().splitlines() == [describe_lost(3), "there is room again"]


def test_a_pipe_whose_reader_has_gone() -> None:
    failures = list[OSError]()
    read, write = os.pipe()
    with os.fdopen(write, "w", encoding="utf-8") as stream:
        writer = LineWriter(stream, tell_failure=failures.append)
        os.close(read)
        writer.write("no one reads this")
        writer.close(DEADLINE)
    assert [type(failure) for failure in failures] == [BrokenPipeError]


def test_a_pipe_that_does_not_block() -> None:
    """Another program that holds the same pipe may have made it so."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    lines = [f"{number:060}" for number in range(3000)]
    with os.fdopen(read, encoding="utf-8") as reader, os.fdopen(write, "w", encoding="utf-8") as stream:
        writer = LineWriter(stream)
        writer.write("\n".join(lines))
        assert [reader.readline().strip() for _ in lines] == lines
        writer.close(DEADLINE)


def test_a_stream_of_lines(gate: Gate) -> None:
    gate.opened.set()
    writer = LineWriter(text(gate))
    stream = LineStream(writer, text(gate))
    for each in ("a", "b\n", "", "\n", "c\nd\ne"):
        stream.write(each)
    wait_for(lambda: gate.written == b"ab\n\nc\nd\n")
    stream.flush()
    wait_for(lambda: gate.written.endswith(b"\ne"))
    stream.write("f\n")
    stream.flush()
    writer.close(DEADLINE)
    assert gate.written == b"ab\n\nc\nd\nef\n"


def test_characters_outside_the_encoding_of_the_stream_are_escaped(gate: Gate) -> None:
    gate.opened.set()
    writer = LineWriter(text(gate, "ascii"))
    writer.write("body.schema×2")
    writer.close(DEADLINE)
    assert gate.written == b"body.schema\\xd72\n"
