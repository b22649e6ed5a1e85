"""Texts that several regular expressions accept at once, of a length that is asked for.

JSON Schema's patterns are ECMA-262 and are searched for, not matched as a whole. Each becomes a nondeterministic
automaton (Thompson's construction); all are walked at the same time, one plain character after the other, and what
cannot lead to the end any more is remembered. A pattern that must *not* be found is walked along with the others.
Look-ahead at the beginning becomes a pattern of its own; elsewhere it and word boundaries are left to whoever checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from re import _constants as codes  # the parser behind `re`, not documented but stable
from re import _parser as parser
from typing import Any

import jsonschema_rs

from .remembered import Remembered

STATES_LIMIT = 20_000  # of one automaton; `(a{1000}){1000}` has more
STEPS_LIMIT = 20_000  # characters tried for the texts of one length
LENGTH_LIMIT = 20_000
LIKED_LENGTH = 8  # what an open-ended pattern gets
FIRST = 20  # texts of one length, before another length is tried

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "1234567890"
_PUNCTUATION = "-_. @:/+,;=!?#$%&*()[]{}<>|~^'\"\\`"
_PLAIN = _LETTERS + _LETTERS.upper() + _DIGITS + _PUNCTUATION
_OTHERS = "éßЖ中\t\n"
_CATEGORIES = {
    codes.CATEGORY_DIGIT: (False, "09"),
    codes.CATEGORY_NOT_DIGIT: (True, "09"),
    codes.CATEGORY_WORD: (False, "azAZ09__"),
    codes.CATEGORY_NOT_WORD: (True, "azAZ09__"),
    codes.CATEGORY_SPACE: (False, "\t\r  \u00a0\u00a0"),
    codes.CATEGORY_NOT_SPACE: (True, "\t\r  \u00a0\u00a0"),
}
# Unicode properties by their first letters, as far as samples of them go
_PROPERTIES = {"Lu": "A-Z", "Ll": "a-z", "L": "A-Za-z", "N": "0-9", "P": "!-/:-@", "Z": " ", "S": "$+<=>"}

_Class = tuple[bool, frozenset[tuple[int, int]]]  # whether it is negated, and its ranges
_ANYTHING: _Class = (True, frozenset())


@lru_cache(maxsize=1024)
def _searcher(pattern: str) -> jsonschema_rs.Validator | None:
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (ValueError, jsonschema_rs.ValidationError):
        return None


def matches(pattern: str, text: str) -> bool:
    """Whether a JSON Schema pattern is found in a text, in the opinion of the validator itself."""
    searcher = _searcher(pattern)
    return searcher is not None and searcher.is_valid(text)


def propose(
    patterns: Sequence[str], excluded: Sequence[str] = (), *, at_least: int = 0, at_most: int | None = None
) -> Iterator[str]:
    """Texts that match all `patterns` and none of `excluded`, the plainest first; none where nobody can read them."""
    try:
        search = _search(tuple(patterns), tuple(excluded))
    except (re.error, RecursionError, OverflowError, _TooLarge):
        return
    yield from search.texts(at_least, LENGTH_LIMIT if at_most is None else min(at_most, LENGTH_LIMIT))


def translate(pattern: str) -> str:
    """An ECMA-262 pattern in the words of Python's parser."""
    out: list[str] = []
    position, in_class = 0, False
    while position < len(pattern):
        char, rest = pattern[position], pattern[position:]
        if char == "\\":
            text, size = _translate_escape(rest, in_class)
        elif in_class:
            text, size, in_class = ("\\[" if char == "[" else char), 1, char != "]"
        elif char == "[":
            text, size, in_class = char, 1, True
            if rest.startswith(("[^", "[]")):
                text, size = ("[^", 2) if rest[1] == "^" else ("[", 1)
        elif rest.startswith("(?<") and not rest.startswith(("(?<=", "(?<!")):
            text, size = "(?P<", 3
        else:
            text, size = char, 1
        out.append(text)
        position += size
    return "".join(out)


