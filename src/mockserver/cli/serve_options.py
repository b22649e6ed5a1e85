"""The options of `mockserver serve`, each declared once: here, or as a field of `Settings` if the engine reads it.

A declaration is a dataclass field with its name, type and default, and `option(…)` with its heading and help. The
command line, its help, the values that `serve` reads and the test of the guide are made from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, Self, get_args, get_origin, get_type_hints

import click

from ..engine.settings import Group, Option, Settings, option
from ..engine.worlds.limits import JOURNAL_SIZE, STATE_SIZE, WORLD_LIMIT, Limits
from ..openapi.errors import OptionError
from .options import (
    REFS_OUTSIDE,
    REMOTE_REFS,
    ApiName,
    Delay,
    Duration,
    GroupedOption,
    Moment,
    OnOff,
    Seconds,
    Share,
    Size,
    Whole,
)

if TYPE_CHECKING:
    from ..engine.worlds.by_token import WorldsByToken
    from ..engine.worlds.faults import PlannedFault
    from ..openapi.documents import ReadPolicy
    from ..server.connections.limits import ConnectionLimits

LogFormat = Literal["text", "json"]

_TIMEOUT = Seconds(0.1, 86400)
_ANY_TOKEN = "any"  # of --world-by-token: each credential without a world gets one


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """A command line of `mockserver serve`."""

    documents: tuple[str, ...] = ()  # ("pets.yaml", "specs/"); none: the bundled APIs
    settings: Settings

    apis: tuple[str, ...] = option(
        (), Group.SERVED, "Serve only this bundled API; repeatable.", "--api", kind=ApiName()
    )
    mounts: tuple[str, ...] = option(
        (),
        Group.SERVED,
        "Serve pets.yaml under another prefix: pets=/v2; repeatable.",
        "--mount",
        metavar="NAME=/PREFIX",
    )
    fixtures: Path | None = option(
        None,
        Group.SERVED,
        "Folder with one folder per document (behaviour.yaml, seed.yaml, handlers.py), named like its file.",
        kind=click.Path(path_type=Path, file_okay=False, exists=True),
    )
    stateless: bool = option(
        False, Group.SERVED, "Show the document's examples; remember only what a fixture folder declares."
    )
    strict: bool = option(
        False, Group.SERVED, "Do not start if a document has findings, and never send an approximate value."
    )
    allow_refs_outside: bool = option(False, Group.SERVED, REFS_OUTSIDE)
    allow_remote_refs: bool = option(False, Group.SERVED, REMOTE_REFS)
    no_cache: bool = option(False, Group.SERVED, "Parse large documents again; see mockserver cache.")
    reload: bool = option(False, Group.SERVED, "Serve a saved file within a second, and keep the state of all worlds.")

    host: str = option("127.0.0.1", Group.SERVER, "Address to listen on; 0.0.0.0 for all.")
    port: int = option(8000, Group.SERVER, "Port to listen on; 0 takes a free one.", kind=Whole(0, 65535))
    origins: tuple[str, ...] = option(
        (), Group.SERVER, "Origin whose web pages may read responses; repeatable; default: all.", "--cors-origin"
    )
    no_cors: bool = option(False, Group.SERVER, "Send no CORS headers.")
    max_body: int = option(
        10 * 1024 * 1024,
        Group.SERVER,
        "Largest request body; a larger one is refused with 413.",
        metavar="SIZE",
        kind=Size(),
    )

    header_timeout: float = option(
        20.0, Group.CONNECTIONS, "Time for the head of a request; 408 after it.", metavar="SECONDS", kind=_TIMEOUT
    )
    body_timeout: float = option(
        120.0, Group.CONNECTIONS, "Time for the body of a request; 408 after it.", metavar="SECONDS", kind=_TIMEOUT
    )
    keep_alive_timeout: float = option(
        75.0, Group.CONNECTIONS, "Time between two requests of a connection.", metavar="SECONDS", kind=_TIMEOUT
    )
    upload_budget: int = option(
        256_000_000,
        Group.CONNECTIONS,
        "Bytes of all unfinished request bodies together; 503 beyond it.",
        metavar="SIZE",
        kind=Size(),
    )
    max_connections: int = option(
        1000, Group.CONNECTIONS, "Connections at a time; 503 beyond it.", metavar="NUMBER", kind=Whole(1)
    )

    control_token: str | None = option(
        None,
        Group.CONTROL,
        "Token that the control API and the pages require; a server beyond loopback makes and prints one by default.",
    )
    allowed_hosts: tuple[str, ...] = option(
        (),
        Group.CONTROL,
        "Another host name of this server, for the control API and the pages; repeatable.",
        "--allowed-host",
        metavar="NAME",
    )
    control_origins: tuple[str, ...] = option(
        (), Group.CONTROL, "Origin whose web pages may use the control API; repeatable.", "--control-origin"
    )
    no_control: bool = option(False, Group.CONTROL, "Serve neither the control API nor the pages.")

    max_worlds: int = option(
        WORLD_LIMIT,
        Group.MEMORY,
        "Most worlds beside `default`; the longest idle one makes room for a new one.",
        metavar="NUMBER",
        kind=Whole(0),
    )
    world_ttl: float = option(
        3600.0,
        Group.MEMORY,
        "End a world that has not been used for so long, such as 30m or 90s; never keeps all.",
        metavar="TIME",
        kind=Duration(),
    )
    world_by_token: tuple[str, ...] = option(
        (),
        Group.MEMORY,
        "Requests with this credential belong to this world; any gives each other credential one; repeatable.",
        "--world-by-token",
        metavar="TOKEN=WORLD",
    )
    journal_size: int = option(
        JOURNAL_SIZE,
        Group.MEMORY,
        "Memory for the journals of all worlds; the oldest exchanges make room for new ones; 0 keeps none.",
        metavar="SIZE",
        kind=Size(),
    )

    state_size: int = option(
        STATE_SIZE,
        Group.MEMORY,
        "Memory for the rows that requests write in all worlds; beyond it a creation is refused with 507.",
        metavar="SIZE",
        kind=Size(),
    )

    state: Path | None = option(
        None,
        Group.MEMORY,
        "Keep what the worlds hold in this file, and begin with it; made if it does not exist.",
        metavar="FILE",
        kind=click.Path(path_type=Path, dir_okay=False),
    )

    freeze_time: datetime | None = option(
        None, Group.RESPONSES, "Stop the clock of every world, such as 2026-01-20T15:00:00Z.", kind=Moment()
    )
    switches: tuple[str, ...] = option(
        (), Group.RESPONSES, "Set a switch, such as idun.login=on; repeatable.", "--switch", metavar="API.NAME=VALUE"
    )
    stream_interval: float = option(
        0.0,
        Group.RESPONSES,
        "Time between the items of a streamed response.",
        metavar="SECONDS",
        kind=Seconds(0, 3600),
    )

    delay: tuple[int, int] | None = option(
        None,
        Group.RESPONSES,
        "Delay every response, in milliseconds: 250, or 300..900 for something between.",
        metavar="MILLISECONDS",
        kind=Delay(),
    )
    fault_rate: float = option(
        0.0, Group.RESPONSES, "Share of the requests that fail with 503, such as 0.05.", metavar="SHARE", kind=Share()
    )

    coverage: tuple[str, ...] = option(
        (),
        Group.PRINTED,
        "Report at the end how much of the documents was covered, such as term or html:FOLDER; repeatable.",
        metavar="FORMAT[:FILE]",
    )
    log_format: LogFormat = option("text", Group.PRINTED, "text for people, json for programs.")
    quiet: bool = option(
        False, Group.PRINTED, "Print only the address and warnings, not the exchanges.", "-q", "--quiet"
    )
    verbose: bool = option(
        False, Group.PRINTED, "Print every violation in full, with its document line.", "-v", "--verbose"
    )

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Return the options of a command line. Raises `OptionError` if one contradicts another."""
        of_engine = {each.field for each in iter_declarations(Settings)}
        chosen = {name: value for name, value in values.items() if name in of_engine}
        settings = Settings(**chosen, approximate=not values.get("strict"))
        rest = {name: value for name, value in values.items() if name not in of_engine}
        options = cls(settings=settings, **rest)
        options._refuse_contradictions()
        return options

    @property
    def policy(self) -> ReadPolicy:
        """What may be read besides a document, and whether from the cache."""
        from ..openapi.documents import ReadPolicy

        return ReadPolicy(outside=self.allow_refs_outside, remote=self.allow_remote_refs, cached=not self.no_cache)

    def make_faults(self) -> list[PlannedFault]:
        """Return what goes wrong in every world from its beginning."""
        from ..engine.faults.error import ErrorFault
        from ..engine.faults.latency import Latency
        from ..engine.worlds.faults import PlannedFault

        delay = [PlannedFault(Latency(*self.delay))] if self.delay is not None else []
        return [*delay, *([PlannedFault(ErrorFault(), self.fault_rate, self.settings.seed)] if self.fault_rate else [])]

    @property
    def limits(self) -> Limits:
        """How much the worlds may hold."""
        return Limits(
            worlds=self.max_worlds,
            idle=self.world_ttl,
            journal_size=self.journal_size,
            state_size=self.state_size,
        )

    def make_worlds_by_token(self) -> WorldsByToken | None:
        """Return which credential belongs to which world; `None` if that is not asked for.

        Raises `OptionError`, without quoting the credential.
        """
        from ..engine.worlds.by_token import WorldsByToken
        from ..engine.worlds.worlds import is_world_name

        worlds: dict[str, str] = {}
        for text in self.world_by_token:
            token, equals, world = text.rpartition("=")  # the credential may have "=" at its end
            if text == _ANY_TOKEN:
                continue
            if not equals or not token:
                raise OptionError("--world-by-token: a value is neither TOKEN=WORLD nor any")
            if not is_world_name(world):
                raise OptionError(f"--world-by-token: {world!r} is not a world's name")
            if worlds.setdefault(token, world) != world:
                raise OptionError(f"--world-by-token: one credential has two worlds, {worlds[token]} and {world}")
        return WorldsByToken(worlds, derives=_ANY_TOKEN in self.world_by_token) if self.world_by_token else None

    @property
    def connection_limits(self) -> ConnectionLimits:
        """What clients may take of the server."""
        from ..server.connections.limits import ConnectionLimits

        return ConnectionLimits(
            header_timeout=self.header_timeout,
            body_timeout=self.body_timeout,
            keep_alive_timeout=self.keep_alive_timeout,
            upload_budget=self.upload_budget,
            max_connections=self.max_connections,
        )

    def _refuse_contradictions(self) -> None:
        settings = self.settings
        contradictions = (
            (self.no_cors and self.origins, "--no-cors sends no CORS headers; leave out --cors-origin"),
            (
                self.no_control and (self.control_token or self.allowed_hosts or self.control_origins),
                "--no-control serves no control API; leave out the other options about it",
            ),
            (self.control_token == "", "--control-token is empty; leave it out to have one made when it is needed"),
            (
                self.upload_budget < self.max_body,
                f"--upload-budget {self.upload_budget} has no room for one body of --max-body {self.max_body} bytes",
            ),
            (self.quiet and self.verbose, "--quiet prints no exchanges; leave out --verbose"),
            (settings.show_secrets and settings.mask, "--show-secrets masks nothing; leave out --mask"),
            (settings.locale and not settings.dynamic, "--locale is the language of dynamic values; add --dynamic"),
            (
                settings.strict_query and settings.validate_requests == "off",
                "--validate-requests off does not check queries; leave out --strict-query",
            ),
            (not self.documents and self.fixtures, "--fixtures belongs to a DOCUMENT; name one"),
            (not self.documents and self.mounts, "--mount belongs to a DOCUMENT; name one"),
            (
                self.documents and self.apis,
                "--api chooses among the bundled APIs; leave it out when you name a DOCUMENT",
            ),
        )
        for is_met, sentence in contradictions:
            if is_met:
                raise OptionError(sentence)


