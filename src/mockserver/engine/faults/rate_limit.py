"""More requests than a limit allows in a window of time are refused with 429."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple, Self

from .fault import FaultKind

CLIENT_LIMIT = 1000  # clients that are counted one by one; all others are counted together
_OTHERS = "\0"


@dataclass(frozen=True, slots=True)
class RateLimit(FaultKind):
    """A window begins with the first request of a client, and the next one with its first request after the end."""

    kind = "rate_limit"
    effect = "limits"
    limit: int  # requests
    window_seconds: float

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        return cls(content["limit"], content["window_seconds"])

    def describe(self) -> dict[str, Any]:
        return {"limit": self.limit, "window_seconds": self.window_seconds}


class Quota(NamedTuple):
    """What a client may still do after a request."""

    rule: RateLimit
    remaining: int  # requests in this window; -1: this one was too many
    seconds: int  # until the window ends, rounded up, at least 1
    ends: datetime
    id: str = ""  # of the entry

    @property
    def is_exceeded(self) -> bool:
        return self.remaining < 0


class ClientCounts:
    """The requests of each client in its window, by a world's clock."""

    __slots__ = ("_windows",)

    def __init__(self, windows: Mapping[str, tuple[datetime, int]] | None = None) -> None:
        self._windows = dict(windows or {})  # by client: when its window began, and its requests

    def count(self, client: str, rule: RateLimit, now: datetime) -> Quota:
        """Count a request that passes, and return what is left."""
        length = timedelta(seconds=rule.window_seconds)
        if client not in self._windows and len(self._windows) >= CLIENT_LIMIT:
            self._windows = {key: each for key, each in self._windows.items() if each[0] <= now < each[0] + length}
            client = client if len(self._windows) < CLIENT_LIMIT else _OTHERS
        began, used = self._windows.get(client, (now, 0))
        if not began <= now < began + length:  # a clock that was set back begins a new one, too
            began, used = now, 0
        remaining = rule.limit - used - 1
        self._windows[client] = began, used + (remaining >= 0)
        ends = began + length
        return Quota(rule, max(remaining, -1), max(ceil((ends - now).total_seconds()), 1), ends)

    def copy(self) -> ClientCounts:
        return ClientCounts(self._windows)
