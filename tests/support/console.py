"""Console blocks of the documentation, run in process: each `$` line must print the lines that follow it.

A block may hold `name=value`, `curl …` piped to `grep -o` or `python3 -m json.tool`, `python3 file.py`, and
`mockserver serve …`, which starts a new server. The blocks of one file share a shell and a server. YAML and Python
blocks whose first line is a comment with a file's name, `# mocks/pets/seed.yaml`, become files in the current
directory. Any other command fails.
"""

from __future__ import annotations

import asyncio
import json
import re
import runpy
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from string import Template
from typing import NamedTuple

import httpx

from mockserver.control import build_shell
from mockserver.engine.apis.apis import Apis, load_api, load_bundled
from mockserver.engine.apis.mounts import plan_mounts
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.worlds import Worlds
from mockserver.server.app import MockApp

FROZEN = datetime(2026, 1, 20, 15, tzinfo=UTC)
ADDRESS = "localhost:8000"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)
_FILE_NAME = re.compile(r"# ([\w./-]+\.(?:yaml|py))\n")
_ASSIGNMENT = re.compile(r"([a-z]+)=(\S+|'[^']*')")
_PHRASES = {413: "Request Entity Too Large", 422: "Unprocessable Entity"}  # renamed in Python 3.13


class Step(NamedTuple):
    """One command, or one file to write."""

    line: int  # of the Markdown file
    command: str  # without the `$`, continuation lines joined; empty for a file
    expected: str  # what the document shows, or the file's text
    file: str = ""  # "mocks/pets/seed.yaml"


def read_steps(markdown: str) -> Iterator[Step]:
    for fence in _FENCE.finditer(markdown):
        line = markdown.count("\n", 0, fence.start(2)) + 1
        if fence[1] == "console":
            yield from _read_console(fence[2], line)
        elif named := _FILE_NAME.match(fence[2]):
            yield Step(line, "", fence[2], named[1])


def _read_console(block: str, line: int) -> Iterator[Step]:
    commands = list(_COMMAND.finditer(block))
    assert commands and commands[0].start() == 0, f"line {line}: a console block begins with `$ `"
    ends = [command.start() for command in commands[1:]] + [len(block)]
    for command, end in zip(commands, ends, strict=True):
        at = line + block.count("\n", 0, command.start())
        yield Step(at, command[1].replace("\\\n", " "), block[command.end() : end].rstrip("\n"))


class Shell:
    """Variables, and the server that was started last; at first, one of the bundled APIs."""

    def __init__(self) -> None:
        self._variables: dict[str, str] = {}
        self._app = serve(load_bundled())

    def run(self, step: Step) -> str:
        """Return what a step prints, without trailing line ends."""
        if step.file:
            file = Path(step.file)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step.expected, encoding="utf-8")
            return step.expected
        command = Template(step.command).safe_substitute(self._variables)
        if assignment := _ASSIGNMENT.fullmatch(command):
            self._variables[assignment[1]] = assignment[2].strip("'")
            return ""
        first, *filters = split_pipes(command)
        output = self._run_program(first)
        for words in filters:
            output = run_filter(words, output)
        return output.rstrip("\n")

    def _run_program(self, words: list[str]) -> str:
        if words[:2] == ["mockserver", "serve"]:
            self._app = serve(load_named(words[2:]))
            return ""
        if words[0] == "python3" and len(words) == 2:
            with redirect_stdout(StringIO()) as output:
                runpy.run_path(words[1])
            return output.getvalue()
        assert words[0] == "curl", f"{words[0]} is not known here"
        call = read_curl(words[1:])
        return call.show(asyncio.run(self._ask(call)))

    async def _ask(self, call: Call) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app)) as client:
            return await client.send(call.request())


