"""The command line. A command imports heavy modules when it runs, so that `--help` and shell completion are quick."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..openapi.errors import MockserverError
from .standard_streams import give_up_output, is_of_output, open_closed_streams

CANNOT_START = 2  # exit code
INTERRUPTED = 130  # exit code: 128 plus the number of SIGINT, as in shells


COMMANDS = ("cache", "completion", "infer", "lint", "routes", "serve", "test")  # each in a module of its name


class _Commands(click.Group):
    """A group that imports a command when it is named, and ends with one sentence and exit code 2 on our errors."""

    def main(self, *arguments: Any, **keywords: Any) -> Any:
        open_closed_streams()
        try:
            return super().main(*arguments, **keywords)
        except OSError as error:
            if not is_of_output(error):
                raise
            give_up_output(error)
            sys.exit(CANNOT_START)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MockserverError as error:
            click.echo(f"mockserver: {error}", err=True)
            ctx.exit(CANNOT_START)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="mockserver")
def main() -> None:
    """Mock APIs and check contracts, driven by OpenAPI documents.

    \b
    mockserver serve                serves the four bundled APIs on http://127.0.0.1:8000
    mockserver serve openapi.yaml   serves your own document
    mockserver completion bash      prints the script that completes these words in your shell
    """
