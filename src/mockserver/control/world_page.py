"""What the pages show of one world: its exchanges, what is prepared in it, and the other worlds to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, get_args

from ..engine.apis.apis import Apis
from ..engine.exchanges import Exchange, Source
from ..engine.worlds.journal import Numbered
from ..engine.worlds.world import World
from ..engine.worlds.worlds import Worlds
from .curl_lines import write_exchange
from .descriptions import describe_clock, describe_exchange, describe_world
from .exchange_filter import ExchangeFilter, make_filter

EXCHANGES_SHOWN = 200
BODY_SHOWN = 4000  # bytes of each body
VIOLATIONS_SHOWN = 20  # of each exchange
WORLDS_SHOWN = 24  # on one page
SEARCHED = 12  # with more worlds, there is a field to find one
PREPARED_SHOWN = 50
SOURCES: tuple[str, ...] = get_args(Source)
STATUSES = ("2XX", "3XX", "4XX", "5XX")
_STATUS = re.compile(r"[1-5](?:XX|[0-9]{2})")


@dataclass(frozen=True, slots=True)
class ShownWorlds:
    """One page of the worlds whose names contain a text."""

    shown: list[dict[str, Any]]
    find: str  # "anna", in any case; empty: all worlds are found
    page: int  # from 1
    last_page: int
    first: int  # how many are on the pages before
    found: int
    total: int  # of all worlds

    @property
    def has_search(self) -> bool:
        """Whether there are so many that people search for one."""
        return bool(self.find) or self.total > SEARCHED

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters of the address that shows this page."""
        return {"find": self.find or None, "page": self.page if self.page > 1 else None}


@dataclass(frozen=True, slots=True)
class AskedExchanges:
    """Which exchanges a page is asked for."""

    filters: dict[str, str] = field(default_factory=dict)  # {"status": "4XX"}, those that are set
    after: int | None = None  # 17: exchange 18 and later ones, for a page that has the others
    limit: int = EXCHANGES_SHOWN

    @property
    def wanted(self) -> ExchangeFilter:
        asked: dict[str, Any] = dict(self.filters)
        if "violations" in asked:
            asked["violations"] = asked["violations"] == "true"
        return make_filter(asked)


@dataclass(frozen=True, slots=True)
class ShownExchanges:
    """The exchanges of a page, newest first."""

    rows: list[dict[str, Any]]
    total: int  # of all that the world has had, and the number of the newest
    is_anew: bool  # numbers have begun again since the page was loaded: none of its exchanges is there any more


@dataclass(frozen=True, slots=True)
class ShownPrepared:
    """Something that was prepared for requests to come."""

    path: str  # "responses/r1" or "faults/f1", below the world in the control API
    match: str  # "PATCH /pets/{id}"
    effect: str  # "500, 500, 200", "latency 300 to 900 ms"
    used: int
    remaining: int | None  # None: always


def read_asked(asked: Mapping[str, str]) -> AskedExchanges:
    """Read the parameters of a page's address; what is not allowed is left out."""
    filters = {
        "text": asked.get("text", "").strip()[:200],
        "violations": _among(asked.get("violations"), ("true", "false")),
        "status": asked.get("status", "") if _STATUS.fullmatch(asked.get("status", "")) else "",
        "source": _among(asked.get("source"), SOURCES),
    }
    after = asked.get("after", "")
    return AskedExchanges(
        {name: value for name, value in filters.items() if value},
        int(after) if after.isdecimal() and len(after) < 16 else None,
        0 if asked.get("limit") == "0" else EXCHANGES_SHOWN,
    )


def _among(text: str | None, allowed: tuple[str, ...]) -> str:
    return text if text in allowed else ""


def show_exchanges(world: World, asked: AskedExchanges, apis: Apis, address: str) -> ShownExchanges:
    kept = world.journal.read()
    is_anew = asked.after is not None and asked.after > kept.total
    wanted = replace(asked.wanted, after=None if is_anew else asked.after)
    found = islice(wanted.select(reversed(kept.exchanges)), asked.limit)
    return ShownExchanges([_show(each, apis, address) for each in found], kept.total, is_anew)


