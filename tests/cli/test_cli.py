"""The command line as a whole: help, version, and commands that are imported when they are named."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from mockserver import __version__, cli
from mockserver.cli.serve import serve
from tests.support.command_line import run


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["serve", "--help"], ["completion", "-h"]])
def test_help_is_shown(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: mockserver")


def test_every_option_of_serve_has_a_help_text() -> None:
    options = [option for option in serve.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option: str) -> None:
    assert run(option).stdout == f"mockserver, version {__version__}\n"


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_is_listed(name: str) -> None:
    assert f"\n  {name} " in run("--help").stdout
    assert run(name, "--help").exit_code == 0


def test_a_misspelt_command() -> None:
    result = run("serv")
    assert result.exit_code == 2
    assert "No such command 'serv'. Did you mean 'serve'?" in result.stderr


def test_help_imports_no_heavy_modules() -> None:
    code = (
        "import sys; from mockserver.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('uvicorn', 'jsonschema_rs', 'yaml', 'flask') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"