@dataclass(frozen=True)
class Declaration:
    """A dataclass field that is an option."""

    field: str  # "strict_query"
    type: Any  # bool
    default: Any  # False
    option: Option

    @property
    def names(self) -> tuple[str, ...]:
        """`("-d", "--dynamic")`."""
        return self.option.names or (f"--{self.field.replace('_', '-')}",)

    def make_option(self) -> GroupedOption:
        """Return the option for click."""
        said = self.option
        return GroupedOption(
            [*self.names, self.field], group=said.group, help=said.help, metavar=said.metavar, **self._shape()
        )

    def _shape(self) -> dict[str, Any]:
        """How the option is written: a flag, repeated, or with one value."""
        if self.type is bool and not self.default:
            return {"is_flag": True}
        if self.type is bool:
            return {"type": OnOff(), "default": "on", "show_default": True}
        kind = self.option.kind or _make_click_type(self.type)
        if self.default == ():
            return {"type": kind, "multiple": True}
        default = kind.show(self.default) if isinstance(kind, (Duration, Size)) else self.default
        return {"type": kind, "default": default, "show_default": default is not None}


def iter_declarations(*records: type) -> Iterator[Declaration]:
    """Yield the options that are fields of these dataclasses, under each heading in their order."""
    found = [
        Declaration(field.name, get_type_hints(record)[field.name], field.default, field.metadata["option"])
        for record in records
        for field in fields(record)
        if "option" in field.metadata
    ]
    order = list(Group)
    yield from sorted(found, key=lambda each: order.index(each.option.group))


def _make_click_type(type: Any) -> Any:
    """`int` for `int | None`, a choice for a `Literal`, alone or with None, `str` for `tuple[str, ...]`."""
    if get_origin(type) is Literal:
        return click.Choice(get_args(type))
    part = next((part for part in get_args(type) if part is not NoneType), type)
    return _make_click_type(part) if get_origin(part) is Literal else part
