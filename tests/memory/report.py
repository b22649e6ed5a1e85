"""How many scenarios pass, by style: `python -m tests.memory.report [STYLE…]`, with the first failing step of each."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from tests.support.server_process import ServerProcess

from .running import run, serve
from .scenarios import list_styles, read_style


def report(names: Sequence[str]) -> bool:
    """Print a line for each style and the failures of its scenarios; return whether all pass."""
    with serve(names) as server:
        passed = [report_style(name, server) for name in names]
    return all(passed)


def report_style(name: str, server: ServerProcess) -> bool:
    scenarios = read_style(name).scenarios
    failures = {scenario.name: failure for scenario in scenarios if (failure := run(scenario, server)) is not None}
    click.echo(f"{name}: passed {len(scenarios) - len(failures)} of {len(scenarios)}")
    for scenario, failure in failures.items():
        click.echo(f"  {scenario}\n" + "\n".join(f"    {line}" for line in str(failure).splitlines()))
    return not failures


if __name__ == "__main__":
    sys.exit(not report(sys.argv[1:] or list_styles()))
