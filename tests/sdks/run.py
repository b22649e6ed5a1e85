"""Try real SDKs against `mockserver serve`, and write which of their calls work into `docs/clients.md`.

    make sdks                    all of them
    make sdks ARGS="openai npm:stripe"    some; the page stays as it is

Ends with 1 if a call fails that the page does not list as failing. The SDKs stand in environments of their own;
nothing of it is part of `make test`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.sdks.environments import HERE, make_node, make_python
from tests.support.installing import NodeMissing, NotInstalled
from tests.support.server_process import ServerProcess

PAGE = HERE.parents[1] / "docs/clients.md"
TIME = 180  # seconds for all calls of one SDK
BEGIN, END = "<!-- `make sdks` writes from here -->\n", "<!-- to here -->\n"


@dataclass(frozen=True)
class Sdk:
    """One SDK, the script that calls it, and the document that is served to it."""

    registry: Literal["PyPI", "npm"]
    package: str  # "@octokit/rest"
    script: str  # "try_octokit"
    document: str  # "github"

    @property
    def version(self) -> str:
        if self.registry == "PyPI":
            locked = (HERE / "python/requirements.txt").read_text()
            name = re.escape(self.package.replace("_", "-"))
            found = re.search(rf"^{name}==(\S+)", locked, re.IGNORECASE | re.MULTILINE)
            assert found is not None, f"{self.package} is not locked"
            return found[1]
        return str(json.loads((HERE / "node/package.json").read_text())["dependencies"][self.package])

    def is_meant(self, words: Sequence[str]) -> bool:
        return not words or self.package in words or f"{self.registry.lower()}:{self.package}" in words


SDKS = (
    Sdk("PyPI", "anthropic", "try_anthropic", "anthropic"),
    Sdk("PyPI", "mistralai", "try_mistral", "mistral"),
    Sdk("PyPI", "notion-client", "try_notion", "notion"),
    Sdk("PyPI", "openai", "try_openai", "openai"),
    Sdk("PyPI", "pyairtable", "try_airtable", "airtable"),
    Sdk("PyPI", "PyGithub", "try_github", "github"),
    Sdk("PyPI", "replicate", "try_replicate", "replicate"),
    Sdk("PyPI", "sendgrid", "try_sendgrid", "sendgrid"),
    Sdk("PyPI", "slack_sdk", "try_slack", "slack"),
    Sdk("PyPI", "stripe", "try_stripe", "stripe"),
    Sdk("PyPI", "twilio", "try_twilio", "twilio"),
    Sdk("npm", "@notionhq/client", "try_notion", "notion"),
    Sdk("npm", "@octokit/rest", "try_octokit", "github"),
    Sdk("npm", "@slack/web-api", "try_slack", "slack"),
    Sdk("npm", "openai", "try_openai", "openai"),
    Sdk("npm", "stripe", "try_stripe", "stripe"),
)


@dataclass(frozen=True)
class Call:
    """One call of an SDK, and why it does not work."""

    name: str  # "models.list"
    failure: str | None  # None: it works


def main(words: Sequence[str]) -> int:
    rows: dict[str, str] = {}
    failed = False
    for registry in ("PyPI", "npm"):
        chosen = [sdk for sdk in SDKS if sdk.registry == registry and sdk.is_meant(words)]
        try:
            command = _command(registry) if chosen else []
        except NotInstalled as reason:
            print(f"The SDKs of {registry} are skipped: {reason}")
            failed = failed or not isinstance(reason, NodeMissing)
            continue
        for sdk in chosen:
            calls = try_sdk(sdk, command)
            known = _known_failures(sdk)
            failed = failed or any(call.failure and f"`{call.name}`" not in known for call in calls)
            rows[_title(sdk)] = _row(sdk, calls)
    if not words:
        _write_page(rows)
    return int(failed)


def _command(registry: str) -> list[str]:
    return [str(make_python()), str(HERE / "python")] if registry == "PyPI" else ["node", str(make_node())]


def try_sdk(sdk: Sdk, command: Sequence[str]) -> list[Call]:
    """Serve the document, run the script, and return its calls, with what ended it too early as the last one."""
    program, folder = command
    script = Path(folder) / f"{sdk.script}{'.py' if sdk.registry == 'PyPI' else '.mjs'}"
    with ServerProcess("--quiet", str(HERE / "documents" / f"{sdk.document}.yaml")) as server:
        environment = {**os.environ, "MOCK_URL": f"http://127.0.0.1:{server.port}", "NO_PROXY": "127.0.0.1"}
        try:
            done = subprocess.run(
                [program, str(script)], capture_output=True, text=True, timeout=TIME, env=environment, check=False
            )
            output, end = done.stdout, done.stderr.strip() if done.returncode else ""
        except subprocess.TimeoutExpired as late:
            output, end = (late.stdout or b"").decode(), f"it was not ready after {TIME} seconds"
    found = [json.loads(line) for line in output.splitlines() if line.startswith('{"call"')]
    calls = [Call(each["call"], each["failure"]) for each in found]
    calls += [Call("the rest of the script", end.splitlines()[-1])] if end else []
    working = sum(call.failure is None for call in calls)
    print(f"{_title(sdk)}: {working} of {len(calls)} calls work", flush=True)
    for call in calls:
        if call.failure is not None:
            print(f"  {call.name}: {call.failure}", flush=True)
    return calls


def _title(sdk: Sdk) -> str:
    return f"{sdk.package} {sdk.version} ({sdk.registry})"


def _row(sdk: Sdk, calls: Iterable[Call]) -> str:
    working = [f"`{call.name}`" for call in calls if call.failure is None]
    failing = [f"`{call.name}`" for call in calls if call.failure is not None]
    return f"| {_title(sdk)} | {', '.join(working) or 'none'} | {', '.join(failing) or 'none'} |"


def _known_failures(sdk: Sdk) -> str:
    """The last cell of the SDK's row on the page, before this run changes it."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return next((line.split(" | ")[2] for line in lines if line.startswith(f"| {_title(sdk)} | ")), "")


def _write_page(rows: dict[str, str]) -> None:
    """Write the table; rows that could not be tried here, because npm is missing, stay as they are."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    known = {line.split(" | ")[0].removeprefix("| "): line for line in old.splitlines() if line.startswith("| ")}
    made = [rows.get(_title(sdk)) or known.get(_title(sdk)) for sdk in SDKS]
    table = ["| SDK | calls that work | calls that fail |", "|---|---|---|", *(row for row in made if row)]
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(table) + "\n\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
