"""Find texts of a given length that several regular expressions match.

JSON Schema's patterns are ECMA-262 and are searched for, not matched as a whole. Each becomes a nondeterministic
automaton (Thompson's construction). All are walked at the same time, one plain character after the other, and states
that cannot lead to the end are remembered. A pattern that must *not* match is walked along with the others. Look-ahead
at the beginning becomes a pattern of its own; elsewhere it is ignored, like word boundaries, and the validator checks.

Each search has a budget of work. What it found is kept, and that it found nothing as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

import jsonschema_rs

from .automata import Automaton, Class, OutOfWork, TooLarge, Work, codes, holds, parser
from .ecma import translate
from .replayable import Replayable

PATTERN_LIMIT = 10_000  # characters of a pattern; longer ones are not analysed
WORK_LIMIT = 300_000  # states that one search may visit: about a quarter of a second
WORK_UNIT = 300  # visits that cost as much as a candidate of a value
STEPS_LIMIT = 20_000  # characters tried for the texts of one length
LENGTH_LIMIT = 20_000
USUAL_LENGTH = 8  # of a text for an open-ended pattern
PLACES_LIMIT = 2_000  # of all automata together, looked at to find out whether any text matches
FIRST = 20  # texts of one length, before another length is tried

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "1234567890"
_PUNCTUATION = "-_. @:/+,;=!?#$%&*()[]{}<>|~^'\"\\`"
_PLAIN = _LETTERS + _LETTERS.upper() + _DIGITS + _PUNCTUATION
_OTHERS = "éßЖ中\t\n"
_BACKTRACKING = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)


@lru_cache(maxsize=1024)
def _searcher(pattern: str) -> jsonschema_rs.Validator | None:
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=_BACKTRACKING)
    except (ValueError, jsonschema_rs.ValidationError):
        return None


def matches(pattern: str, text: str) -> bool:
    """Return whether a JSON Schema pattern matches a text, as the validator decides."""
    searcher = _searcher(pattern)
    return searcher is not None and searcher.is_valid(text)


def propose(
    patterns: Sequence[str],
    excluded: Sequence[str] = (),
    *,
    at_least: int = 0,
    at_most: int | None = None,
    spend: Callable[[int], None] = lambda _: None,
) -> Iterator[str]:
    """Yield texts that match all `patterns` and none of `excluded`, the plainest first.

    Yield nothing for a pattern that cannot be read, or is longer than `PATTERN_LIMIT`. `spend` is called with the work
    that was done, in candidates.
    """
    search = _search(tuple(patterns), tuple(excluded))
    if search is None:
        return
    longest = LENGTH_LIMIT if at_most is None else min(at_most, LENGTH_LIMIT)
    with suppress(OutOfWork):
        for text in search.texts(at_least, longest):
            spend(search.take_work())
            yield text
    spend(search.take_work())


@lru_cache(maxsize=512)
def _search(patterns: tuple[str, ...], excluded: tuple[str, ...]) -> _Search | None:
    if any(len(pattern) > PATTERN_LIMIT for pattern in (*patterns, *excluded)):
        return None
    try:
        return _Search(patterns, excluded)
    except (re.error, RecursionError, OverflowError, TooLarge, OutOfWork):
        return None


class _Search:
    """The automata of one set of patterns, and the results of their walks."""

    def __init__(self, patterns: tuple[str, ...], excluded: tuple[str, ...]) -> None:
        self._work = Work(WORK_LIMIT)
        self._taken = 0  # of the work, how much was reported
        self._automata: list[Automaton] = []
        self._shortest, self._longest = 0, LENGTH_LIMIT
        for pattern in patterns:
            self._add(parser.parse(translate(pattern)))
        for pattern in excluded:
            self._automata.append(Automaton(parser.parse(translate(pattern)), self._work, is_excluded=True))
        classes = {chars for one in self._automata for steps in one.steps for chars, _ in steps}
        self._groups = _group_characters(classes, self._work)
        self._moves: dict[tuple[int, frozenset[int], int], frozenset[int]] = {}
        self._texts: dict[int, Replayable[str]] = {}

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
                self._automata.append(Automaton(ahead, self._work, is_excluded=parts[0][0] is codes.ASSERT_NOT))
                parts = parts[1:]
            parts = [(codes.AT, codes.AT_BEGINNING_STRING), *parts]
        self._automata.append(Automaton(parts, self._work, is_excluded=False))

    def take_work(self) -> int:
        """Return the work since the last call, in candidates."""
        units = (self._work.done - self._taken) // WORK_UNIT
        self._taken += units * WORK_UNIT
        return units

    def texts(self, at_least: int, at_most: int) -> Iterator[str]:
        low, high = max(at_least, self._shortest), min(at_most, self._longest)
        if low > high or self._is_empty:
            return
        usual = max(low, min(high, USUAL_LENGTH))
        lengths = dict.fromkeys((usual, low, *range(usual, min(high, usual + 40) + 1), *range(usual - 1, low, -1)))
        for length in lengths:
            yield from islice(self._of_length(length), FIRST)
        for length in lengths:
            yield from islice(self._of_length(length), FIRST, None)

    @cached_property
    def _is_empty(self) -> bool:
        """Whether no text of any length matches: the end cannot be reached. `False` if that takes too long to find."""
        start = tuple(one.closure({0}, start=True) for one in self._automata)
        seen, todo = {start}, [start]
        while todo and len(seen) < PLACES_LIMIT:
            place = todo.pop()
            if self._is_end(place):
                return False
            after = {self._after(place, group) for group in range(len(self._groups))}
            new = [each for each in after if each is not None and each not in seen]
            seen.update(new)
            todo += new
        return not todo

    def _of_length(self, length: int) -> Replayable[str]:
        known = self._texts.get(length)
        if known is None:
            known = self._texts[length] = Replayable(self._walk_within_budget(length))
        return known

    def _walk_within_budget(self, length: int) -> Iterator[str]:
        try:
            yield from self._walk(length)
        except OutOfWork:
            return

    def _walk(self, length: int) -> Iterator[str]:
        """Yield texts of one length, depth first; a state without a way to the end is not entered again."""
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
                    self._work.add(length)  # to write the text, and to validate it
                    yield "".join(path) + char
                    fruitful = [True] * len(fruitful)
            elif (place, len(ways) + 1) not in dead:
                left -= 1
                path.append(char)
                places.append(place)
                ways.append(self._ways(place, len(path)))
                fruitful.append(False)
            else:
                self._work.add(1)
            if left < 0:
                return

    def _ways(
        self, place: tuple[frozenset[int], ...], position: int
    ) -> Iterator[tuple[str, tuple[frozenset[int], ...]]]:
        """Yield the next characters, plain ones first and different from one position to the next."""
        rest = []
        for index, (letters, digits, others) in enumerate(self._groups):
            self._work.add(1)
            after = self._after(place, index)
            if after is None:
                continue
            usual = [text[position % len(text)] for text in (letters, digits) if text] or [others[0]]
            yield usual[0], after
            rest += [(char, after) for text in (letters, digits, others) for char in text if char != usual[0]]
        yield from rest

    def _after(self, place: tuple[frozenset[int], ...], group: int) -> tuple[frozenset[int], ...] | None:
        found = []
        for number, one in enumerate(self._automata):
            key = (number, place[number], group)
            states = self._moves.get(key)
            if states is None:
                self._work.add(len(place[number]))
                sample = "".join(self._groups[group])[0]
                reached = {to for state in place[number] for chars, to in one.steps[state] if holds(chars, sample)}
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
    """Return whether the pattern matches whole texts only: `^…$`."""
    return (
        bool(parts)
        and parts[0] in ((codes.AT, codes.AT_BEGINNING), (codes.AT, codes.AT_BEGINNING_STRING))
        and parts[-1] in ((codes.AT, codes.AT_END), (codes.AT, codes.AT_END_STRING))
    )


def _group_characters(classes: set[Class], work: Work) -> list[tuple[str, str, str]]:
    """Group the characters that all classes treat alike, the plainest group first: letters, digits and others."""
    ordered = list(classes)
    edges = {chr(end) for _, ranges in ordered for pair in ranges for end in pair if not 0xD800 <= end <= 0xDFFF}
    universe = [*_PLAIN, *_OTHERS, *sorted(edges - set(_PLAIN) - set(_OTHERS))]
    groups: dict[tuple[bool, ...], list[str]] = {}
    ranges = sum(len(some) for _, some in ordered)
    for char in universe:
        work.add(ranges // 10)
        groups.setdefault(tuple(holds(chars, char) for chars in ordered), []).append(char)
    return [_sorted(group) for group in groups.values()]


def _sorted(group: list[str]) -> tuple[str, str, str]:
    """Split a group into letters (lower-case if there are any), digits and the rest."""
    text = "".join(group)
    letters = re.sub("[^a-z]", "", text) or re.sub("[^A-Z]", "", text)
    digits = re.sub("[^0-9]", "", text)
    return letters, digits, "".join(char for char in group if char not in letters and char not in digits)