def _translate_escape(rest: str, in_class: bool) -> tuple[str, int]:
    if found := re.match(r"\\[pP]\{(?:\w+=)?(\w+)\}", rest):
        ranges = next((_PROPERTIES[key] for key in (found[1][:2], found[1][:1]) if key in _PROPERTIES), "a-z")
        if rest[1] == "P":
            return ("" if in_class else f"[^{ranges}]"), found.end()
        return (ranges if in_class else f"[{ranges}]"), found.end()
    if found := re.match(r"\\u\{([0-9A-Fa-f]+)\}", rest):
        return re.escape(chr(int(found[1], 16))), found.end()
    if found := re.match(r"\\c([A-Za-z])", rest):
        return re.escape(chr(ord(found[1]) % 32)), found.end()
    if found := re.match(r"\\k<(\w+)>", rest):
        return f"(?P={found[1]})", found.end()
    if re.match(r"\\[^\W\dabBAdDfnrsStuUvwWxZ]", rest):  # a letter that means itself
        return rest[1:2], 2
    return rest[:2], 2


class _TooLarge(Exception):
    """The automaton would have more states than anybody can wait for."""


class _Automaton:
    """Thompson's construction over what Python's parser read; state 0 is the start, `end` the only goal."""

    def __init__(self, parsed: Any, *, is_excluded: bool) -> None:
        self.is_excluded = is_excluded
        self.steps: list[list[tuple[_Class, int]]] = []
        self.free: list[list[int]] = []  # edges that cost nothing
        self.at_start: list[list[int]] = []  # free at the beginning of the text only
        self.at_end: list[list[int]] = []  # free at the end only
        self._groups: dict[int, Any] = {}
        first = self._state()
        self.steps[first].append((_ANYTHING, first))  # a pattern is searched for: anything may stand before it
        self.end = self._sequence(list(parsed), first)
        self.steps[self.end].append((_ANYTHING, self.end))
        self._hopeful = self._leading_to_end()

    def closure(self, states: frozenset[int] | set[int], *, start: bool = False, end: bool = False) -> frozenset[int]:
        found, todo = set(states), list(states)
        while todo:
            state = todo.pop()
            edges = self.free[state]
            if start and self.at_start[state]:
                edges = edges + self.at_start[state]
            if end and self.at_end[state]:
                edges = edges + self.at_end[state]
            for other in edges:
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return frozenset(found if self.is_excluded else found & self._hopeful)

    def _leading_to_end(self) -> set[int]:
        """The states from which the end can still be reached once the text has begun."""
        before: list[list[int]] = [[] for _ in self.steps]
        for state, steps in enumerate(self.steps):
            for other in [*self.free[state], *self.at_end[state], *(to for _, to in steps)]:
                before[other].append(state)
        found, todo = {self.end}, [self.end]
        while todo:
            for other in before[todo.pop()]:
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def _state(self) -> int:
        if len(self.steps) >= STATES_LIMIT:
            raise _TooLarge
        self.steps.append([])
        self.free.append([])
        self.at_start.append([])
        self.at_end.append([])
        return len(self.steps) - 1

    def _sequence(self, parts: Sequence[tuple[Any, Any]], state: int) -> int:
        for code, value in parts:
            state = self._part(code, value, state)
        return state

    def _part(self, code: Any, value: Any, state: int) -> int:
        """Build one part from `state` on; the state it ends in."""
        if code in _CLASSES:
            return self._step(_class_of(code, value), state)
        if code is codes.BRANCH:
            after = self._state()
            for branch in value[1]:
                before = self._state()
                self.free[state].append(before)
                self.free[self._sequence(list(branch), before)].append(after)
            return after
        if code is codes.SUBPATTERN:
            self._groups[value[0]] = value[3]
            return self._sequence(list(value[3]), state)
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            low, high, repeated = value
            return self._repeat(low, high, repeated, state)
        if code is codes.ATOMIC_GROUP:
            return self._sequence(list(value), state)
        if code is codes.GROUPREF:  # the same again; that it is the very same text is for others to check
            return self._sequence(list(self._groups.get(value, ())), state)
        if code is codes.AT:
            return self._anchor(value, state)
        return state  # look-around

    def _step(self, chars: _Class, state: int) -> int:
        after = self._state()
        self.steps[state].append((chars, after))
        return after

    def _anchor(self, value: Any, state: int) -> int:
        if value in (codes.AT_BEGINNING, codes.AT_BEGINNING_STRING):
            edges = self.at_start
        elif value in (codes.AT_END, codes.AT_END_STRING):
            edges = self.at_end
        else:
            return state  # a word boundary
        after = self._state()
        edges[state].append(after)
        return after

    def _repeat(self, low: int, high: Any, part: Any, state: int) -> int:
        for _ in range(low):
            state = self._sequence(list(part), state)
        after = self._state()
        self.free[state].append(after)
        if high is codes.MAXREPEAT:
            before = self._state()
            self.free[state].append(before)
            self.free[self._sequence(list(part), before)] += [before, after]
            return after
        for _ in range(int(high) - low):
            state = self._sequence(list(part), state)
            self.free[state].append(after)
        return after


