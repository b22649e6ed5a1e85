"""Injected faults of one world: responses that come late or do not arrive."""

from __future__ import annotations

from ..fault_kinds import Fault
from .queues import Queues


class Faults:
    """The faults that are set, by API and operation."""

    __slots__ = ("_delays", "broken")

    def __init__(self) -> None:
        self.broken = Queues[Fault]()  # responses that do not arrive
        self._delays: dict[tuple[str, str | None], float] = {}

    def set_delay(self, api: str, operation_id: str | None, seconds: float) -> None:
        """Delay the responses of an operation, or with `None` those of a whole API; 0 ends it."""
        self._delays[api, operation_id] = seconds

    def find_delay(self, api: str, operation_id: str | None) -> float:
        """The seconds to wait before a response; the operation's own delay wins over the one of its API."""
        if not self._delays:
            return 0.0
        own = self._delays.get((api, operation_id))
        return own if own is not None else self._delays.get((api, None), 0.0)

    def clear(self, api: str) -> None:
        """Remove what is set for one API."""
        self.broken.clear(api)
        self._delays = {key: seconds for key, seconds in self._delays.items() if key[0] != api}

    def copy(self) -> Faults:
        twin = Faults()
        twin.broken = self.broken.copy()
        twin._delays = dict(self._delays)
        return twin
