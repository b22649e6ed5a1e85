"""Code of users passes `mypy --strict`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

USER = """
from __future__ import annotations

import pytest

from mockserver import PreparedResponse, Sandbox, intercept


@pytest.fixture
def api(sandbox: Sandbox) -> object:
    return sandbox.api("intercom")


@intercept("intercom", host="api.acme.io", allow=["*.example.com"])
async def test_all(sandbox: Sandbox) -> None:
    api = sandbox.serve("openapi.yaml", fixtures="mocks", name="shop")
    with api.httpx(timeout=5) as client, api.requests() as session:
        status: int = client.get("/x").status_code + session.get("/x").status_code
    async with api.httpx_async() as other:
        await other.get("/x")
    api.state["order"].add({"id": "1"}, state="open")
    row: dict[str, object] = api.state["order"]["1"]
    api.respond("listOrders", 409, PreparedResponse(200, body=[]), times=2)
    api.fail("listOrders", "reset", times=1)
    api.delay(0.1, "listOrders")
    sandbox.clock.freeze("2026-01-20T15:00:00Z")
    sandbox.configure(strict_query=True, seed=7, validate_requests="warn")
    sandbox.configure(seed="7")  # type: ignore[arg-type]  # mypy tells if this is accepted
    sandbox.snapshot()
    sandbox.rollback()
    name: str = api.calls("listOrders").once().with_body(state="open").with_query(limit=3)[0].json["name"]
    address: str = api.url
    with sandbox.intercept("intercom") as intercom:
        intercom.calls("listDataConnectors").never()
    print(status, row, name, address)


@intercept("intercom")
def plain(number: int) -> int:
    return number


number: int = plain(3)
"""


def test_a_users_module_passes_strict_mypy(tmp_path: Path) -> None:
    module = tmp_path / "test_client.py"
    module.write_text(USER, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(module)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
