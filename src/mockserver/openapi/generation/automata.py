"""Regular expressions as nondeterministic automata, by Thompson's construction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

# the parser behind `re`: undocumented, but stable; type checkers disagree on whether it exists
codes: Any = vars(re)["_constants"]
parser: Any = vars(re)["_parser"]

STATES_LIMIT = 20_000  # of one automaton; `(a{1000}){1000}` has more

_CATEGORIES = {
    codes.CATEGORY_DIGIT: (False, "09"),
    codes.CATEGORY_NOT_DIGIT: (True, "09"),
    codes.CATEGORY_WORD: (False, "azAZ09__"),
    codes.CATEGORY_NOT_WORD: (True, "azAZ09__"),
    codes.CATEGORY_SPACE: (False, "\t\r  \u00a0\u00a0"),
    codes.CATEGORY_NOT_SPACE: (True, "\t\r  \u00a0\u00a0"),
}

Class = tuple[bool, frozenset[tuple[int, int]]]  # whether it is negated, and its ranges
_ANYTHING: Class = (True, frozenset())


class TooLarge(Exception):
    """Raised when an automaton would have more than `STATES_LIMIT` states."""


class OutOfWork(Exception):
    """Raised when a search has done the work that it may."""


class Work:
    """The work of one search, in states that were visited: the same on every machine."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.done = 0

    def add(self, visits: int) -> None:
        """Count visits. Raises `OutOfWork` at the limit."""
        self.done += visits
        if self.done > self.limit:
            raise OutOfWork


class Automaton:
    """An automaton for a pattern that Python's parser has read; state 0 is the start, `end` the only goal."""

    def __init__(self, parsed: Any, work: Work, *, is_excluded: bool) -> None:
        self.is_excluded = is_excluded
        self._work = work
        self.steps: list[list[tuple[Class, int]]] = []
        self.free: list[list[int]] = []  # edges that cost nothing
        self.at_start: list[list[int]] = []  # free at the beginning of the text only
        self.at_end: list[list[int]] = []  # free at the end only
        self._groups: dict[int, Any] = {}
        first = self._state()
        self.steps[first].append((_ANYTHING, first))  # a pattern is searched for: any text may precede it
        self.end = self._sequence(list(parsed), first)
        self.steps[self.end].append((_ANYTHING, self.end))
        self._useful = self._leading_to_end()

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
        self._work.add(len(found))
        return frozenset(found if self.is_excluded else found & self._useful)

    def _leading_to_end(self) -> set[int]:
        """Return the states from which the end can be reached once the text has begun."""
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
            raise TooLarge
        self._work.add(1)
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
        """Build one part from `state` on and return the state in which it ends."""
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
        if code is codes.GROUPREF:  # the same pattern; the validator checks that it is the same text
            return self._sequence(list(self._groups.get(value, ())), state)
        if code is codes.AT:
            return self._anchor(value, state)
        return state  # look-around

    def _step(self, chars: Class, state: int) -> int:
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
            self._work.add(1)
            state = self._sequence(list(part), state)
        after = self._state()
        self.free[state].append(after)
        if high is codes.MAXREPEAT:
            before = self._state()
            self.free[state].append(before)
            self.free[self._sequence(list(part), before)] += [before, after]
            return after
        for _ in range(int(high) - low):
            self._work.add(1)
            state = self._sequence(list(part), state)
            self.free[state].append(after)
        return after


_CLASSES = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.CATEGORY, codes.RANGE)


def _class_of(code: Any, value: Any) -> Class:
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


def holds(chars: Class, char: str) -> bool:
    negated, ranges = chars
    return any(low <= ord(char) <= high for low, high in ranges) != negated
