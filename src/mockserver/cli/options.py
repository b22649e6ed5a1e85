"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

REFERENCES = (
    click.option("--allow-refs-outside", is_flag=True, help="Follow $ref to files outside the document's folder."),
    click.option("--allow-remote-refs", is_flag=True, help="Follow $ref to http and https addresses."),
)
"""Where a document's `$ref`s may lead."""


def add_options(options: Iterable[Callable[[F], F]]) -> Callable[[F], F]:
    """Decorate a command with several options, shown in their order."""

    def decorate(command: F) -> F:
        for option in reversed(tuple(options)):
            command = option(command)
        return command

    return decorate
