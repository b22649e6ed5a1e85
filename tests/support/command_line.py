"""The `mockserver` command, run in process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from mockserver.cli import main


def run(*arguments: str) -> Result:
    """Run `mockserver` with these arguments."""
    return CliRunner().invoke(main, arguments, prog_name="mockserver")
