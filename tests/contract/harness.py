"""Runs Schemathesis against one API of ours, in process or over HTTP."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import requests
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema

from mockserver.apis import bundled_folder, load_bundled
from mockserver.app import Cors, MockApp
from mockserver.engine import Engine
from mockserver.worlds import Worlds

from . import hooks
from .report import Report
from .worlds import FreshWorlds

Over = Literal["asgi", "http"]

HERE = Path(__file__).parent
NOW = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)  # within an hour of what ran in Intercom's seed


def run(api: str, *, over: Over, examples: int, seed: int) -> Report:
    """All phases and all checks against one API; `examples` for each operation and as many scenarios."""
    config = _read_config(api)
    config.projects.default.generation.update(max_examples=examples)
    config.projects.default.phases.stateful.generation.update(max_examples=2 * examples)
    config.update(seed=seed, max_failures=None)
    serve = _in_process if over == "asgi" else _in_another_process
    with serve(api) as (app, address, leave):
        config.projects.default.update(base_url=f"{address}/{api}")
        schema = schemathesis.openapi.from_path(bundled_folder("specs") / f"{api}.yaml", config=config)
        schema.app = app
        hooks.register(api, schema)
        report = Report(schema, examples)
        with FreshWorlds(leave, lambda case: hooks.prepare(api, case)).inhabit(schema):
            report.read(from_schema(schema).execute())
    return report


def make_app(api: str) -> MockApp:
    """The application as `mockserver serve` makes it, its clock stopped."""
    apis = load_bundled([api])
    switches = {f"{a.name}.{s.name}": s.values[0] for a in apis for s in a.behaviour.switches.values()}
    engine = Engine(apis, Worlds({a.name: a.seed for a in apis}, switches, frozen=NOW))
    return MockApp(engine, cors=Cors())


Served = tuple[Any, str, Callable[[str], None]]
"""An ASGI application or `None`, the server's address, and what ends a world."""


@contextmanager
def _in_process(api: str) -> Iterator[Served]:
    app = make_app(api)
    yield app, "http://testserver", app.engine.worlds.forget


@contextmanager
def _in_another_process(api: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "mockserver", "serve", "--api", api, "--port", "0", "--quiet"]
    command += ["--freeze-time", NOW.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        session = requests.Session()
        try:
            yield None, address, lambda world: session.delete(f"{address}/_mock/worlds/{world}").raise_for_status()
        finally:
            session.close()
            server.terminate()


def _read_config(api: str) -> SchemathesisConfig:
    tables: dict[str, Any] = {}
    for name in ("common", api):
        tables |= tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    identities = tables.get("auth", {}).get("wfc")
    if identities is not None:
        identities["path"] = str(HERE / identities["path"])
    return SchemathesisConfig.from_dict(tables, base_dir=str(HERE))
