"""docs/control-client.md names everything there is, and the cells of its table all do the same."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template
from textwrap import indent
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import httpx
import pytest

from mockserver import Sandbox, client
from mockserver.client import AsyncControl, Control, RemoteWorld
from mockserver.client.verbs import Verb
from tests.client.documented_door import DESCRIPTION
from tests.support.yaml_text import load_yaml

PAGE = (Path(__file__).parents[2] / "docs/control-client.md").read_text(encoding="utf-8")
HEADERS = {"Authorization": "Bearer intercom_sandbox"}
SERVER = "http://localhost:8000"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| ([^|]+) \| (`[^|]+`|–) \| `([^|]+)` \| `([^|]+)` \| `([^|]+)` \|$", re.MULTILINE)


class Row(NamedTuple):
    """One thing to do, four times."""

    what: str
    in_pytest: str  # "–" if it has none
    by_client: str
    by_curl: str
    in_javascript: str


class Asked(NamedTuple):
    """A request to the control API, as curl or JavaScript sends it."""

    method: str
    path: str  # "/worlds/anna/responses"
    query: dict[str, str]
    body: Any


ROWS = [Row(*(cell.strip("`") for cell in found)) for found in _ROW.findall(PAGE)]
NO_BODY: Any = object()


def test_the_table_is_read() -> None:
    table = PAGE.split("| to | pytest |")[1].split("\n\n")[0]
    assert len(ROWS) == table.count("\n") - 1


# what the cells do


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        sandbox.api("intercom")
        sandbox.api("idun")
        yield sandbox


@pytest.fixture
def in_sandbox(sandbox: Sandbox) -> Iterator[RemoteWorld]:
    """The world of the sandbox, reached through its server."""
    with Control(sandbox.api("intercom").url) as control:
        world = control.world()
        world.reset()
        yield world
        world.reset()


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    """One client for all requests, because httpx makes one slowly."""
    with httpx.Client(headers=HEADERS) as http:
        yield http


def send_traffic(http: httpx.Client, url: str) -> None:
    http.get(f"{url}/data_connectors").raise_for_status()
    http.patch(f"{url}/data_connectors/12345", json={"name": "Orders"}).raise_for_status()


def observe(http: httpx.Client, world: RemoteWorld, url: str) -> dict[str, Any]:
    """What a world is like: its rows, switches and clock, and how it responds."""
    clock, rows = world.clock.read(), world.state("intercom")["connector"]
    return {
        "rows": [row["name"] for row in rows.values()],
        "switches": {each.name: each.value for each in world.switches() if each.name.startswith("idun.")},
        "clock": (clock.frozen, clock.now.replace(minute=0, second=0, microsecond=0) if clock.frozen else None),
        "responses": [respond(http, *probe) for probe in [("GET", url), ("PATCH", f"{url}/12345")] * 2],
    }


def respond(http: httpx.Client, method: str, url: str) -> int | str:
    body = {"name": "Orders"} if method == "PATCH" else None
    try:
        return http.request(method, url.replace("/intercom", "/intercom/data_connectors"), json=body).status_code
    except httpx.TransportError:
        return "broken"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what.replace(" ", "-"))
def test_the_cells_of_a_row_do_the_same(
    row: Row, http: httpx.Client, control: Control, sandbox: Sandbox, in_sandbox: RemoteWorld
) -> None:
    def observe_after(act: Callable[[RemoteWorld], None]) -> dict[str, Any]:
        world = control.world("anna")
        world.forget()
        url = world.url("intercom")
        send_traffic(http, url)
        act(world)
        control.world("bob").forget()  # of the row that forks
        return observe(http, world, url)

    seen = [
        observe_after(lambda world: run_python(row.by_client, control, world)),
        observe_after(lambda world: run_curl(row.by_curl, http, world)),
    ]
    if row.in_pytest.startswith(("sandbox", "api", "dict")):
        api = sandbox.api("intercom")
        send_traffic(http, api.url)
        exec(row.in_pytest, {"sandbox": sandbox, "api": api})  # noqa: S102 - a cell of our own page
        seen.append(observe(http, in_sandbox, api.url))
    assert seen == [seen[0]] * len(seen)


def run_python(cell: str, control: Control, world: RemoteWorld) -> None:
    exec(cell, {"control": control, "world": world, "api": world.api("intercom")})  # noqa: S102 - a cell of our own page


def run_curl(cell: str, http: httpx.Client, world: RemoteWorld) -> None:
    server = world.url("intercom").partition("/_w/")[0]
    for asked in read_curl(cell):
        content = {} if asked.body is NO_BODY else {"json": asked.body}
        response = http.request(asked.method, f"{server}/_mock{asked.path}", params=asked.query, **content)
        assert response.is_success, response.text
        assert not response.text.startswith('{"verified":false')


# what the cells of JavaScript send


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what.replace(" ", "-"))
def test_javascript_sends_what_curl_sends(row: Row) -> None:
    documented = {(each.method, each.path) for each in DESCRIPTION.operations}
    if row.in_javascript.startswith("new EventSource("):
        (asked,) = read_curl(f"curl {row.in_javascript[len('new EventSource(') : -1]}")
        assert [asked] == read_curl(row.by_curl)
        return
    calls = [read_javascript(call) for call in row.in_javascript.split("; ")]
    assert {(call.method, template) for call, template in calls} <= documented
    assert [call for call, _ in calls] == read_curl(row.by_curl)


def read_curl(cell: str) -> list[Asked]:
    return [read_one_curl(shlex.split(line)) for line in cell.split("; ")]


def read_one_curl(words: list[str]) -> Asked:
    assert words[0] == "curl"
    method, body, urls, rest = "", NO_BODY, [], iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "--json":
            body = load_yaml(next(rest))
        elif word != "-N":
            urls.append(Template(word).substitute(mock=f"{SERVER}/_mock", world=f"{SERVER}/_mock/worlds/anna"))
    path, _, query = urls[0].removeprefix(f"{SERVER}/_mock").partition("?")
    return Asked(method or ("GET" if body is NO_BODY else "POST"), path, dict(parse_qsl(query)), body)


def read_javascript(call: str) -> tuple[Asked, str]:
    """A call of openapi-fetch, whose objects are also YAML, and the template of its path."""
    found = re.fullmatch(r'mock\.([A-Z]+)\("([^"]+)"(?:, (\{.*\}))?\)', call)
    assert found is not None, call
    options = fill_in(load_yaml(found[3] or "{}"))
    params = options.get("params", {})
    path = re.sub(r"\{(\w+)\}", lambda name: params["path"][name[1]], found[2])
    query = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in params.get("query", {}).items()
    }
    return Asked(found[1], path, query, options.get("body", NO_BODY)), found[2]


def fill_in(value: Any) -> Any:
    """Put the constants of the page in the place of their names."""
    constants = {name: load_yaml(text) for name, text in re.findall(r"^const (\w+) = (\{.*\});$", PAGE, re.MULTILINE)}
    if isinstance(value, dict):
        return {name: fill_in(item) for name, item in value.items()}
    return constants.get(value, value) if isinstance(value, str) else value


# what there is


def test_every_verb_is_told_about() -> None:
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", prose))))
    kinds = [getattr(client, name) for name in client.__all__]
    verbs = {
        name
        for kind in kinds
        for owner in kind.__mro__
        for name, value in vars(owner).items()
        if isinstance(value, Verb) and not name.startswith("_")
    }
    assert (verbs | {*client.__all__}) - told == set()


def test_both_clients_have_the_same_members() -> None:
    for name in client.__all__:
        if name.startswith("Async"):
            only_one = members(getattr(client, name)) ^ members(getattr(client, name.removeprefix("Async")))
            assert only_one <= {"keys", "values", "items", "get"}, name


def members(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_the_first_examples(address: str, control: Control, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"rename_with_a_retry": rename_with_a_retry, "AsyncControl": AsyncControl}
    first, second = (block.replace("http://127.0.0.1:8000", address) for block in _BLOCK.findall(PAGE)[:2])
    control.world("anna").forget()
    exec(first, names)  # noqa: S102 - a block of our own page
    exec(f"async def run():\n{indent(second, '    ')}", names)  # noqa: S102 - a block of our own page
    asyncio.run(names["run"]())
    path = "/adapter/v1/custom-connectors/c0ffee01-1234-5678-90ab-cdef01234567"
    assert capsys.readouterr().out == f"1 PATCH {path} → 404\n2 PATCH {path} → 200\n"
    control.world("anna").forget()


def rename_with_a_retry(url: str, name: str) -> None:
    headers = {"Authorization": "Bearer adapter_sandbox"}
    with httpx.Client(base_url=url, headers=headers) as adapter:
        path, body = "/v1/custom-connectors/c0ffee01-1234-5678-90ab-cdef01234567", {"name": name}
        assert [adapter.patch(path, json=body).status_code for _ in range(2)] == [404, 200]


def test_a_sandbox_is_steered_from_outside() -> None:
    block = PAGE.partition("# test_from_outside.py\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(block, names)  # noqa: S102 - a block of our own page
    with Sandbox() as sandbox:
        names["test_from_outside"](sandbox)


def test_a_sandbox_has_worlds_made_from_outside(in_sandbox: RemoteWorld, http: httpx.Client, sandbox: Sandbox) -> None:
    with Control(sandbox.api("intercom").url) as control:
        in_sandbox.fork("made-outside")
        world = control.world("made-outside")
        world.respond("listDataConnectors", 401)
        assert http.get(f"{world.url('intercom')}/data_connectors").status_code == 401
        assert world.calls("listDataConnectors").once()
        world.forget()
    assert http.get(f"{sandbox.api('intercom').url}/data_connectors").status_code == 200
