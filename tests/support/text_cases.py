"""Cases as text: a document, requests and the responses they must get. `harness/README.md` describes the format."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mockserver.engine.exchanges import Exchange
from mockserver.engine.settings import Settings
from mockserver.server.app import MockApp
from tests.support.asgi import AsgiResponse, get
from tests.support.small_sandbox import load_books, sandbox_of
from tests.support.yaml_text import load_yaml

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)
SETUP = ("document", "behaviour", "seed", "handlers", "settings")
STEPS = ("request", "request escaped", "response", "violations")
_SECTION = re.compile(r"^--- ?(.*)$", re.MULTILINE)


@dataclass
class Step:
    """One request and what must come back."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes
    status: int = 0
    fields: list[tuple[str, str | None]] = field(default_factory=list)  # None: must be absent
    content: str | None = None  # None: anything
    violations: list[str] | None = None  # None: anything


@dataclass
class Case:
    """One file."""

    title: str
    setup: dict[str, str]
    steps: list[Step]


def read_case(text: str) -> Case:
    """A case from its text; Raises `ValueError` for an unknown section or a request without a response."""
    title, *rest = _SECTION.split(text)
    case = Case(title.removeprefix("#").strip(), {}, [])
    for name, content in zip(rest[::2], rest[1::2], strict=True):
        content = content.removeprefix("\n").removesuffix("\n")
        if name in SETUP:
            case.setup[name] = content
        elif name in ("request", "request escaped"):
            case.steps.append(_read_request(content, escaped=name != "request"))
        elif name == "response" and case.steps:
            _read_response(content, case.steps[-1])
        elif name == "violations" and case.steps:
            case.steps[-1].violations = content.splitlines()
        else:
            raise ValueError(f"section {name!r} has no place here; there are: {', '.join(SETUP + STEPS)}")
    if not case.title or "document" not in case.setup or not case.steps or not all(step.status for step in case.steps):
        raise ValueError("a case has a title, a document, and a response for every request")
    return case


def run_case(case: Case, folder: Path) -> list[str]:
    """Every difference between what came back and what must."""
    setup = case.setup
    api = load_books(
        folder / "it",
        document=setup["document"],
        behaviour=setup.get("behaviour"),
        seed=setup.get("seed"),
        handlers=setup.get("handlers"),
        prefix="",
    )
    seen: list[Exchange] = []

    def observe(exchange: Exchange) -> None:
        seen.append(exchange)

    settings = Settings(**load_yaml(setup.get("settings", "{}")))
    app = MockApp(sandbox_of(api, frozen=MOMENT, settings=settings).engine)
    app.observe(observe)
    found = []
    for number, step in enumerate(case.steps, 1):
        response = get(app, step.method, step.target, step.body, step.headers)
        violations = [f"{violation.rule}  {violation}" for violation in seen[-1].violations]
        found += [f"request {number}, {difference}" for difference in differences(step, response, violations)]
    return found


def differences(step: Step, response: AsgiResponse, violations: list[str]) -> list[str]:
    found = []
    if response.status != step.status:
        found.append(f"status: {response.status} instead of {step.status}; {response.body.decode(errors='replace')}")
    for name, value in step.fields:
        received = ", ".join(response.all(name)) if response.all(name) else None
        if received != value:
            found.append(f"header {name}: {received!r} instead of {value!r}")
    if step.content is not None and not _same(response.body.decode(errors="replace"), step.content):
        found.append(f"body:\n{response.body.decode(errors='replace')}\ninstead of\n{step.content}")
    if step.violations is not None and sorted(violations) != sorted(step.violations):
        found.append("violations:\n" + "\n".join(violations) + "\ninstead of\n" + "\n".join(step.violations))
    return found


def _read_request(text: str, *, escaped: bool) -> Step:
    head, _, body = text.partition("\n\n")
    line, *lines = head.split("\n")
    method, _, target = line.partition(" ")
    raw = body.encode("latin-1").decode("unicode_escape").encode("latin-1") if escaped else body.encode()
    return Step(method, target, [_split(each) for each in lines], raw)


def _read_response(text: str, step: Step) -> None:
    head, blank, body = text.partition("\n\n")
    status, *lines = head.split("\n")
    step.status = int(status)
    step.fields = [(each[1:], None) if each.startswith("!") else _split(each) for each in lines if each]
    step.content = body if blank or text.endswith("\n") else None


def _split(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()


def _same(received: str, expected: str) -> bool:
    """Equal as text, or equal as JSON."""
    return received == expected or (expected != "" and _json(received) == _json(expected) != _NOT_JSON)


_NOT_JSON = object()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return _NOT_JSON
