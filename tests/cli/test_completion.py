"""`mockserver completion`, and the words that a shell completes."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mockserver import cli
from tests.support.command_line import run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_MOCKSERVER_COMPLETE={shell}_complete" in result.stdout


def test_an_unknown_shell() -> None:
    result = run("completion", "tcsh")
    assert result.exit_code == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in result.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mockserver ser", {"serve"}),
        ("mockserver serve --api a", {"adapter"}),
        ("mockserver serve --api i", {"idun", "intercom"}),
        ("mockserver serve --freeze", {"--freeze-time"}),
        ("mockserver serve --log-format ", {"text", "json"}),
    ],
)
def test_completed_words(words: str, expected: set[str]) -> None:
    asked = {"_MOCKSERVER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    result = CliRunner().invoke(cli.main, [], prog_name="mockserver", env=asked)
    assert {line.partition(",")[2] for line in result.stdout.splitlines()} == expected
