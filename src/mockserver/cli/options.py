"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

REFERENCES = (
    click.option("--allow-refs-outside", is_flag=True, help="Follow $ref to files outside the document's folder."),
    click.option("--allow-remote-refs", is_flag=True, help="Follow $ref to http and https addresses."),
)
"""Where a document's `$ref`s may lead."""


class Seconds(click.FloatRange):
    """A time within bounds; `nan` is none, although no comparison says so."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value} is no number of seconds.", param, ctx)
        return seconds


class GroupedCommand(click.Command):
    """A command whose help shows its options under headings.

    >>> GroupedCommand("serve", groups={"Where": ("--host", "--port")}, params=[...])
    """

    def __init__(self, *arguments: Any, groups: Mapping[str, tuple[str, ...]], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.groups = groups

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every group in its order; what is in none stands at the end."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = {option.opts[-1]: row for option in options if (row := option.get_help_record(ctx))}
        for heading, names in self.groups.items():
            with formatter.section(heading):
                formatter.write_dl([rows.pop(name) for name in names])
        with formatter.section("Other"):
            formatter.write_dl(list(rows.values()))


def add_options(options: Iterable[Callable[[F], F]]) -> Callable[[F], F]:
    """Decorate a command with several options, shown in their order."""

    def decorate(command: F) -> F:
        for option in reversed(tuple(options)):
            command = option(command)
        return command

    return decorate
