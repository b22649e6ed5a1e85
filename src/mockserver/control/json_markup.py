"""JSON on a page: indented, with its kinds of tokens marked. Numbers and texts stay as they were sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
from markupsafe import Markup, escape

DEEPEST = 24  # levels that are indented
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_CLOSING = {"{": "}", "[": "]"}


def mark_json(text: str) -> Markup | None:
    """Return a JSON text as HTML, or `None` if it is not a JSON object or array.

    >>> mark_json('{"id":7}')
    Markup('{\\n  <span class="key">&#34;id&#34;</span>: <span class="number">7</span>\\n}')
    """
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return Markup("".join(_iter_pieces(_TOKEN.findall(text))))  # noqa: S704 - every text in it is escaped below


def _iter_pieces(tokens: list[str]) -> Iterator[str]:
    depth = 0
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if token in "{[":
            depth += 1
            yield token if following == _CLOSING[token] else token + _line(depth)
        elif token in "}]":
            depth -= 1
            yield token if _CLOSING.get(tokens[place - 1]) == token else _line(depth) + token
        elif token == ",":
            yield token + _line(depth)
        elif token == ":":
            yield ": "
        else:
            yield f'<span class="{_kind(token, following)}">{escape(token)}</span>'


def _line(depth: int) -> str:
    return "\n" + "  " * min(depth, DEEPEST)


def _kind(token: str, following: str) -> str:
    if token.startswith('"'):
        return "key" if following == ":" else "string"
    return "word" if token in ("true", "false", "null") else "number"
