"""Mistakes in YAML, in words that an author understands: libyaml names what its grammar expected."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

_TAB = "a tab is not allowed here; YAML is indented by spaces"


class Mistake(NamedTuple):
    """What is wrong with a text, and where."""

    sentence: str
    line: int | None  # from 1, like the column
    column: int | None


def explain_mistake(reason: yaml.MarkedYAMLError, text: str) -> Mistake:
    """Return a sentence for an error of libyaml or of a constructor, and the place to look at."""
    mark, start = reason.problem_mark, reason.context_mark
    problem, context = str(reason.problem), str(reason.context or "")
    if problem == "could not find expected ':'" and start is not None:
        mark = start  # the key, not what follows it
    at = mark.line + 1 if mark else None
    began = start.line + 1 if start else at
    sentence = _word(problem, context, _rest_of_line(text, mark), began)
    return Mistake(sentence, at, mark.column + 1 if mark else None)


def _word(problem: str, context: str, rest: str, began: int | None) -> str:
    """Return the sentence for a problem; `rest` is the line from its place on, `began` the line of what it is in."""
    char = rest[:1]
    if "tab character" in problem or (char == "\t" and "cannot start" in problem):
        return _TAB
    if "cannot start any token" in problem:
        return f"`{char}` cannot begin a text; put the text in quotes"
    if "another document" in problem:
        return "a second document begins here; a file holds one document"
    if "expected ',' or" in problem:
        end = problem[-2]
        opening = {"]": "[", "}": "{"}.get(end, "")
        return f"expected `,` or `{end}`, which ends the `{opening}` of line {began}"
    if problem.startswith("could not determine a constructor"):
        tag = problem.rpartition(" ")[2].strip("'")
        return f"the tag {tag} is not known; documents have the types of JSON"
    if "unknown escape" in problem:
        return f"`{rest[:2]}` is not an escape sequence of double quotes; single quotes keep a backslash as it is"
    if "undefined alias" in problem:
        name = re.match(r"[^\s,\]}]*", rest)
        return f"`{name[0] if name else '*'}` is an undefined alias; a text that begins with `*` must be in quotes"
    if "expected alphabetic or numeric" in problem:
        return "a text that begins with `*` or `&` must be in quotes"
    if "unexpected end of stream" in problem and "quoted" in context:
        return f"the quotes of line {began} are not closed"
    return _SENTENCES[problem].format(line=began) if problem in _SENTENCES else problem


_SENTENCES = {
    "could not find expected ':'": "expected `:` after a key",
    "mapping values are not allowed in this context": (
        "`:` is not allowed here: a text with `: ` must be in quotes, and the keys of a mapping have one indentation"
    ),
    "did not find expected key": (
        "expected a key of the mapping of line {line}: its keys have one indentation, and nothing follows closed "
        "quotes or brackets"
    ),
    "did not find expected '-' indicator": "expected `-` of the list of line {line}: its items have one indentation",
    "block sequence entries are not allowed in this context": "the first `-` of a list stands on a line of its own",
    "did not find expected comment or line break": "nothing may follow `|` or `>` on its line",
    "did not find expected node content": "expected a value",
    "did not find expected <document start>": "something follows the end of the document",
    "found unexpected end of stream": "the text ends too early",
    "found unknown directive name": "a line that begins with `%` is a directive; only %YAML and %TAG are known",
    "found incompatible YAML document": "the version of %YAML is not 1.1 or 1.2",
}


def _rest_of_line(text: str, mark: yaml.Mark | None) -> str:
    lines = text.split("\n", mark.line + 1) if mark else []
    return lines[mark.line][mark.column :] if mark and mark.line < len(lines) else ""
