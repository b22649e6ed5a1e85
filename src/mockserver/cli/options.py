"""Options that several commands share, and the types and help of options."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from ..engine.amounts import LONGEST_DELAY

F = TypeVar("F", bound=Callable[..., Any])

REFS_OUTSIDE = "Follow $ref to files outside the repository or the working directory."
REMOTE_REFS = "Follow $ref to http and https addresses."
REFERENCES = (
    click.option("--allow-refs-outside", is_flag=True, help=REFS_OUTSIDE),
    click.option("--allow-remote-refs", is_flag=True, help=REMOTE_REFS),
)
"""The addresses that `$ref` may lead to."""


_SIZE = re.compile(r"(\d{1,18}(?:\.\d{1,9})?) ?([kmgt]?i?)b?", re.IGNORECASE | re.ASCII)
_UNITS = ((3, "G"), (2, "M"), (1, "k"))
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}  # of 1000, or of 1024 for KiB, MiB and so on

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?([smhd]?)", re.ASCII)
_DELAY = re.compile(r"(\d{1,7})(?:\.\.(\d{1,7}))?", re.ASCII)
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


class OnOff(click.Choice[str]):
    """`on` or `off`, read as a boolean."""

    def __init__(self) -> None:
        super().__init__(["on", "off"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert(value, param, ctx) == "on"


class Whole(click.IntRange):
    """An integer within bounds, named in click's sentence for what is not one."""

    name = "integer"


class Seconds(click.FloatRange):
    """A time within bounds; refuses `nan`, which passes every comparison of click's."""

    name = "number of seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return seconds


class Share(Seconds):
    """A number from 0 to 1."""

    name = "share"

    def __init__(self) -> None:
        super().__init__(0, 1)


class Delay(click.ParamType[Any]):
    """Milliseconds, or the least and the most of them: `250`, `300..900`."""

    name = "delay"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        read = _DELAY.fullmatch(str(value))
        low, high = (int(read[1]), int(read[2] or read[1])) if read is not None else (1, 0)
        if low > high or high > LONGEST_DELAY * 1000:
            longest = f"{LONGEST_DELAY * 1000} at most"
            self.fail(f"{value!r} is not a delay; write milliseconds, {longest}, like 250 or 300..900", param, ctx)
        return low, high


class Size(click.ParamType[Any]):
    """An amount of memory in bytes, with or without a unit: `256MB`, `1GiB`, `65536`."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        read = _SIZE.fullmatch(str(value))
        if read is None or read[2].lower() == "i":
            self.fail(f"{value!r} is not a size; write it like 256MB, 1.5GiB or 65536", param, ctx)
        unit = read[2].lower()
        return int(Decimal(read[1]) * (1024 if unit.endswith("i") else 1000) ** _POWERS[unit.removesuffix("i")])

    def show(self, size: int) -> str:
        """`256MB` for 256,000,000, `10MiB` for 10,485,760."""
        units = [(1000**power, f"{unit}B") for power, unit in _UNITS]
        units += [(1024**power, f"{unit.upper()}iB") for power, unit in _UNITS]
        return next((f"{size // one}{unit}" for one, unit in units if size and size % one == 0), f"{size}B")


class Duration(click.ParamType[Any]):
    """A time in seconds, with or without a unit: `1h`, `30m`, `90s`, `90`; infinite for `never` and 0."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, (int, float)):
            return float(value)
        text = str(value).lower()
        read = _DURATION.fullmatch(text)
        if text != "never" and read is None:
            self.fail(f"{value!r} is not a time; write it like 1h, 30m, 90s or never", param, ctx)
        return float(Decimal(read[1]) * _SECONDS[read[2]] if read is not None else 0) or math.inf

    def show(self, seconds: float) -> str:
        """`1h` for 3600.0."""
        if seconds == math.inf:
            return "never"
        unit = next((unit for unit in "dhm" if seconds % _SECONDS[unit] == 0), "s")
        return f"{seconds / _SECONDS[unit]:.15g}{unit}"


class Moment(click.ParamType[Any]):
    """An RFC 3339 date-time."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a time; write it like 2026-01-20T15:00:00Z", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no offset; write it like 2026-01-20T15:00:00Z", param, ctx)
        return moment


class ApiName(click.ParamType[Any]):
    """The name of a bundled API; the shell completes it."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from ..engine.apis.apis import bundled_names

        return [CompletionItem(name) for name in bundled_names() if name.startswith(incomplete)]


class GroupedOption(click.Option):
    """An option that its command's help shows under the heading `group`."""

    def __init__(self, *arguments: Any, group: str, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose help shows its options under headings, those without a heading at the end."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            row = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if row is not None:
                rows.setdefault(getattr(param, "group", "Other"), []).append(row)
        for heading, under in rows.items():
            with formatter.section(heading):
                formatter.write_dl(under)


def add_options(options: Iterable[Callable[[F], F]]) -> Callable[[F], F]:
    """Decorate a command with several options, shown in their order."""

    def decorate(command: F) -> F:
        for option in reversed(tuple(options)):
            command = option(command)
        return command

    return decorate
