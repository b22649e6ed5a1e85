"""What a world was told to do badly: answers that come late, connections that break, answers that never come."""

from __future__ import annotations

from ..exchanges import Fault
from .queues import Queues


class Faults:
    """The faults of one world."""

    __slots__ = ("_delays", "broken")

    def __init__(self) -> None:
        self.broken = Queues[Fault]()  # answers that will not arrive
        self._delays: dict[tuple[str, str | None], float] = {}

    def set_delay(self, api: str, operation_id: str | None, seconds: float) -> None:
        """Let an operation's answers come late, or with `None` those of a whole API; 0 ends it."""
        self._delays[api, operation_id] = seconds

    def delay_of(self, api: str, operation_id: str | None) -> float:
        """Seconds to wait before an answer; what is said of the operation counts before what is said of its API."""
        if not self._delays:
            return 0.0
        own = self._delays.get((api, operation_id))
        return own if own is not None else self._delays.get((api, None), 0.0)

    def clear(self, api: str) -> None:
        """Forget what is set for one API."""
        self.broken.clear(api)
        self._delays = {key: seconds for key, seconds in self._delays.items() if key[0] != api}

    def copy(self) -> Faults:
        twin = Faults()
        twin.broken = self.broken.copy()
        twin._delays = dict(self._delays)
        return twin
