"""Loading the functions of a `handlers.py` file."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mockserver.engine.handlers import is_blocking, load_functions
from mockserver.openapi.errors import FixtureError
from tests.support.small_sandbox import body_of, load_books, sandbox_of

OPERATIONS = {"readShelf", "listBooks"}


def write(folder: Path, code: str) -> Path:
    file = folder / "handlers.py"
    file.write_text(code)
    return file


def test_by_operation(tmp_path: Path) -> None:
    code = """
from mockserver.handlers import handles

@handles("readShelf", "listBooks")
def both(call):
    return {}

def helper(call):
    return None
"""
    handlers = load_functions(write(tmp_path, code), "books", OPERATIONS).handlers
    assert set(handlers) == OPERATIONS
    assert handlers["readShelf"] is handlers["listBooks"]


def test_a_handler_goes_before_an_action(tmp_path: Path) -> None:
    code = """
from mockserver.handlers import handles

@handles("listBooks")
def none(call):
    return []
"""
    sandbox = sandbox_of(load_books(tmp_path, handlers=code))
    assert body_of(sandbox.ask("GET", "/books")) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param("def f(:", "SyntaxError", id="syntax"),
        pytest.param("import nothing_of_that_name", "ModuleNotFoundError", id="import"),
        pytest.param("1 / 0", "ZeroDivisionError", id="code-that-fails"),
        pytest.param(
            "from mockserver.handlers import handles\n@handles('nope')\ndef f(call): ...",
            "'nope', which is not an operation; there are: listBooks, readShelf",
            id="unknown-operation",
        ),
        pytest.param("import sys\nsys.exit(3)", "cannot be loaded: SystemExit: 3", id="exit"),
        pytest.param(
            "import asyncio\nraise asyncio.CancelledError", "cannot be loaded: CancelledError", id="cancelled"
        ),
        pytest.param(
            "from mockserver.handlers import handles\n"
            "@handles('listBooks')\ndef f(call): ...\n"
            "@handles('listBooks')\ndef g(call): ...",
            "'listBooks' twice",
            id="twice",
        ),
    ],
)
def test_what_stops_the_start(tmp_path: Path, code: str, words: str) -> None:
    file = write(tmp_path, code)
    with pytest.raises(FixtureError) as caught:
        load_functions(file, "books", OPERATIONS)
    assert caught.value.file == file
    assert words in caught.value.message
    assert "\n" not in str(caught.value)


def test_only_ctrl_c_ends_the_loading(tmp_path: Path) -> None:
    file = write(tmp_path, "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load_functions(file, "books", OPERATIONS)
    with ThreadPoolExecutor(1) as reloading, pytest.raises(FixtureError, match=r"cannot be loaded: KeyboardInterrupt"):
        reloading.submit(load_functions, file, "books", OPERATIONS).result()


@pytest.mark.parametrize("body", ["return 1", "yield 1"], ids=["coroutine", "generator"])
def test_an_async_function_is_refused_with_its_line(tmp_path: Path, body: str) -> None:
    code = f"from mockserver.handlers import handles\n\n@handles('listBooks')\nasync def f(call):\n    {body}"
    with pytest.raises(FixtureError) as caught:
        load_functions(write(tmp_path, code), "books", OPERATIONS)
    assert caught.value.message == "handles 'listBooks' with `async def`; write `def`, and blocking=True if it waits"
    assert caught.value.line in (3, 4)  # Python 3.11 counts from the decorator


@pytest.mark.parametrize(
    ("arguments", "expected"), [("", False), (", blocking=False", False), (", blocking=True", True)]
)
def test_blocking(tmp_path: Path, arguments: str, expected: bool) -> None:
    code = f"from mockserver.handlers import handles\n@handles('listBooks'{arguments})\ndef f(call): ..."
    assert is_blocking(load_functions(write(tmp_path, code), "books", OPERATIONS).handlers["listBooks"]) is expected


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(FixtureError) as caught:
        load_functions(write(tmp_path, "x = 1\ndef f(:"), "books", OPERATIONS)
    assert caught.value.line == 2


def test_code_that_fails_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(FixtureError) as caught:
        load_functions(write(tmp_path, "def f():\n    return 1 / 0\n\nf()"), "books", OPERATIONS)
    assert caught.value.line == 2


def test_an_edit_of_one_second_and_one_size_counts(tmp_path: Path) -> None:
    code = "from mockserver.handlers import handles\n@handles('listBooks')\ndef f(call): return 1"
    file = write(tmp_path, code)
    before = file.stat()
    first = load_functions(file, "books", OPERATIONS).handlers["listBooks"]
    write(tmp_path, code.replace("return 1", "return 2"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    second = load_functions(file, "books", OPERATIONS).handlers["listBooks"]
    assert [first.__code__.co_consts[-1], second.__code__.co_consts[-1]] == [1, 2]
    assert [each.name for each in tmp_path.iterdir()] == ["handlers.py"], "no compiled copy is left"
