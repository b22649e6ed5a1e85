"""Every case under `harness/`, and that the harness notices what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.asgi import AsgiResponse
from tests.support.text_cases import differences, read_case, run_case

FILES = sorted(Path(__file__).with_name("harness").glob("*.txt"))

CASE = """# A case
--- document
openapi: 3.1.0
info: {title: It, version: '1'}
paths: {}
--- request
GET /nowhere
--- response
404
"""


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_case(file: Path, tmp_path: Path) -> None:
    found = run_case(read_case(file.read_text(encoding="utf-8")), tmp_path)
    assert not found, f"{file.name}:\n" + "\n".join(found)


def test_there_are_cases() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize(
    ("response", "words"),
    [
        ("404", []),
        ("404\nContent-Type: application/problem+json\n!Allow", []),
        ("200", ["status: 404 instead of 200"]),
        ("404\nContent-Type: text/plain", ["header Content-Type: 'application/problem+json' instead of 'text/plain'"]),
        ("404\nX-Absent: a", ["header X-Absent: None instead of 'a'"]),
        ("404\n!Mock-Source", ["header Mock-Source: 'contract' instead of None"]),
        ("404\n\n{}", ["body:"]),
        ("404\n\n", ["body:"]),
        ("404\n--- violations", ["violations:"]),
        ("404\n--- violations\nrouting.no-path  path: something else", ["violations:"]),
    ],
)
def test_what_is_noticed(tmp_path: Path, response: str, words: list[str]) -> None:
    found = run_case(read_case(CASE.replace("404", response)), tmp_path)
    assert len(found) == len(words)
    assert all(word in difference for word, difference in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("body", "content", "same"),
    [
        ('{"a": 1, "b": [2]}', '{"b":[2],"a":1}', True),
        ('{"a": 1}', '{"a": 1, "b": 2}', False),
        ("[1, 2]", "[2, 1]", False),
        ("text", "text", True),
        ("text", "Text", False),
        ("", "", True),
        ("x", "", False),
        ("not json", "nor this", False),
    ],
)
def test_bodies(body: str, content: str, same: bool) -> None:
    step = read_case(CASE.replace("404\n", f"404\n\n{content}\n")).steps[0]
    assert (differences(step, AsgiResponse(404, [], body.encode()), []) == []) is same


@pytest.mark.parametrize(
    "text",
    [
        CASE.replace("--- response\n404\n", ""),
        CASE.replace("--- response", "--- respnse"),
        CASE.replace("# A case", ""),
        CASE.replace("--- document", "--- seed"),
        CASE.replace("--- request\nGET /nowhere\n", ""),
    ],
)
def test_a_file_that_is_no_case(text: str) -> None:
    with pytest.raises(ValueError, match=r"no place here|a case has"):
        read_case(text)
