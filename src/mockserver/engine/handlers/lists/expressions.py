"""Expressions that choose rows: `userName eq "ann" and active eq true`, `price > 5 AND state = OPEN`.

What OData 4.01 (part 2 §5.1.1), SCIM (RFC 7644 §3.4.2.2) and AIP-160 have in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...behaviour import Compare
from ...worlds.store import Row
from .comparing import make_test
from .reading import reader_of

Choice = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:
        '(?P<single>(?:[^']|'')*)'
      | "(?P<double>(?:[^"\\]|\\.)*)"
      | (?P<moment>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)
      | (?P<sign>[(),]|[<>!=]=|[<>=:])
      | (?P<word>[\w.$/@+-]+)
    )""",
    re.VERBOSE | re.ASCII,
)
_OPERATORS: dict[str, Compare] = {
    **dict.fromkeys(("eq", "=", "==", "in"), "equal"),
    **dict.fromkeys(("ne", "!="), "unequal"),
    **dict.fromkeys(("gt", ">"), "above"),
    **dict.fromkeys(("ge", ">="), "min"),
    **dict.fromkeys(("lt", "<"), "below"),
    **dict.fromkeys(("le", "<="), "max"),
    **dict.fromkeys(("co", ":", "contains"), "contains"),
    **dict.fromkeys(("sw", "startswith"), "prefix"),
}
_DEPTH = 50  # of parentheses


def parse_expression(text: str) -> Choice | None:
    """The rows that an expression chooses, `None` if it cannot be read.

    >>> choose = parse_expression("price gt 5 and not (state eq 'sold')")
    >>> [choose(row) for row in ({"price": 9, "state": "open"}, {"price": 9, "state": "sold"}, {"price": 1})]
    [True, False, False]
    """
    tokens = _split(text)
    if not tokens:
        return None
    parser = _Parser(tokens)
    try:
        choice = parser.read_any(0)
    except (IndexError, KeyError, ValueError):
        return None
    return choice if parser.is_at_end else None


def _split(text: str) -> list[tuple[str, str]] | None:
    """The tokens of an expression, each with its kind."""
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            return None
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


class _Parser:
    """Reads tokens from left to right; `or` binds less than `and`."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._tokens)

    def read_any(self, depth: int) -> Choice:
        choices = [self._read_all(depth)]
        while self._take_word("or"):
            choices.append(self._read_all(depth))
        return lambda row: any(choice(row) for choice in choices)

    def _read_all(self, depth: int) -> Choice:
        choices = [self._read_one(depth)]
        while self._take_word("and"):
            choices.append(self._read_one(depth))
        return lambda row: all(choice(row) for choice in choices)

    def _read_one(self, depth: int) -> Choice:
        if depth > _DEPTH:
            raise ValueError
        if self._take_word("not"):
            choice = self._read_one(depth + 1)
            return lambda row: not choice(row)
        if self._take_sign("("):
            choice = self.read_any(depth + 1)
            self._expect(")")
            return choice
        _, name = self._take()
        if self._take_sign("("):  # contains(title,'tea')
            member = self._take()[1]
            self._expect(",")
            value = self._take()[1]
            self._expect(")")
            return _compare(member, _OPERATORS[name.lower()], value)
        if self._take_word("pr"):  # present
            read = reader_of(_member(name))
            return lambda row: read(row) not in (None, "", [])
        compare = _OPERATORS[self._take()[1].lower()]
        return _compare(name, compare, self._read_value())

    def _read_value(self) -> Any:
        """One value, or those in parentheses."""
        if not self._take_sign("("):
            return self._take()[1]
        values = [self._take()[1]]
        while self._take_sign(","):
            values.append(self._take()[1])
        self._expect(")")
        return values

    def _take(self) -> tuple[str, str]:
        kind, text = self._tokens[self._at]
        if kind == "sign" and text in ("(", ")", ","):
            raise ValueError
        self._at += 1
        if kind == "single":
            return kind, text.replace("''", "'")
        return kind, re.sub(r"\\(.)", r"\1", text) if kind == "double" else text

    def _take_word(self, word: str) -> bool:
        return self._take_if(lambda kind, text: kind == "word" and text.lower() == word)

    def _take_sign(self, sign: str) -> bool:
        return self._take_if(lambda kind, text: kind == "sign" and text == sign)

    def _take_if(self, fits: Callable[[str, str], bool]) -> bool:
        found = not self.is_at_end and fits(*self._tokens[self._at])
        self._at += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._take_sign(sign):
            raise ValueError


def _compare(name: str, compare: Compare, value: Any) -> Choice:
    """The rows whose member compares with a value; texts are equal without case, as in SCIM."""
    read = reader_of(_member(name))
    tests = [make_test(compare, value)]
    if compare in ("equal", "unequal"):
        tests.append(make_test(compare, value, is_folded=True))
    if compare == "unequal":
        return lambda row: all(test(read(row)) for test in tests)
    return lambda row: any(test(read(row)) for test in tests)


def _member(name: str) -> str:
    return name.replace("/", ".")
