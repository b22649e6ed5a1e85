"""`mockserver serve`: what starts, what cannot, and how a server stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mockserver.server.app import MockApp
from tests.support.asgi import get
from tests.support.command_line import run
from tests.support.server_process import ServerProcess
from tests.support.small_sandbox import BOOKS, write_folder
from tests.support.waiting import DEADLINE

KEY = ("Authorization", "Bearer pk_live_sandbox")
PATH = "/adapter/v1/custom-connectors"


# a start that fails: one sentence on stderr, or click's own message, and exit code 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--api", "nope"], "there is no API 'nope'; there are: adapter, ", id="unknown-api"),
        pytest.param(["--fixtures", "."], "--fixtures belongs to a DOCUMENT", id="fixtures-alone"),
        pytest.param(["--api", "siro", "it.yaml"], "leave it out when you name a DOCUMENT", id="api-and-document"),
        pytest.param(["nowhere.yaml"], "nowhere.yaml: cannot be read: No such file", id="no-document"),
        pytest.param(["other", "bad"], "the folder bad holds no OpenAPI document", id="folder-without-documents"),
        pytest.param(["."], "latin.yaml: byte 9 is not UTF-8", id="folder-with-a-bad-document"),
        pytest.param(["broken.yaml"], "broken.yaml:1:5: not readable as YAML or JSON", id="broken-document"),
        pytest.param(["latin.yaml"], "latin.yaml: byte 9 is not UTF-8", id="latin-1"),
        pytest.param(["text.yaml"], "is a mapping with an `openapi` key, not text", id="not-a-mapping"),
        pytest.param(["old.yaml"], "versions 2.0, 3.0, 3.1 and 3.2 are served", id="old-version"),
        pytest.param(
            ["it.yaml", "other/it.yaml"],
            "two documents would be served under /it: it.yaml and other/it.yaml; --mount NAME=/prefix moves one",
            id="same-name",
        ),
        pytest.param(["--mount", "it=/x"], "--mount belongs to a DOCUMENT", id="mount-alone"),
        pytest.param(["it.yaml", "--mount", "no=/x"], "'no' is not the name of one document", id="mount"),
        pytest.param(["it.yaml", "--mount", "it=/_mock/x"], "not below /_mock", id="mount-below-mock"),
        pytest.param(["it.yaml", "--mount", "it=x"], "a prefix is like /pets", id="mount-without-slash"),
        pytest.param(["http://127.0.0.1:1/a.yaml"], "http://127.0.0.1:1/a.yaml: cannot be read", id="address"),
        pytest.param(["it.yaml", "--fixtures", "bad"], "behaviour.yaml:1 /nope: is not a key", id="fixture"),
        pytest.param(["--coverage", "pdf"], "--coverage pdf: there is no format 'pdf'; there are: ", id="coverage"),
        pytest.param(["--switch", "login=on"], "there is no switch 'login'; there are: ", id="switch-name"),
        pytest.param(["--switch", "idun.nope=on"], "there is no switch 'idun.nope'", id="switch-of-an-api"),
        pytest.param(["--switch", "idun.login"], "'' is not one of ", id="switch-without-value"),
        pytest.param(["--switch", "idun.login=maybe"], "'maybe' is not one of ", id="switch-value"),
        pytest.param(["--cors-origin", "*"], "--cors-origin *: an origin is a scheme and a host", id="any-origin"),
        pytest.param(["--cors-origin", "localhost:3000"], "an origin is a scheme and a host", id="origin-no-scheme"),
        pytest.param(["--cors-origin", "http://a.test/"], "an origin is a scheme and a host", id="origin-and-path"),
        pytest.param(["--host", "no.such.host.invalid"], "--host no.such.host.invalid: is not an address", id="host"),
        pytest.param(["--host", "192.0.2.1"], "cannot listen on 192.0.2.1 port 0", id="not-our-address"),
    ],
)
def test_a_start_that_fails_prints_one_sentence(
    tmp_path: Path,
    apps: list[MockApp],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    write_folder(tmp_path, it_yaml=BOOKS, broken_yaml="a: b: c", text_yaml="text", old_yaml="openapi: '2.0'")
    write_folder(tmp_path / "other", it_yaml=BOOKS)
    write_folder(tmp_path / "bad" / "it", behaviour_yaml="nope: 1")
    tmp_path.joinpath("latin.yaml").write_bytes(b"openapi: \xe9")
    monkeypatch.chdir(tmp_path)
    result = run("serve", "--port", "0", *arguments)
    assert (result.exit_code, result.stdout, apps) == (2, "", [])
    assert result.stderr.startswith("mockserver: ") and result.stderr.count("\n") == 1, result.stderr
    assert words in result.stderr


def test_a_port_in_use(apps: list[MockApp]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--api", "adapter", "--port", str(port))
    assert (result.exit_code, apps) == (2, [])
    expected = f"cannot listen on 127.0.0.1 port {port}: Address already in use; --port 0 takes a free one"
    assert result.stderr == f"mockserver: {expected}\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_document_without_read_permission(tmp_path: Path, apps: list[MockApp]) -> None:
    write_folder(tmp_path, it_yaml=BOOKS).joinpath("it.yaml").chmod(0)
    assert "Permission denied" in run("serve", str(tmp_path / "it.yaml")).stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--port", "65536"], "65536 is not in the range 0<=x<=65535", id="port-too-large"),
        pytest.param(["--port", "http"], "'http' is not a valid integer", id="port-in-words"),
        pytest.param(["--max-body", "-1"], "'-1' is not a size", id="negative-size"),
        pytest.param(["--journal-size", "much"], "'much' is not a size; write it like 256MB", id="size-in-words"),
        pytest.param(["--world-ttl", "soon"], "'soon' is not a time; write it like 1h, 30m", id="duration-in-words"),
        pytest.param(["--max-worlds", "-1"], "-1 is not in the range x>=0", id="negative-number"),
        pytest.param(["--seed", "x"], "'x' is not a valid integer", id="seed-in-letters"),
        pytest.param(["--log-format", "xml"], "'xml' is not one of 'text', 'json'", id="unknown-format"),
        pytest.param(
            ["--freeze-time", "noon"], "'noon' is not a time; write it like 2026-01-20T15", id="time-in-words"
        ),
        pytest.param(["--freeze-time", "2026-01-20T15:00:00"], "has no offset; write it like", id="no-offset"),
        pytest.param(["--freeze-time", "2026-13-20T15:00:00Z"], "is not a time", id="thirteenth-month"),
        pytest.param(["--frezze-time", "x"], "No such option", id="misspelt-option"),
    ],
)
def test_a_refused_option_value(apps: list[MockApp], arguments: list[str], words: str) -> None:
    result = run("serve", *arguments)
    assert (result.exit_code, result.stdout, apps) == (2, "", [])
    assert words in result.stderr.splitlines()[-1]


def test_a_start_that_fails_in_a_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mockserver", "serve", "--api", "nope"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


# what is served


def start(apps: list[MockApp], *arguments: str) -> MockApp:
    result = run("serve", "--port", "0", *arguments)
    assert result.exit_code == 0, result.output
    return apps[-1]


def test_without_arguments_every_bundled_api_is_served(apps: list[MockApp]) -> None:
    prefixes = {api.prefix for api in start(apps).engine.apis}
    assert prefixes == {"/adapter", "/idun", "/intercom", "/siro"}


def test_the_named_apis_are_served(apps: list[MockApp]) -> None:
    app = start(apps, "--api", "siro", "--api", "adapter")
    assert [api.name for api in app.engine.apis] == ["siro", "adapter"]


def test_fixtures_are_found_by_the_name_of_the_document(
    tmp_path: Path, apps: list[MockApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path, it_yaml=BOOKS, other_yaml=BOOKS)
    write_folder(
        tmp_path / "mine" / "it",
        behaviour_yaml="resources: {book: {identifier: id}}\noperations: {listBooks: {action: list, resource: book}}",
        seed_yaml="book: [{id: '1', title: Emma}]",
    )
    monkeypatch.chdir(tmp_path)
    app = start(apps, "it.yaml", "other.yaml", "--fixtures", "mine")
    assert get(app, "GET", "/it/books").json() == [{"id": "1", "title": "Emma"}]
    assert get(app, "GET", "/other/books").all("mock-source") == ["resource; name=book"]


@pytest.mark.parametrize(("arguments", "source"), [((), "resource; name=book"), (("--stateless",), "generated")])
def test_what_is_remembered(tmp_path: Path, apps: list[MockApp], arguments: tuple[str, ...], source: str) -> None:
    write_folder(tmp_path, books_yaml=BOOKS)
    app = start(apps, str(tmp_path / "books.yaml"), *arguments)
    assert get(app, "GET", "/books").all("mock-source") == [source]


def test_freeze_time_and_seed(apps: list[MockApp]) -> None:
    arguments = ["--api", "adapter", "--freeze-time", "2026-01-20T16:00:00+01:00", "--seed", "5"]
    body = b'{"name": "a", "source_name": "b"}'
    made = [
        get(start(apps, *arguments), "POST", PATH, body, [KEY, ("Content-Type", "application/json")]).json()
        for arguments in (arguments, arguments, [*arguments[:-1], "6"])
    ]
    assert made[0]["created_at"] == "2026-01-20T15:00:00Z"
    assert made[0] == made[1]
    assert made[0]["connector_id"] != made[2]["connector_id"]
    assert apps[0].engine.worlds.get().clock.now() == datetime(2026, 1, 20, 15, tzinfo=UTC)


def test_switches(apps: list[MockApp]) -> None:
    usual, set_one = start(apps), start(apps, "--switch", "idun.login=on")
    before, after = (app.engine.worlds.get("anna").switches for app in (usual, set_one))
    assert {name for name in before if before[name] != after[name]} <= {"idun.login"}
    assert after["idun.login"] == "on"


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        pytest.param([], "*", id="all"),
        pytest.param(["--no-cors"], None, id="off"),
        pytest.param(
            ["--cors-origin", "http://b.test", "--cors-origin", "http://a.test:3000"], "http://a.test:3000", id="named"
        ),
        pytest.param(["--cors-origin", "http://b.test"], None, id="another"),
    ],
)
def test_cors(apps: list[MockApp], arguments: list[str], allowed: str | None) -> None:
    app = start(apps, "--api", "adapter", *arguments)
    response = get(app, "GET", PATH, headers=[KEY, ("Origin", "http://a.test:3000")])
    assert response.all("access-control-allow-origin") == ([allowed] if allowed else [])


def test_max_body(apps: list[MockApp]) -> None:
    app = start(apps, "--api", "adapter", "--max-body", "10")
    assert get(app, "POST", PATH, b" " * 11, [KEY, ("Content-Type", "application/json")]).status == 413


def test_worlds_by_token(apps: list[MockApp]) -> None:
    app = start(apps, "--api", "adapter", "--world-by-token", "a==anna", "--world-by-token", "any")

    def world_of(*headers: tuple[str, str]) -> list[str]:
        return get(app, "GET", PATH, headers=headers).all("mock-world")

    tokens = ("a=", "pk_live_sandbox", "pk_live_sandbox", "another")
    anna, one, same, other = (world_of(("Authorization", f"Bearer {token}")) for token in tokens)
    assert (anna, world_of()) == (["anna"], ["default"])
    assert one == same != other
    [exchange] = app.engine.worlds.get("anna").journal
    assert "a=" not in str(exchange)


@pytest.mark.parametrize(("option", "observers"), [("--quiet", 0), ("-q", 0), ("--verbose", 1), ("-v", 1)])
def test_quiet_has_no_log(apps: list[MockApp], option: str, observers: int) -> None:
    assert len(start(apps, "--api", "adapter", option).observers) == observers


def test_the_start_message(apps: list[MockApp]) -> None:
    lines = run("serve", "--port", "0", "--api", "adapter").stdout.splitlines()
    assert lines[0].startswith("mockserver serves http://127.0.0.1:")
    assert any("/adapter" in line and "6 operations" in line for line in lines)
    assert any(line.strip().startswith("curl http://127.0.0.1:") for line in lines)


def test_quiet_prints_the_address_only(apps: list[MockApp]) -> None:
    assert run("serve", "--port", "0", "--api", "adapter", "-q").stdout.count("\n") == 1


def test_ipv6(apps: list[MockApp]) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert "http://[::1]:" in run("serve", "--port", "0", "--host", "::1", "--api", "adapter", "-q").stdout


# a process of its own


@pytest.mark.xdist_group("processes")
def test_one_line_for_each_request() -> None:
    with ServerProcess("--api", "adapter") as server:
        assert server.ask("GET", PATH, [KEY]).status == 200
        assert server.ask("GET", PATH, [("Mock-World", "anna")]).status == 401
        server.interrupt()
        log = [line.rsplit(" ", 2)[0] for line in server.lines if " GET " in line]
    assert log == [f"default GET {PATH} 200 resource -", f"anna GET {PATH} 401 contract security.missing"]


@pytest.mark.xdist_group("processes")
def test_verbose() -> None:
    with ServerProcess("--api", "adapter", "--verbose") as server:
        server.ask("GET", PATH)
        server.interrupt()
        assert (
            "    security.missing  header Authorization: is required, but absent (specs/adapter.yaml:" in server.output
        )


@pytest.mark.xdist_group("processes")
def test_quiet() -> None:
    with ServerProcess("--api", "adapter", "--quiet") as server:
        server.ask("GET", PATH)
        server.interrupt()
        assert len(server.lines) == 1


@pytest.mark.xdist_group("processes")
def test_coverage(tmp_path: Path) -> None:
    lcov, broken = tmp_path / "mock.lcov", tmp_path / "folder"
    broken.mkdir()
    reports = "--coverage", "term", "--coverage", f"json:{broken}", "--coverage", f"lcov:{lcov}"
    with ServerProcess("--api", "adapter", "--no-control", *reports) as server:
        server.ask("GET", PATH, [KEY, ("Mock-World", "anna")])
        assert server.interrupt() == 2
        assert "\nGET /v1/custom-connectors  " in server.output
        assert f"Coverage as lcov: {lcov}\n" in server.lines
        assert f"--coverage json:{broken}: cannot be written: Is a directory\n" in server.output
    assert "\nFNDA:1,listCustomConnectors\n" in lcov.read_text(encoding="utf-8")


@pytest.mark.xdist_group("processes")
def test_json() -> None:
    with ServerProcess("--api", "adapter", "--log-format", "json") as server:
        server.ask("GET", f"{PATH}?include_inactive=%22", [KEY])
        server.interrupt()
        start, exchange = (json.loads(line) for line in server.lines)
        address = f"http://127.0.0.1:{server.port}"
        assert start == {"serves": {"adapter": f"{address}/adapter"}, "control": f"{address}/_mock/"}
    assert (exchange["method"], exchange["path"], exchange["status"]) == ("GET", PATH, 422)
    assert exchange["violations"][0]["document"].startswith("specs/adapter.yaml:")


@pytest.mark.xdist_group("processes")
def test_ctrl_c_with_connections_open() -> None:
    """The server does not wait for the rest of a request, which may take an hour here."""
    patient = ServerProcess("--api", "adapter", "--body-timeout", "3600")
    with patient as server, server.connect() as kept, server.connect() as half:
        kept.sendall(f"GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert kept.recv(12) == b"HTTP/1.1 401"
        half.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{".encode())
        server.ask("GET", PATH)  # the unfinished request has arrived, too
        assert server.interrupt() == 0
        assert "Traceback" not in server.output


@pytest.mark.xdist_group("processes")
def test_ctrl_c_at_once() -> None:
    with ServerProcess("--api", "adapter") as server:
        assert server.interrupt() == 0
        assert "Traceback" not in server.output


@pytest.mark.xdist_group("processes")
def test_sigterm() -> None:
    with ServerProcess("--api", "adapter") as server:
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(DEADLINE) in (0, -signal.SIGTERM)
        assert "Traceback" not in server.output


@pytest.mark.xdist_group("processes")
def test_a_second_server_on_the_same_port() -> None:
    with ServerProcess("--api", "adapter", "-q") as server:
        command = [sys.executable, "-m", "mockserver", "serve", "--port", str(server.port), "--api", "siro"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Address already in use" in done.stderr
        assert server.ask("GET", PATH, [KEY]).status == 200