def _show(each: Numbered, apis: Apis, address: str) -> dict[str, Any]:
    """Return an exchange with the beginnings of its bodies, its first violations and the number of each severity."""
    number, exchange = each
    shown = exchange._replace(violations=exchange.violations[:VIOLATIONS_SHOWN])
    broken = sum(violation.severity == "error" for violation in exchange.violations)
    warned = len(exchange.violations) - broken
    described = describe_exchange(number, shown, BODY_SHOWN)
    return {**described, "broken": broken, "warned": warned, "curl": _write_curl(exchange, apis, address)}


def _write_curl(exchange: Exchange, apis: Apis, address: str) -> str:
    """Return the curl line, or nothing if it is too long to be shown."""
    if len(exchange.request.query) + len(exchange.request.path) > BODY_SHOWN:
        return ""
    line = write_exchange(exchange, apis, address)
    return line if len(line) <= 3 * BODY_SHOWN else ""


def show_prepared(world: World) -> list[ShownPrepared]:
    """Return what is prepared: faults, which come before responses, then those; each the newest first."""
    with world.lock:
        return list(islice(_iter_prepared(world), PREPARED_SHOWN))


def remove_entry(world: World, path: str) -> None:
    """Remove what was prepared, if it is still there; `path` is `responses/r1` or `faults/f1`."""
    kind, _, identifier = path.partition("/")
    with world.lock:
        if kind == "faults":
            world.faults.remove(identifier)
        elif kind == "responses":
            world.prepared.remove(identifier)


def _iter_prepared(world: World) -> Iterator[ShownPrepared]:
    for fault in reversed(list(world.faults)):
        effect = _word_fault(fault.said)
        yield ShownPrepared(f"faults/{fault.id}", str(fault.match), effect, fault.used, fault.remaining)
    for entry in reversed(list(world.prepared)):
        effects = [_word_response(each) for each in entry.said.get("responses", ())]
        effect = ", ".join(effects) or "a response"
        yield ShownPrepared(f"responses/{entry.id}", str(entry.match), effect, entry.used, entry.remaining)


def _word_response(said: Mapping[str, Any]) -> str:
    """`404 not-found after 250 ms`."""
    words = [str(said[name]) for name in ("status", "example") if name in said]
    words = words or ["a body" if "body" in said else "the usual response"]
    words += [f"after {said['delay_milliseconds']} ms"] if said.get("delay_milliseconds") else []
    return " ".join(words)


def _word_fault(said: Mapping[str, Any]) -> str:
    """`latency 300 to 900 ms`, `rate limit 10 in 60 s`, `reset, 5% of the requests`."""
    match said:
        case {"milliseconds": {"from": least, "to": most}}:
            detail = f" {least} to {most} ms"
        case {"milliseconds": {"median": median, "p95": most}}:
            detail = f" {median} ms, 5% over {most} ms"
        case {"milliseconds": fixed}:
            detail = f" {fixed} ms"
        case {"limit": limit, "window_seconds": window}:
            detail = f" {limit} in {window} s"
        case {"bytes_per_second": speed}:
            detail = f" {speed} bytes a second"
        case {"status": status}:
            detail = f" {status}"
        case _:
            detail = ""
    share = f", {100 * said['rate']:.3g}% of the requests" if "rate" in said else ""
    return f"{said['kind']}".replace("_", " ") + detail + share


def list_worlds(worlds: Worlds, find: str, page: int) -> ShownWorlds:
    names = worlds.recent()
    found = [name for name in names if find.lower() in name.lower()]
    last_page = max(1, -(-len(found) // WORLDS_SHOWN))
    page = min(max(page, 1), last_page)
    first = (page - 1) * WORLDS_SHOWN
    shown = [world for name in found[first : first + WORLDS_SHOWN] if (world := worlds.peek(name)) is not None]
    described = [{**describe_world(world), "clock": describe_clock(world.clock)} for world in shown]
    return ShownWorlds(described, find, page, last_page, first, len(found), len(names))
