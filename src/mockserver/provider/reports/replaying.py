"""The requests of a failure as lines that a shell can run again, when the service makes other identifiers."""

from __future__ import annotations

import json
import re
from collections import Counter

from ..failures import Failure

_URL = re.compile(r"""(['"]?)(https?://[^\s'"]*)\1""")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPECIAL = re.compile(r"[$`\\!]")  # characters with a meaning inside double quotes
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^A-Z0-9]+")


def replay_lines(failure: Failure) -> tuple[str, ...]:
    """Return the curl lines of the steps and, last, of the failure.

    The lines take identifiers that the service makes from the response that has them:

        BOOK_ID=$(curl -s http://localhost:8000/books --data-raw '{}' | jq -r .id)
        curl "http://localhost:8000/books/$BOOK_ID"
    """
    lines = [*failure.steps, failure.curl]
    names = Counter[str]()
    for made in failure.made:
        name = _NO_WORD.sub("_", _HUMP.sub("_", made.name).upper()).strip("_") or "ID"
        name = f"ID_{name}" if name[0].isdigit() else name
        names[name] += 1
        variable = name if names[name] == 1 else f"{name}_{names[name]}"
        if made.step not in failure.steps:
            continue
        at = failure.steps.index(made.step)
        later = [_with_variable(line, made.text, variable) for line in lines[at + 1 :]]
        if later != lines[at + 1 :]:
            lines[at:] = [f"{variable}=$({_reading(lines[at], made.source)})", *later]
    return tuple(lines)


def _with_variable(line: str, text: str, variable: str) -> str:
    """Return a curl line with a shell variable in place of a segment of its path."""
    found = _URL.search(line)
    if found is None or (found[1] != '"' and _SPECIAL.search(found[2])):
        return line
    path, mark, query = found[2].partition("?")
    changed = re.sub(rf"/{re.escape(text)}(?=/|$)", f"/${variable}", path)
    return line if changed == path else f'{line[: found.start()]}"{changed}{mark}{query}"{line[found.end() :]}'


def _reading(line: str, source: tuple[str, ...]) -> str:
    """Return a command that runs a curl line and prints the identifier in its response."""
    if not source:
        return f"{line.replace('curl ', 'curl -si ', 1)} | grep -i '^location:' | sed 's|.*/||' | tr -d '\\r'"
    path = "".join(f".{name}" if _PLAIN.fullmatch(name) else f"[{json.dumps(name)}]" for name in source)
    path = path if path.startswith(".") else f".{path}"
    word = path if re.fullmatch(r"[A-Za-z0-9_.]+", path) else "'" + path.replace("'", "'\\''") + "'"
    return f"{line.replace('curl ', 'curl -s ', 1)} | jq -r {word}"
