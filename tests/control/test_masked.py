"""No secret is in what a server shows: control API, pages and log; with --show-secrets it is there."""

from __future__ import annotations

import asyncio
import html
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from mockserver.cli.exchange_log import ExchangeLog
from mockserver.control import build_shell
from mockserver.engine.settings import Settings
from mockserver.server.app import MockApp
from tests.engine.masking.accounts import PLACES, find_leaks, load_accounts
from tests.support.asgi import get
from tests.support.small_sandbox import sandbox_of


@dataclass
class Shown:
    """A server that got a secret in every place, and the lines of its logs."""

    app: MockApp
    lines: list[str] = field(default_factory=list)

    def read(self, target: str) -> str:
        async def fetch() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.get(target)

        response = asyncio.run(fetch())
        assert response.status_code == 200
        return html.unescape(response.text)


def attack(folder: Path, *, show_secrets: bool) -> Shown:
    sandbox = sandbox_of(load_accounts(folder), settings=Settings(show_secrets=show_secrets))
    shown = Shown(MockApp(sandbox.engine, build_shell=build_shell))
    for log in (ExchangeLog(shown.lines.append, "text", verbose=True), ExchangeLog(shown.lines.append, "json")):
        shown.app.observe(log)
    for sent in PLACES.values():
        headers = [(name, value.encode().decode("latin-1")) for name, value in sent.headers]
        get(shown.app, sent.method, sent.target, sent.body.encode(), [("Host", "127.0.0.1"), *headers])
    return shown


@pytest.fixture(scope="module", params=[False, True], ids=["masked", "shown"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, bool]:
    return attack(tmp_path_factory.mktemp("accounts"), show_secrets=request.param), request.param


OUTPUTS = {
    "journal": "/_mock/worlds/default/journal?limit=1000",
    "page": "/_mock/",
    "part-of-the-page": "/_mock/journal",
    "state": "/_mock/worlds/default/state",
    "state-of-an-api": "/_mock/worlds/default/state/accounts",
}


@pytest.mark.parametrize("target", OUTPUTS.values(), ids=OUTPUTS)
def test_the_control_api(server: tuple[Shown, bool], target: str) -> None:
    shown, is_shown = server
    assert bool(find_leaks(shown.read(target))) is is_shown


def test_the_log(server: tuple[Shown, bool]) -> None:
    shown, is_shown = server
    assert len(shown.lines) == 2 * len(PLACES)
    assert bool(find_leaks("\n".join(shown.lines))) is is_shown