_CLASSES = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.CATEGORY, codes.RANGE)


def _class_of(code: Any, value: Any) -> _Class:
    if code is codes.LITERAL:
        return False, frozenset([(value, value)])
    if code is codes.NOT_LITERAL:
        return True, frozenset([(value, value)])
    if code is codes.RANGE:
        return False, frozenset([value])
    if code is codes.CATEGORY:
        negated, ends = _CATEGORIES[value]
        return negated, frozenset((ord(ends[i]), ord(ends[i + 1])) for i in range(0, len(ends), 2))
    if code is codes.ANY:
        return True, frozenset([(10, 10)])  # the validator lets a dot mean \r, too
    negated = bool(value) and value[0][0] is codes.NEGATE
    ranges: set[tuple[int, int]] = set()
    for part in value[negated:]:
        inverse, some = _class_of(*part)
        ranges |= _inverted(some) if inverse else some
    return negated, frozenset(ranges)


def _inverted(ranges: frozenset[tuple[int, int]]) -> set[tuple[int, int]]:
    found, low = set(), 0
    for first, last in sorted(ranges):
        if first > low:
            found.add((low, first - 1))
        low = max(low, last + 1)
    return found | {(low, 0x10FFFF)}


def _holds(chars: _Class, char: str) -> bool:
    negated, ranges = chars
    return any(low <= ord(char) <= high for low, high in ranges) != negated


@lru_cache(maxsize=512)
def _search(patterns: tuple[str, ...], excluded: tuple[str, ...]) -> _Search:
    return _Search(patterns, excluded)