def load_named(words: list[str]) -> Apis:
    """Return the APIs of `pets.yaml --fixtures mocks`, as the command line reads it."""
    documents = [Path(word) for word in words if word.endswith(".yaml")]
    rest = [word for word in words if not word.endswith(".yaml")]
    assert not rest or (rest[0] == "--fixtures" and len(rest) == 2), f"not known here: {shlex.join(rest)}"
    fixtures = Path(rest[1]) if rest else None
    return Apis(
        load_api(mount.name, mount.address, fixtures / mount.name if fixtures else None, prefix=mount.prefix)
        for mount in plan_mounts([str(file) for file in documents])
    )


def serve(apis: Apis) -> MockApp:
    """Return a server that has just been started, its clock stopped."""
    switches = {f"{api.name}.{s.name}": s.values[0] for api in apis for s in api.behaviour.switches.values()}
    worlds = Worlds({api.name: api.seed for api in apis}, switches, frozen=FROZEN)
    return MockApp(Engine(apis, worlds), build_shell=build_shell)


def split_pipes(command: str) -> list[list[str]]:
    """Return `curl x | grep y` as words, a list for each program."""
    programs: list[list[str]] = [[]]
    for word in shlex.split(command):
        if word == "|":
            programs.append([])
        else:
            programs[-1].append(word)
    return programs


def run_filter(words: list[str], text: str) -> str:
    if words == ["python3", "-m", "json.tool"]:
        return json.dumps(json.loads(text), indent=4)
    assert words[:2] == ["grep", "-o"] and len(words) == 3, f"not known here: {shlex.join(words)}"
    assert not re.search(r"\\[+?|(){}]|[+?|()]", words[2]), f"{words[2]} means something else to Python"
    pattern = words[2].replace("{", r"\{").replace("}", r"\}")  # plain characters in a basic expression
    return "\n".join(found[0] for line in text.split("\n") for found in re.finditer(pattern, line))


@dataclass(frozen=True)
class Call:
    """A curl line."""

    method: str
    url: str  # "localhost:8000/adapter/v1/custom-connectors"
    headers: tuple[tuple[str, str], ...]
    data: str | None
    shows_head: bool  # -i

    def request(self) -> httpx.Request:
        assert self.url.startswith(ADDRESS + "/"), f"{self.url} is not at {ADDRESS}"
        fields = [("user-agent", "curl/8"), ("accept", "*/*"), *self.headers]
        content = None if self.data is None else self.data.encode()
        if content is not None and not any(name.lower() == "content-type" for name, _ in self.headers):
            fields.append(("content-type", "application/x-www-form-urlencoded"))
        return httpx.Request(self.method, f"http://{self.url}", headers=fields, content=content)

    def show(self, response: httpx.Response) -> str:
        """Return what curl prints, without the date, which only a real server adds."""
        if not self.shows_head:
            return response.text
        status = response.status_code
        fields = [(name.decode().lower(), value.decode()) for name, value in response.headers.raw]
        head = [f"HTTP/1.1 {status} {_PHRASES.get(status, HTTPStatus(status).phrase)}"]
        return "\n".join([*head, *(f"{name}: {value}" for name, value in fields), "", response.text])


def read_curl(words: list[str]) -> Call:
    """Read the options that the documentation uses; any other is an error."""
    options: dict[str, list[str]] = {"-X": [], "-H": [], "-d": []}
    flags, urls, rest = set[str](), list[str](), iter(words)
    for word in rest:
        if word in ("-s", "-i", "-si"):
            flags |= set(word[1:])
        elif word in options:
            options[word].append(next(rest))
        else:
            assert not word.startswith("-"), f"curl {word} is not known here"
            urls.append(word)
    assert len(urls) == 1, f"curl is asked for {len(urls)} addresses"
    data = "&".join(options["-d"]) if options["-d"] else None
    default = "GET" if data is None else "POST"
    headers = tuple((name, value.strip()) for name, _, value in (field.partition(":") for field in options["-H"]))
    return Call(options["-X"][-1] if options["-X"] else default, urls[0], headers, data, "i" in flags)
