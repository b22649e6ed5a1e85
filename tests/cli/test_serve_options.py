"""The options of `mockserver serve`: how they are declared, what they set, and which of them contradict each other."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Literal

import click
import pytest

from mockserver.cli.options import GroupedCommand
from mockserver.cli.serve_options import ServeOptions, iter_declarations
from mockserver.engine.settings import Group, Settings, option
from mockserver.server.app import MockApp
from tests.support.command_line import run


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
        (["--mask", "card", "--mask", "cvc"], Settings(mask=("card", "cvc")), 0),
        (["--show-secrets"], Settings(show_secrets=True), 0),
        (["--strict"], Settings(approximate=False), 0),
        (["--optional", "never"], Settings(optional="never"), 0),
        (["--unknown", "example"], Settings(unknown="example"), 0),
        (["--items", "25"], Settings(items=25), 0),
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
        (["--show-secrets", "--mask", "card"], ["--show-secrets", "--mask"]),
        (["--mask", " "], ["--mask"]),
        (["--items", "-1"], ["--items -1", "10000"]),
        (["--items", "10001"], ["--items 10001", "10000"]),
        (["--locale", "de"], ["--locale", "--dynamic"]),
        (["--dynamic", "--locale", "xx"], ["locale 'xx'", "de_DE"]),
        (["--strict-query", "--validate-requests", "off"], ["--strict-query", "--validate-requests"]),
        (["--validate-requests", "maybe"], ["maybe", "warn"]),
        (["--seed", "x"], ["--seed", "x"]),
        (["--auth", "no"], ["--auth", "off"]),
        (["--world-by-token", "secret"], ["--world-by-token", "TOKEN=WORLD"]),
        (["--world-by-token", "secret=a b"], ["--world-by-token", "'a b'"]),
        (["--world-by-token", "secret=a", "--world-by-token", "secret=b"], ["--world-by-token", "two worlds, a and b"]),
        (["--stream-interval", "nan"], ["--stream-interval", "nan"]),
        (["--stream-interval", "inf"], ["--stream-interval", "3600"]),
        (["--stream-interval", "-1"], ["--stream-interval", "3600"]),
    ],
    ids=str,
)
def test_a_value_or_pair_that_is_refused(arguments: list[str], words: list[str]) -> None:
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert all(word in result.stderr for word in words)
    assert "secret" not in result.stderr.replace("-secrets", "")
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [["--dynamic"], ["--dynamic", "--locale", "de"]], ids=str)
def test_dynamic_values_need_faker(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faker", None)  # importing it fails
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert result.stderr == "mockserver: dynamic values need Faker: pip install 'openapi-mockserver[dynamic]'\n"


def test_help_shows_every_option_under_its_heading() -> None:
    sections = re.split(r"^([A-Z][a-z ]+):$", run("serve", "--help").stdout, flags=re.MULTILINE)[1:]
    shown = {
        heading: re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE)
        for heading, text in zip(sections[::2], sections[1::2], strict=True)
    }
    declared: dict[str, list[str]] = {}
    for each in iter_declarations(Settings, ServeOptions):
        declared.setdefault(each.option.group, []).append(each.names[-1])
    assert shown == {**declared, "Other": ["--help"]}
    assert list(shown) == [*Group, "Other"]


@dataclass(frozen=True, kw_only=True)
class Record:
    """Fields of every type, each declared once."""

    loud: bool = option(False, Group.PRINTED, "Shout.", "-l", "--loud")
    polite: bool = option(True, Group.PRINTED, "Greet.")
    mood: Literal["good", "bad"] = option("good", Group.PRINTED, "How it is meant.")
    name_list: tuple[str, ...] = option((), Group.PRINTED, "Who is greeted.", "--name")
    times: int | None = option(None, Group.PRINTED, "How often.")
    plain: str = "not an option"


@pytest.mark.parametrize(
    ("arguments", "record"),
    [
        pytest.param([], Record(), id="defaults"),
        pytest.param(["-l"], Record(loud=True), id="flag"),
        pytest.param(["--polite", "off"], Record(polite=False), id="on-off"),
        pytest.param(["--polite", "on"], Record(polite=True), id="on-off-default"),
        pytest.param(["--mood", "bad"], Record(mood="bad"), id="choice"),
        pytest.param(["--name", "a", "--name", "b"], Record(name_list=("a", "b")), id="repeated"),
        pytest.param(["--times", "3"], Record(times=3), id="number"),
    ],
)
def test_one_declaration_makes_an_option(arguments: list[str], record: Record) -> None:
    read: list[Record] = []
    options: list[click.Parameter] = [each.make_option() for each in iter_declarations(Record)]
    command = GroupedCommand("greet", params=options, callback=lambda **values: read.append(Record(**values)))
    command.main(arguments, standalone_mode=False)
    assert read == [record]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], []),
        (["--delay", "250"], [{"kind": "latency", "milliseconds": 250}]),
        (["--delay", "300..900"], [{"kind": "latency", "milliseconds": {"from": 300, "to": 900}}]),
        (["--fault-rate", "0.05"], [{"kind": "error", "status": 503, "rate": 0.05}]),
        (["--fault-rate", "1", "--seed", "7"], [{"kind": "error", "status": 503, "seed": 7}]),
    ],
    ids=str,
)
def test_faults_of_every_world(apps: list[MockApp], arguments: list[str], said: list[dict[str, object]]) -> None:
    assert run("serve", "--port", "0", "--api", "adapter", *arguments).exit_code == 0
    for name in ("default", "anna"):
        world = apps[-1].engine.worlds.get(name)
        assert [entry.said for entry in world.faults] == said
        world.faults.clear()
        world.reset()
        assert len(list(world.faults)) == len(said)
