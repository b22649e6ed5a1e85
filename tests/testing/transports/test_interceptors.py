"""Interception of calls to published hosts; the code under test keeps its addresses."""

from __future__ import annotations

import asyncio
import runpy
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
import requests
import urllib3

from mockserver import intercept
from mockserver.testing.sandbox import ContractBroken, Sandbox, SandboxApi, SandboxError
from mockserver.testing.transports import Channel
from mockserver.testing.transports.addresses import make_target
from mockserver.testing.transports.interceptors import Interceptor, find_route
from tests.support.small_sandbox import BOOKS, write_folder

URL = "https://api.books.example/v1/books"


def by_httpx(url: str) -> int:
    return httpx.get(url, trust_env=False).status_code


def by_httpx_async(url: str) -> int:
    async def ask() -> int:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(url)).status_code

    return asyncio.run(ask())


def by_requests(url: str) -> int:
    return requests.get(url, timeout=5).status_code


def by_urllib3(url: str) -> int:
    with urllib3.PoolManager(retries=False) as pools:
        return pools.request("GET", url).status


WAYS = [by_httpx, by_httpx_async, by_requests, by_urllib3]
every_way = pytest.mark.parametrize("ask", WAYS, ids=lambda way: way.__name__)
Ask = Callable[[str], int]


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of another server on this machine, which returns 203."""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(203)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@every_way
def test_calls_to_the_published_host_get_responses(books_sandbox: Sandbox, books: SandboxApi, ask: Ask) -> None:
    with books_sandbox.intercept("books") as api:
        assert api is books
        assert ask(URL) == 200
        assert ask("https://api.books.example:443/v1/books/7") == 404
    books.calls("readBook").once()


@every_way
def test_calls_to_other_hosts_are_refused(books_sandbox: Sandbox, books: SandboxApi, ask: Ask) -> None:
    message = r'no API that is intercepted is published at other.example; intercept\(…, allow=\["other.example"\]\)'
    with (
        books_sandbox.intercept("books"),
        pytest.raises((httpx.ConnectError, requests.ConnectionError, urllib3.exceptions.HTTPError), match=message),
    ):
        ask("https://other.example/x?y=1")
    ((call, violations),) = books_sandbox.violations()
    assert repr(call) == "GET other.example/x?y=1 → 421"
    assert [violation.rule for violation in violations] == ["routing.no-host"]
    assert books.journal == []


@every_way
def test_calls_to_this_machine_go_out(books_sandbox: Sandbox, books: SandboxApi, ask: Ask, elsewhere: str) -> None:
    with books_sandbox.intercept("books"):
        assert ask(elsewhere) == 203
        assert ask(books.url + "/books") == 200
    assert books_sandbox.violations() == []


def route(host: str, path: str = "/v1") -> Channel | Interceptor | None:
    return find_route(make_target("https", host, None, path))


def test_routes_of_hosts(books_sandbox: Sandbox, books: SandboxApi) -> None:
    assert route("other.example") is None
    with (
        books_sandbox.intercept("books", allow="*.example.com"),
        books_sandbox.intercept("intercom", allow=["exact.example"]),
    ):
        for host, name in {"api.books.example": "books", "api.eu.intercom.io": "intercom"}.items():
            channel = route(host)
            assert isinstance(channel, Channel) and channel.name == name
        for host in ("a.example.com", "a.b.example.com", "exact.example", "localhost", "127.0.0.1", "::1"):
            assert route(host) is None
        for host in ("other.example", "example.com", "sub.exact.example", "intercom.io"):
            assert isinstance(route(host), Interceptor)
    assert route("api.books.example") is None


def patched() -> list[object]:
    return [
        httpx.HTTPTransport.handle_request,
        httpx.AsyncHTTPTransport.handle_async_request,
        urllib3.HTTPConnectionPool.urlopen,
    ]


def test_the_libraries_are_restored(books_sandbox: Sandbox, books: SandboxApi) -> None:
    def fail() -> None:
        with books_sandbox.intercept("books"):
            assert not set(before) & set(patched())
            raise LookupError

    before = patched()
    with pytest.raises(LookupError):
        fail()
    assert patched() == before


def test_interceptions_nest(books_sandbox: Sandbox, books: SandboxApi) -> None:
    with books_sandbox.intercept("books"):
        with books_sandbox.intercept("intercom"), books_sandbox.intercept("books", host="outer.example") as same:
            assert by_httpx("https://outer.example/books") == 200
            assert by_requests(URL) == 200
            assert by_requests("https://api.intercom.io/data_connectors") == 401
        with pytest.raises(httpx.ConnectError):
            by_httpx("https://outer.example/books")
        assert by_httpx(URL) == 200
    assert same is books


def test_an_interception_can_be_entered_again(books_sandbox: Sandbox, books: SandboxApi) -> None:
    interception = books_sandbox.intercept("books")
    with interception, interception:
        assert by_httpx(URL) == 200
    with interception:
        assert by_httpx(URL) == 200


def test_threads_and_tasks_are_caught(books_sandbox: Sandbox, books: SandboxApi) -> None:
    async def ask() -> list[int]:
        async with httpx.AsyncClient() as client:
            return [response.status_code for response in await asyncio.gather(*(client.get(URL) for _ in range(8)))]

    with books_sandbox.intercept("books"):
        threads = [threading.Thread(target=by_requests, args=(URL,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        assert asyncio.run(ask()) == [200] * 8
        for thread in threads:
            thread.join()
    books.calls("listBooks").times(16)


def test_faults_raise_the_clients_own_exceptions(books_sandbox: Sandbox, books: SandboxApi) -> None:
    books.fail("listBooks", "timeout", times=2)
    books.fail("listBooks", "reset", times=2)
    with books_sandbox.intercept("books"):
        with pytest.raises(httpx.ReadTimeout):
            by_httpx(URL)
        with pytest.raises(requests.ReadTimeout):
            by_requests(URL)
        with pytest.raises(urllib3.exceptions.ProtocolError):
            by_urllib3(URL)
        with pytest.raises(httpx.ReadError):
            by_httpx_async(URL)


def test_a_document_without_hosts_needs_a_host(books_sandbox: Sandbox, books_folder: Path) -> None:
    write_folder(books_folder, homeless_yaml=BOOKS)
    with pytest.raises(SandboxError, match=r"homeless.yaml publishes no host; add host='api.example.com'"):
        books_sandbox.intercept("homeless.yaml")
    with books_sandbox.intercept("homeless.yaml", host="https://api.acme.io/v2"):
        assert by_httpx("https://api.acme.io/v2/books") == 200
        assert by_httpx("https://api.acme.io/books") == 404


# the decorator, with a sandbox of its own


@intercept("intercom")
def ask_intercom(path: str) -> int:
    return by_requests(f"https://api.intercom.io{path}")


@intercept("intercom", host=["api.acme.io"])
async def ask_acme(path: str) -> int:
    async with httpx.AsyncClient() as client:
        return (
            await client.get(f"https://api.acme.io{path}", headers={"Authorization": "Bearer intercom_sandbox"})
        ).status_code


def test_calls_of_a_decorated_function_get_responses() -> None:
    assert asyncio.run(ask_acme("/data_connectors")) == 200
    assert asyncio.run(ask_acme("/data_connectors/12345")) == 200
    assert ask_acme.__name__ == "ask_acme"


def test_a_decorated_function_fails_when_it_breaks_the_contract() -> None:
    with pytest.raises(ContractBroken, match=r"security\.missing"):
        ask_intercom("/data_connectors")
    with pytest.raises(ContractBroken, match=r"did you mean /data_connectors\?"):
        asyncio.run(ask_acme("/data_conectors"))


def test_a_document_is_found_beside_the_file_that_intercepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, books_folder: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    script = books_folder / "script.py"
    script.write_text(
        'from mockserver import intercept\nwith intercept("books.yaml") as api:\n    name = api.name\n',
        encoding="utf-8",
    )
    assert runpy.run_path(str(script))["name"] == "books"


# addresses

TWO_SERVERS = """
openapi: 3.1.0
info: {{title: {name}, version: '1'}}
servers: [{{url: 'https://gateway.example/{base}'}}]
paths:
  /{name}: {{get: {{operationId: {name}, responses: {{'200': {{description: ok}}}}}}}}
