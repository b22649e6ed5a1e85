"""Run Schemathesis against one of our APIs, in process or over HTTP."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import requests
import schemathesis
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.specs.openapi import _auth_retry

from mockserver.control import build_shell
from mockserver.control.documents import control_document
from mockserver.engine.apis.apis import bundled_folder, load_bundled
from mockserver.engine.engine import Engine
from mockserver.engine.faults.error import ErrorFault
from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.settings import Settings
from mockserver.engine.worlds.faults import PlannedFault
from mockserver.engine.worlds.prepared import PreparedStep
from mockserver.engine.worlds.world import World
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Response
from mockserver.server.app import MockApp
from mockserver.server.cors import Cors

from . import hooks
from .report import Report
from .worlds import FreshWorlds

Over = Literal["asgi", "http"]

CONTROL = "control"
REVOKED = {"adapter": "pk_live_revoked", "intercom": "intercom_sandbox_revoked", "siro": "siro-revoked-token"}
HERE = Path(__file__).parent
OUTAGE: dict[str, Any] = {
    "match": {"operation_id": "updateCustomConnector"},
    "responses": [{"status": 500}],
    "force": True,
}
FURNITURE = (
    (f"responses/{hooks.PREPARED}", OUTAGE),
    (f"faults/{hooks.PREPARED}", {"kind": "error", "status": 503}),
    (f"snapshots/{hooks.SNAPSHOT}", None),
)
NOW = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)  # within an hour of the executions in Intercom's seed


def run(api: str, *, over: Over, examples: int, seed: int, max_failures: int | None = None) -> Report:
    """Run all phases and checks against one API, with `examples` for each operation and more scenarios than that."""
    config = _read_config(api)
    config.projects.default.generation.update(max_examples=examples)
    config.projects.default.phases.stateful.generation.update(max_examples=min(2 * examples, examples + 100))
    config.update(seed=seed, max_failures=max_failures)
    serve = _in_process if over == "asgi" else _in_another_process
    with serve(api) as (app, address, leave):
        document, prefix = read_document(api)
        config.projects.default.update(base_url=address + prefix)
        schema = schemathesis.openapi.from_dict(document, config=config)
        schema.app = app
        hooks.register(api, schema)
        report = Report(schema, examples)
        worlds = FreshWorlds(leave, lambda case: hooks.prepare(api, case))
        with worlds.inhabit(schema), _no_values_from_sources(), revoked_as_wrong(api):
            report.read(from_schema(schema).execute())
    return report


@contextmanager
def _no_values_from_sources() -> Iterator[None]:
    """Keep Hypothesis from taking values from the sources of imported modules.

    The imported modules depend on the other tests of the process, but the same seed must send the same requests.
    """
    find = providers._get_local_constants
    providers._get_local_constants = Constants
    try:
        yield
    finally:
        providers._get_local_constants = find


@contextmanager
def revoked_as_wrong(api: str) -> Iterator[None]:
    """Let the check `ignored_auth` send the revoked token as its wrong one: our mocks accept every other token."""
    wrong = _auth_retry.INVALID_AUTH_HEADERS
    before = dict(wrong)
    if api in REVOKED:
        wrong["_bearer_auth"] = f"Bearer {REVOKED[api]}"
    try:
        yield
    finally:
        wrong.update(before)


def read_document(api: str) -> tuple[dict[str, Any], str]:
    """The document of one of our APIs, and the path it is served at."""
    if api == CONTROL:
        return deepcopy(control_document().content), "/_mock"  # Schemathesis 4.32 rewrites the links that it reads
    return Document.load(bundled_folder("specs") / f"{api}.yaml").published, f"/{api}"


def make_app(api: str) -> MockApp:
    """The application that `mockserver serve` makes, with its clock stopped."""
    apis = load_bundled([] if api == CONTROL else [api])
    switches = {f"{a.name}.{s.name}": s.values[0] for a in apis for s in a.behaviour.switches.values()}
    worlds = Worlds({a.name: a.seed for a in apis}, switches, frozen=NOW)
    engine = Engine(apis, worlds, Settings(strictness="letter"))  # all that breaks a contract must be refused
    return MockApp(engine, build_shell=build_shell, cors=Cors())


def furnish(world: World) -> None:
    """Let a world have what paths of the control API name."""
    steps = [PreparedStep({("adapter", "updateCustomConnector"): Response(500)})]
    with world.lock:
        world.prepared.put(hooks.PREPARED, RequestPattern(operation_id="updateCustomConnector"), steps, None, OUTAGE)
        world.faults.put(hooks.PREPARED, RequestPattern(), PlannedFault(ErrorFault(503)), None)
        world.keep_snapshot(hooks.SNAPSHOT)


Served = tuple[Any, str, Callable[[str], None]]
"""An ASGI application or `None`, the server's address, and a function that ends a world."""


@contextmanager
def _in_process(api: str) -> Iterator[Served]:
    app = make_app(api)
    worlds = app.engine.worlds

    def leave(world: str) -> None:
        # requests of the control API name worlds in their paths
        for name in worlds.names() if api == CONTROL else (world,):
            worlds.forget(name)
        furnish(worlds.get())  # `default` must always exist

    yield app, "http://localhost", leave  # a name to which the control API responds


@contextmanager
def _in_another_process(api: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--quiet", "--freeze-time", NOW.isoformat()]
    command += ["--strictness", "letter"]
    command += [] if api == CONTROL else ["--api", api]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        with requests.Session() as session:

            def leave(world: str) -> None:
                listed = (
                    session.get(f"{address}/_mock/worlds?limit=1000").json()["worlds"]
                    if api == CONTROL
                    else [{"name": world}]
                )
                for known in listed:
                    session.delete(f"{address}/_mock/worlds/{known['name']}").raise_for_status()
                if api == CONTROL:
                    for path, body in FURNITURE:
                        session.put(f"{address}/_mock/worlds/default/{path}", json=body).raise_for_status()

            try:
                yield None, address, leave
            finally:
                server.terminate()


def _read_config(api: str) -> SchemathesisConfig:
    tables: dict[str, Any] = {}
    for name in ("common", api):
        tables |= tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    identities = tables.get("auth", {}).get("wfc")
    if identities is not None:
        identities["path"] = str(HERE / identities["path"])
    return SchemathesisConfig.from_dict(tables, base_dir=str(HERE))
