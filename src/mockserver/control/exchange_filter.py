"""Which exchanges of a journal a client wants: one filter for its list, its stream, its export and its wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from ..engine.exchanges import Exchange
from ..engine.worlds.journal import Numbered
from ..openapi.messages import Request, Response


@dataclass(frozen=True, slots=True)
class ExchangeFilter:
    """Each field has the name of a parameter of the control API; `None` admits every exchange."""

    after: int | None = None  # 17: the first is exchange 18
    api: str | None = None  # "adapter"
    operation_id: str | None = None  # "updateCustomConnector"
    status: str | None = None  # "404", "4XX"
    source: str | None = None  # "contract"
    violations: bool | None = None  # True: those with violations; False: those without
    text: str | None = None  # in the path, the query, a header's value or a body, in any case
    since: datetime | None = None  # the first moment
    until: datetime | None = None  # the moment after the last

    def select(self, exchanges: Iterable[Numbered]) -> Iterator[Numbered]:
        """Yield the exchanges that match, in their order."""
        return (each for each in exchanges if self.admits(*each))

    def admits(self, number: int, exchange: Exchange) -> bool:
        """Return whether an exchange matches. The text, whose search takes longest, comes last."""
        return (
            (self.after is None or number > self.after)
            and (self.api is None or exchange.api == self.api)
            and (self.operation_id is None or exchange.operation_id == self.operation_id)
            and (self.status is None or _has_status(exchange.response.status, self.status))
            and (self.source is None or exchange.source == self.source)
            and (self.violations is None or bool(exchange.violations) is self.violations)
            and (self.since is None or exchange.at >= self.since)
            and (self.until is None or exchange.at < self.until)
            and (self.text is None or _has_text(exchange, self.text.casefold()))
        )


def make_filter(asked: Mapping[str, Any]) -> ExchangeFilter:
    """Return the filter that the parameters of a request ask for; others are left aside.

    Moments are RFC 3339 texts that connexion has validated.
    """
    known = {each.name for each in fields(ExchangeFilter)}
    wanted = {name: value for name, value in asked.items() if name in known and value is not None}
    for name in wanted.keys() & {"since", "until"}:
        wanted[name] = datetime.fromisoformat(wanted[name])
    return ExchangeFilter(**wanted)


def _has_status(status: int, wanted: str) -> bool:
    """`4XX` is a class, as in OpenAPI's Responses Object."""
    return str(status) == wanted or f"{status // 100}XX" == wanted


def _has_text(exchange: Exchange, wanted: str) -> bool:
    request = exchange.request
    target = f"{request.path}?{request.query}" if request.query else request.path
    return wanted in target.casefold() or _is_in_message(request, wanted) or _is_in_message(exchange.response, wanted)


def _is_in_message(message: Request | Response, wanted: str) -> bool:
    if any(wanted in value.casefold() for _, value in message.headers):
        return True
    return wanted in message.body.decode(errors="replace").casefold()
