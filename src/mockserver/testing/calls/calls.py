"""Asking afterwards: how often an operation was called, and with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, overload

from .differences import iter_body_differences, iter_header_differences, iter_query_differences
from .recorded_call import RecordedCall

Differ = Callable[[RecordedCall], Iterable[str]]
SHOWN = 5  # calls named in a failure
__tracebackhide__ = True  # pytest shows the line of the test that failed, not ours


class Calls(Sequence[RecordedCall]):
    """Requests for one operation, in order. Every expectation gives the calls that meet it, or fails.

    >>> api.calls("updateDataConnector").once().with_body(state="live")[0].json
    {'state': 'live'}
    """

    def __init__(self, what: str, entries: Sequence[RecordedCall], others: Sequence[RecordedCall] = ()) -> None:
        self._what = what  # "updateDataConnector"
        self._entries = tuple(entries)
        self._others = tuple(others)  # calls of other operations, for failures to name

    @overload
    def __getitem__(self, index: int) -> RecordedCall: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[RecordedCall]: ...
    def __getitem__(self, index: int | slice) -> RecordedCall | Sequence[RecordedCall]:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<{self._what}: {_times(len(self))}>"

    # how often

    def once(self) -> Calls:
        """Exactly one call."""
        return self.times(1)

    def never(self) -> Calls:
        """No call at all."""
        return self.times(0)

    def times(self, count: int) -> Calls:
        """Exactly so many calls."""
        if len(self) != count:
            expected = "no call" if count == 0 else _times(count)
            self._fail(f"expected {expected} of {self._what}, there {_was(len(self))}", self._lines())
        return self

    # with what

    def with_body(self, body: Any = None, /, **members: Any) -> Calls:
        """The calls whose JSON body has these members (objects may have more); bytes are compared as a whole."""
        wanted = {**body, **members} if isinstance(body, Mapping) else members if body is None else body
        return self._with(lambda entry: iter_body_differences(wanted, entry))

    def with_query(self, query: Mapping[str, Any] | None = None, /, **parameters: Any) -> Calls:
        """The calls whose query has these parameters, as text: `per_page=5` is `5`, `True` is `true`."""
        wanted = {**(query or {}), **parameters}
        return self._with(lambda entry: iter_query_differences(wanted, entry))

    def with_header(self, name: str, value: str) -> Calls:
        """The calls with this header field."""
        return self._with(lambda entry: iter_header_differences({name: value}, entry.headers))

    def where(self, meets: Callable[[RecordedCall], bool]) -> Calls:
        """The calls for which a function of your own says yes, maybe none; this alone never fails."""
        what = getattr(meets, "__name__", "…")  # a partial has none
        return Calls(f"{self._what} where {what}", [entry for entry in self if meets(entry)], self._others)

    def _with(self, differ: Differ) -> Calls:
        differences = [(entry, list(differ(entry))) for entry in self]
        met = [entry for entry, found in differences if not found]
        if not met:
            nearest = sorted(differences, key=lambda pair: len(pair[1]))
            lines = [line for entry, found in nearest[:SHOWN] for line in _lines_of(entry, found)]
            self._fail(f"no call of {self._what} is as expected", lines or self._lines())
        return Calls(self._what, met, self._others)

    def _lines(self) -> list[str]:
        """The calls there were; without any, what was called in their place."""
        if self._entries:
            lines = [line for entry in self._entries[:SHOWN] for line in _lines_of(entry, ())]
            return [*lines, f"  and {len(self) - SHOWN} more"] if len(self) > SHOWN else lines
        counts = Counter(entry.operation_id or repr(entry) for entry in self._others)
        return [f"  there was {name}" + (f", {_times(count)}" if count > 1 else "") for name, count in counts.items()]

    def _fail(self, sentence: str, lines: Iterable[str]) -> NoReturn:
        raise AssertionError("\n".join([sentence, *lines]))


def _lines_of(entry: RecordedCall, found: Iterable[str]) -> Iterator[str]:
    yield f"  {entry.number}. {entry!r}"
    yield from (f"       {difference}" for difference in found)


def _times(count: int) -> str:
    return f"{count} call" if count == 1 else f"{count} calls"


def _was(count: int) -> str:
    return "was none" if count == 0 else "was 1" if count == 1 else f"were {count}"
