"""Whether the requests of a run reach the service at all: nothing but 404 means that the base path is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from urllib.parse import urlsplit

from ..engine.apis.apis import Api
from ..engine.apis.judging import Judged
from ..openapi.messages import Request, Response
from ..openapi.operations import Operation
from .record import RequestCounts

Observe = Callable[[Request, Response, Judged], None]

_UNKNOWN = {404, 405, 501}  # what a server says to paths and methods that it does not have
_FEWEST = 3  # operations that must be unknown before the base path is suspected
_KEPT = 200  # 404s of one operation that are withheld; more of them cover nothing new
_MOST = 0.8  # of the operations with fixed paths


def is_lost(tallies: Mapping[str, RequestCounts], operations: Iterable[Operation]) -> bool:
    """Return whether every response so far was a 404, or a 405 or 501 beside it."""
    seen = {status for operation in operations for status in tallies[str(operation)].statuses}
    return 404 in seen and seen <= _UNKNOWN


def is_nearly_lost(tallies: Mapping[str, RequestCounts], operations: Iterable[Operation]) -> bool:
    """Return whether nearly all operations with fixed paths returned nothing but 404.

    A 404 of a path with variables may be right: the item does not exist.
    """
    fixed = [op for op in operations if "{" not in op.path and tallies[str(op)].statuses]
    lost = [op for op in fixed if is_lost(tallies, [op])]
    return len(lost) >= _FEWEST and len(lost) >= _MOST * len(fixed)


def advise(api: Api, url: str, operations: Collection[Operation]) -> str:
    """Return what to try, given the address that was used."""
    used = urlsplit(url).path.rstrip("/")
    if all("{" in operation.path for operation in operations):
        return "document an example for each path parameter that exists in the service, or correct --base-path"
    others = [path.rstrip("/") for path in api.base_paths if path.rstrip("/") != used]
    tries = [*others, *([] if used == "" or "" in others else [""])]
    given = " or ".join(f"--base-path {path or '/'}" for path in dict.fromkeys(tries))
    return f"the base path {used or '/'} is probably wrong; try {given or '--base-path with another path'}"


class Withheld:
    """Withholds the 404s of an operation from coverage until another response shows that the operation is reached."""

    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._reached = set[str]()
        self._kept: dict[str, list[tuple[Request, Response, Judged]]] = {}

    def observe(self, request: Request, response: Response, judged: Judged) -> None:
        name = str(judged.operation)
        if response.status == 404 and name not in self._reached:
            kept = self._kept.setdefault(name, [])
            if len(kept) < _KEPT:
                kept.append((request, response, judged))
            return
        self._reached.add(name)
        self._release(name)
        self._observe(request, response, judged)

    def release(self) -> None:
        """Pass on everything: the 404s are those of items."""
        for name in tuple(self._kept):
            self._release(name)

    def _release(self, name: str) -> None:
        for exchange in self._kept.pop(name, ()):
            self._observe(*exchange)