"""


@pytest.fixture
def gateway(books_folder: Path) -> None:
    write_folder(
        books_folder,
        orders_yaml=TWO_SERVERS.format(name="orders", base="shop/v1"),
        users_yaml=TWO_SERVERS.format(name="users", base="people/v1"),
        carts_yaml=TWO_SERVERS.format(name="carts", base="shop/v1"),
        all_yaml=TWO_SERVERS.format(name="all", base=""),
    )


@every_way
@pytest.mark.parametrize("names", [["users", "orders", "carts", "all"], ["all", "carts", "orders", "users"]])
def test_documents_share_a_host(books_sandbox: Sandbox, gateway: None, ask: Ask, names: list[str]) -> None:
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(books_sandbox.intercept(f"{name}.yaml"))
        for path in ("shop/v1/orders", "people/v1/users", "shop/v1/carts", "all"):
            assert ask(f"https://gateway.example/{path}") == 200
    assert [call.exchange.api for call in books_sandbox.journal] == ["orders", "users", "carts", "all"]
    assert books_sandbox.violations() == []


@every_way
@pytest.mark.parametrize(
    ("url", "status", "rule"),
    [
        ("https://gateway.example/orders", 404, "routing.no-path"),
        ("https://gateway.example/shop/v10/orders", 404, "routing.no-path"),
        ("http://gateway.example/shop/v1/orders", 421, "routing.no-host"),
        ("https://gateway.example:9999/shop/v1/orders", 421, "routing.no-host"),
    ],
)
def test_a_wrong_address_fails_the_test(
    books_sandbox: Sandbox, gateway: None, ask: Ask, url: str, status: int, rule: str
) -> None:
    with books_sandbox.intercept("orders.yaml"):
        assert ask(url) == status
    ((call, (violation,)),) = books_sandbox.violations()
    assert (violation.rule, call.status) == (rule, status)
    assert str(violation).startswith(
        f"path: {url} does not begin with the published address https://gateway.example/shop/v1; call that, or"
    ) or url in str(violation)
    with books_sandbox.intercept("orders.yaml", lenient_address=True):
        assert ask(url) == (200 if "v10" not in url else 404)


@every_way
def test_a_dot_at_the_end_of_a_host_changes_nothing(books_sandbox: Sandbox, gateway: None, ask: Ask) -> None:
    with books_sandbox.intercept("orders.yaml"):
        assert ask("https://gateway.example./shop/v1/orders") == 200
    assert books_sandbox.violations() == []


def test_a_wrong_port_of_this_machine_is_another_service(books_sandbox: Sandbox, elsewhere: str) -> None:
    with books_sandbox.intercept("intercom", host="http://127.0.0.1:9"):
        assert by_httpx(elsewhere) == 203
    assert books_sandbox.violations() == []


def test_an_allowed_host_may_have_other_ports(books_sandbox: Sandbox, gateway: None) -> None:
    with books_sandbox.intercept("orders.yaml", allow="gateway.example"):
        assert find_route(make_target("https", "gateway.example", 9999, "/")) is None
        assert isinstance(find_route(make_target("https", "gateway.example", None, "/shop/v1/x")), Channel)
