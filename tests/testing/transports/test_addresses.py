"""Published addresses: which calls have one, and which only share the host."""

from __future__ import annotations

import pytest

from mockserver.openapi.errors import SandboxError
from mockserver.testing.transports.addresses import Address, list_addresses, make_target, plain_host

PUBLISHED = "https://api.acme.io/shop/v1"


@pytest.mark.parametrize(
    ("url", "has"),
    [
        ("https://api.acme.io/shop/v1", True),
        ("https://api.acme.io/shop/v1/", True),
        ("https://api.acme.io/shop/v1/orders", True),
        ("https://API.acme.io./shop/v1/orders", True),
        ("https://api.acme.io:443/shop/v1/orders", True),
        ("https://api.acme.io/shop/v10", False),
        ("https://api.acme.io/shop", False),
        ("https://api.acme.io/orders", False),
        ("http://api.acme.io/shop/v1/orders", False),
        ("https://api.acme.io:8443/shop/v1/orders", False),
        ("https://eu.acme.io/shop/v1/orders", False),
    ],
)
def test_a_call_has_an_address(url: str, has: bool) -> None:
    (address,) = list_addresses([PUBLISHED])
    assert address.has(target_of(url)) is has


@pytest.mark.parametrize(
    ("servers", "hosts", "addresses"),
    [
        (["https://a.io/v1", "http://b.io:8080"], None, ["https://a.io/v1", "http://b.io:8080"]),
        (["https://a.io/", "https://A.io"], None, ["https://a.io"]),
        (["/v1"], None, []),
        (["https://a.io/v1"], "c.io", ["https://c.io"]),
        (["https://a.io/v1"], ["c.io:81", "d.io."], ["https://c.io:81", "https://d.io"]),
        (["https://a.io/v1"], "http://c.io/v2", ["http://c.io/v2"]),
        ([], "https://[::1]:8443", ["https://[::1]:8443"]),
        ([], ["fd00::1", "[FD00::2]:81", "c.io:"], ["https://[fd00::1]", "https://[fd00::2]:81", "https://c.io"]),
        (["https://a.io:port/", "https://[x/", "https://b.io:70000", "https://c.io"], None, ["https://c.io"]),
    ],
)
def test_addresses_are_listed(servers: list[str], hosts: str | list[str] | None, addresses: list[str]) -> None:
    assert [str(address) for address in list_addresses(servers, hosts)] == addresses


@pytest.mark.parametrize(
    "words",
    [
        "",
        "c.io:abc",
        "c.io:0",
        "c.io:65536",
        "[::1",
        "http://[c.io]/",
        "https://",
        ":80",
        "*.c.io",
        "c io",
        "ftp://c.io",
    ],
)
def test_other_words_are_refused_in_one_sentence(words: str) -> None:
    with pytest.raises(SandboxError, match=r"is not a host or an address; write api\.acme\.io") as raised:
        list_addresses(["https://a.io"], ["b.io", words])
    assert repr(words) in str(raised.value)


@pytest.mark.parametrize("host", ["::1", "[::1]"])  # httpx and urllib3 write it differently
def test_an_ipv6_address_has_brackets_only_in_a_url(host: str) -> None:
    (address,) = list_addresses([], "[::1]")
    target = make_target("https", host, None, "/x")
    assert address.has(target)
    assert str(target) == "https://[::1]/x"


@pytest.mark.parametrize("url", ["http://c.io/x", "https://c.io:9/x/y"])
def test_a_name_fits_every_scheme_port_and_path(url: str) -> None:
    assert Address("c.io").has(target_of(url))


def test_a_target_is_written_as_a_client_would() -> None:
    assert str(make_target("https", "A.io.", None, "/x?y=1")) == "https://a.io/x"
    assert str(make_target("http", "a.io", 81, "")) == "http://a.io:81/"
    assert plain_host("A.IO.") == "a.io"


def target_of(url: str):  # type: ignore[no-untyped-def]  # a CallTarget
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    host, _, port = authority.partition(":")
    return make_target(scheme, host, int(port) if port else None, slash + path)
