"""Expectations on the requests of a world: how many, and with which content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, Protocol, Self, TypeVar, overload

from .differences import (
    Secrets,
    iter_body_differences,
    iter_header_differences,
    iter_query_differences,
)
from .sent_request import SentRequest


class ExpectedCall(Protocol):
    """A call that expectations can be about. Its representation stands in failures."""

    @property
    def number(self) -> int:
        """1 for the first call of its world."""

    @property
    def operation_id(self) -> str | None:
        """`updateDataConnector`; `None` if no operation matched."""

    @property
    def sent(self) -> SentRequest:
        """The request."""

    @property
    def secrets(self) -> Secrets | None:
        """What of the request is not printed; `None` if everything is."""


C = TypeVar("C", bound=ExpectedCall)
SHOWN = 5  # calls named in a failure
__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class ExpectedCalls(Sequence[C]):
    """Requests for one operation, in order. Each expectation returns the calls that meet it, or fails."""

    def __init__(self, what: str, calls: Sequence[C], others: Sequence[C] = ()) -> None:
        self._what = what  # "updateDataConnector"
        self._calls = tuple(calls)
        self._others = tuple(others)  # calls of other operations, listed in failures

    @overload
    def __getitem__(self, index: int) -> C: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[C]: ...
    def __getitem__(self, index: int | slice) -> C | Sequence[C]:
        return self._calls[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __repr__(self) -> str:
        return f"<{self._what}: {_times(len(self))}>"

    # how many

    def once(self) -> Self:
        """Expect exactly one call."""
        return self.times(1)

    def never(self) -> Self:
        """Expect no call."""
        return self.times(0)

    def times(self, count: int) -> Self:
        """Expect exactly `count` calls."""
        if len(self) != count:
            expected = "no call" if count == 0 else _times(count)
            self._fail(f"expected {expected} of {self._what}, there {_was(len(self))}", self._lines())
        return self

    # with which content

    def with_body(self, body: Any = None, /, **members: Any) -> Self:
        """The calls whose JSON body has these members; objects may have more. Bytes are compared as a whole."""
        wanted = {**body, **members} if isinstance(body, Mapping) else members if body is None else body
        return self._with(lambda call: iter_body_differences(wanted, call.sent, call.secrets))

    def with_query(self, query: Mapping[str, Any] | None = None, /, **parameters: Any) -> Self:
        """The calls whose query has these parameters, compared as text: `per_page=5` is `5`, `True` is `true`."""
        wanted = {**(query or {}), **parameters}
        return self._with(lambda call: iter_query_differences(wanted, call.sent, call.secrets))

    def with_header(self, name: str, value: str) -> Self:
        """The calls with this header field."""
        return self._with(lambda call: iter_header_differences({name: value}, call.sent, call.secrets))

    def where(self, meets: Callable[[C], bool]) -> Self:
        """The calls for which `meets` returns true, possibly none. Unlike the other methods, it never fails."""
        what = getattr(meets, "__name__", "…")  # a partial has no name
        return type(self)(f"{self._what} where {what}", [call for call in self if meets(call)], self._others)

    def _with(self, compare: Callable[[C], Iterable[str]]) -> Self:
        differences = [(call, list(compare(call))) for call in self]
        met = [call for call, found in differences if not found]
        if not met:
            nearest = sorted(differences, key=lambda pair: len(pair[1]))
            lines = [line for call, found in nearest[:SHOWN] for line in _lines_of(call, found)]
            self._fail(f"no call of {self._what} is as expected", lines or self._lines())
        return type(self)(self._what, met, self._others)

    def _lines(self) -> list[str]:
        """The calls of this operation; if there are none, the calls of other operations."""
        if self._calls:
            lines = [line for call in self._calls[:SHOWN] for line in _lines_of(call, ())]
            return [*lines, f"  and {len(self) - SHOWN} more"] if len(self) > SHOWN else lines
        counts = Counter(call.operation_id or repr(call) for call in self._others)
        return [f"  there was {name}" + (f", {_times(count)}" if count > 1 else "") for name, count in counts.items()]

    def _fail(self, sentence: str, lines: Iterable[str]) -> NoReturn:
        raise AssertionError("\n".join([sentence, *lines]))


def _lines_of(call: ExpectedCall, differences: Iterable[str]) -> Iterator[str]:
    yield f"  {call.number}. {call!r}"
    yield from (f"       {difference}" for difference in differences)


def _times(count: int) -> str:
    return f"{count} call" if count == 1 else f"{count} calls"


def _was(count: int) -> str:
    return "was none" if count == 0 else "was 1" if count == 1 else f"were {count}"