class _Search:
    """All automata of one set of patterns, and what their walks have shown."""

    def __init__(self, patterns: tuple[str, ...], excluded: tuple[str, ...]) -> None:
        self._automata: list[_Automaton] = []
        self._shortest, self._longest = 0, LENGTH_LIMIT
        for pattern in patterns:
            self._add(parser.parse(translate(pattern)))
        for pattern in excluded:
            self._automata.append(_Automaton(parser.parse(translate(pattern)), is_excluded=True))
        classes = {chars for one in self._automata for steps in one.steps for chars, _ in steps}
        self._groups = _group_characters(classes)
        self._moves: dict[tuple[int, frozenset[int], int], frozenset[int]] = {}
        self._texts: dict[int, Remembered[str]] = {}

    def _add(self, parsed: Any) -> None:
        parts = list(parsed)
        low, high = parsed.getwidth()
        self._shortest = max(self._shortest, low)
        if _is_anchored(parts):
            self._longest = min(self._longest, int(high))
        while parts and parts[0] == (codes.AT, codes.AT_BEGINNING):
            parts = parts[1:]
            while parts and parts[0][0] in (codes.ASSERT, codes.ASSERT_NOT) and parts[0][1][0] > 0:
                ahead = [(codes.AT, codes.AT_BEGINNING), *parts[0][1][1]]
                self._automata.append(_Automaton(ahead, is_excluded=parts[0][0] is codes.ASSERT_NOT))
                parts = parts[1:]
            parts = [(codes.AT, codes.AT_BEGINNING_STRING), *parts]
        self._automata.append(_Automaton(parts, is_excluded=False))

    def texts(self, at_least: int, at_most: int) -> Iterator[str]:
        low, high = max(at_least, self._shortest), min(at_most, self._longest)
        if low > high:
            return
        liked = max(low, min(high, LIKED_LENGTH))
        lengths = dict.fromkeys((liked, low, *range(liked, min(high, liked + 40) + 1), *range(liked - 1, low, -1)))
        for length in lengths:
            yield from islice(self._of_length(length), FIRST)
        for length in lengths:
            yield from islice(self._of_length(length), FIRST, None)

    def _of_length(self, length: int) -> Remembered[str]:
        known = self._texts.get(length)
        if known is None:
            known = self._texts[length] = Remembered(self._walk(length))
        return known

    def _walk(self, length: int) -> Iterator[str]:
        """Texts of one length, depth first; a place from which there was no way to the end is not entered again."""
        start = tuple(one.closure({0}, start=True) for one in self._automata)
        dead: set[tuple[tuple[frozenset[int], ...], int]] = set()
        path: list[str] = []
        places = [start]
        ways = [self._ways(start, 0)]
        fruitful = [False]
        left = STEPS_LIMIT
        if not length:
            if self._is_end(start):
                yield ""
            return
        while ways:
            step = next(ways[-1], None)
            if step is None:
                if not fruitful[-1]:
                    dead.add((places[-1], len(ways)))
                ways.pop(), places.pop(), fruitful.pop()
                if path:
                    path.pop()
                continue
            char, place = step
            if len(ways) == length:
                left -= 1
                if self._is_end(place):
                    yield "".join(path) + char
                    fruitful = [True] * len(fruitful)
            elif (place, len(ways) + 1) not in dead:
                left -= 1
                path.append(char)
                places.append(place)
                ways.append(self._ways(place, len(path)))
                fruitful.append(False)
            if left < 0:
                return

    def _ways(
        self, place: tuple[frozenset[int], ...], position: int
    ) -> Iterator[tuple[str, tuple[frozenset[int], ...]]]:
        """The next characters, plain ones first and different from one position to the next."""
        rest = []
        for index, (letters, digits, others) in enumerate(self._groups):
            after = self._after(place, index)
            if after is None:
                continue
            liked = [text[position % len(text)] for text in (letters, digits) if text] or [others[0]]
            yield liked[0], after
            rest += [(char, after) for text in (letters, digits, others) for char in text if char != liked[0]]
        yield from rest

    def _after(self, place: tuple[frozenset[int], ...], group: int) -> tuple[frozenset[int], ...] | None:
        found = []
        for number, one in enumerate(self._automata):
            key = (number, place[number], group)
            states = self._moves.get(key)
            if states is None:
                sample = "".join(self._groups[group])[0]
                reached = {to for state in place[number] for chars, to in one.steps[state] if _holds(chars, sample)}
                states = self._moves[key] = one.closure(reached)
            if not states and not one.is_excluded:
                return None
            found.append(states)
        return tuple(found)

    def _is_end(self, place: tuple[frozenset[int], ...]) -> bool:
        return all(
            (one.end in one.closure(states, end=True)) != one.is_excluded
            for one, states in zip(self._automata, place, strict=True)
        )


def _is_anchored(parts: list[tuple[Any, Any]]) -> bool:
    """Whether the pattern speaks of the whole text: `^…$`."""
    return (
        bool(parts)
        and parts[0] in ((codes.AT, codes.AT_BEGINNING), (codes.AT, codes.AT_BEGINNING_STRING))
        and parts[-1] in ((codes.AT, codes.AT_END), (codes.AT, codes.AT_END_STRING))
    )


def _group_characters(classes: set[_Class]) -> list[tuple[str, str, str]]:
    """Characters that no class tells apart, as letters, digits and others; the groups in order of plainness."""
    ordered = list(classes)
    edges = {chr(end) for _, ranges in ordered for pair in ranges for end in pair if not 0xD800 <= end <= 0xDFFF}
    universe = [*_PLAIN, *_OTHERS, *sorted(edges - set(_PLAIN) - set(_OTHERS))]
    groups: dict[tuple[bool, ...], list[str]] = {}
    for char in universe:
        groups.setdefault(tuple(_holds(chars, char) for chars in ordered), []).append(char)
    return [_sorted(group) for group in groups.values()]


def _sorted(group: list[str]) -> tuple[str, str, str]:
    """Letters (small ones where there are any), digits, and the rest."""
    text = "".join(group)
    letters = re.sub("[^a-z]", "", text) or re.sub("[^A-Z]", "", text)
    digits = re.sub("[^0-9]", "", text)
    return letters, digits, "".join(char for char in group if char not in letters and char not in digits)
