"""Mistakes in YAML, in words that an author understands."""

from __future__ import annotations

import pytest

from mockserver.openapi.documents.text.strict_yaml import Unreadable, load


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("paths:\n\t/a: {}", 2, "a tab is not allowed here; YAML is indented by spaces", id="tab"),
        pytest.param("a:\n  b: 1\n\tc: 2", 3, "a tab is not allowed here", id="tab-after-spaces"),
        pytest.param("a: 1\n---\nb: 2", 2, "a second document begins here; a file holds one document", id="two"),
        pytest.param("a: @here", 1, "`@` cannot begin a text; put the text in quotes", id="at"),
        pytest.param("a: *.json", 1, "a text that begins with `*` or `&` must be in quotes", id="star"),
        pytest.param("a: [*x, 1]", 1, "`*x` is an undefined alias", id="alias"),
        pytest.param("a: 1\nb\nc: 2", 2, "expected `:` after a key", id="no-colon"),
        pytest.param("a: 1\nsummary: Pets: all", 2, "a text with `: ` must be in quotes", id="colon-in-a-text"),
        pytest.param("a:\n    b: 1\n  c: 2", 3, "expected a key of the mapping of line 1", id="indentation"),
        pytest.param("a:\n- x\n- y\n b: 1", 4, "", id="indentation-below-a-list"),
        pytest.param("a:\n  - x\n  b: 1", 3, "expected `-` of the list of line 2", id="key-in-a-list"),
        pytest.param("a: - b", 1, "the first `-` of a list stands on a line of its own", id="list-beside-its-key"),
        pytest.param("a: [1,\nb: {c: 1", 3, "expected `,` or `}`, which ends the `{` of line 2", id="brace"),
        pytest.param("a: [1, 2\nb: 3", 2, "expected `,` or `]`, which ends the `[` of line 1", id="bracket"),
        pytest.param('{"a": "x" // one\n}', 1, "expected `,` or `}`", id="comment-in-json"),
        pytest.param('a: "x\nb: 1\n', 3, "the quotes of line 1 are not closed", id="quotes"),
        pytest.param('a: "\\d+"', 1, "`\\d` is not an escape sequence of double quotes", id="escape"),
        pytest.param("a: |x\n b", 1, "nothing may follow `|` or `>` on its line", id="block"),
        pytest.param("a: !pet 1", 1, "the tag !pet is not known; documents have the types of JSON", id="tag"),
    ],
)
def test_sentences(text: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        load(text, 100)
    assert caught.value.line == line
    assert words in caught.value.problem
    assert "\n" not in caught.value.problem
