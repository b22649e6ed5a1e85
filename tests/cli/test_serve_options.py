"""What the options of `mockserver serve` say about answers, and which of them contradict each other."""

from __future__ import annotations

import re

import click
import pytest

from mockserver.cli.serve import serve
from mockserver.engine.settings import Settings
from mockserver.server.app import MockApp
from tests.cli.test_cli import apps, run

__all__ = ["apps"]


@pytest.mark.parametrize(
    ("arguments", "settings", "seed"),
    [
        ([], Settings(), 0),
        (["-d"], Settings(dynamic=True), 0),
        (["--dynamic", "--seed", "7"], Settings(dynamic=True, seed=7), 7),
        (["--seed", "0"], Settings(seed=0), 0),
        (["-d", "--locale", "de_DE"], Settings(dynamic=True, locale="de_DE"), 0),
        (["--auth", "off"], Settings(auth=False), 0),
        (["--auth", "on"], Settings(), 0),
        (["--validate-requests", "warn"], Settings(validate_requests="warn"), 0),
        (["--validate-requests", "off"], Settings(validate_requests="off"), 0),
        (["--strict-query", "--validate-requests", "warn"], Settings(validate_requests="warn", strict_query=True), 0),
    ],
    ids=str,
)
def test_settings(apps: list[MockApp], arguments: list[str], settings: Settings, seed: int) -> None:
    assert run("serve", "--port", "0", "--api", "adapter", *arguments).exit_code == 0
    engine = apps[-1].engine
    assert engine.settings == settings
    run("serve", "--port", "0", "--api", "adapter", "--seed", str(seed))
    again = apps[-1].engine
    assert engine.worlds.get().make_uuid("a") == again.worlds.get().make_uuid("a")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--no-cors", "--cors-origin", "http://a.test"], ["--no-cors", "--cors-origin"]),
        (["--quiet", "--verbose"], ["--quiet", "--verbose"]),
        (["--locale", "de"], ["--locale", "--dynamic"]),
        (["--dynamic", "--locale", "xx"], ["locale 'xx'", "de_DE"]),
        (["--strict-query", "--validate-requests", "off"], ["--strict-query", "--validate-requests"]),
        (["--validate-requests", "maybe"], ["maybe", "warn"]),
        (["--seed", "x"], ["--seed", "x"]),
        (["--auth", "no"], ["--auth", "off"]),
        (["--stream-interval", "nan"], ["--stream-interval", "nan"]),
        (["--stream-interval", "inf"], ["--stream-interval", "3600"]),
        (["--stream-interval", "-1"], ["--stream-interval", "3600"]),
    ],
    ids=str,
)
def test_what_cannot_be(arguments: list[str], words: list[str]) -> None:
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert all(word in result.stderr for word in words)
    assert "Traceback" not in result.output


def test_every_option_stands_under_a_heading() -> None:
    groups = {name for names in serve.groups.values() for name in names}
    assert groups == {option.opts[-1] for option in serve.params if isinstance(option, click.Option)}
    headings = re.findall(r"^([A-Z][a-z ]+):$", run("serve", "--help").stdout, re.MULTILINE)
    assert headings == [*serve.groups, "Other"]
