"""The command line. Heavy imports wait until a command needs them: `--help` and shell completion answer at once."""

from __future__ import annotations

from typing import Any

import click

from .. import __version__
from ..errors import MockserverError
from .cache import cache
from .completion import completion
from .lint import lint
from .routes import routes
from .serve import serve
from .test import test

CANNOT_START = 2  # exit code
INTERRUPTED = 130  # exit code: 128 and the number of SIGINT, as shells have it


class _Commands(click.Group):
    """A group whose commands answer our errors with one sentence and exit code 2."""

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
    mockserver completion bash      prints what makes your shell complete these words
    """


for _command in (serve, test, lint, routes, cache, completion):
    main.add_command(_command)
