"""Who may use the control API, as the options of `serve` say."""

from __future__ import annotations

import pytest

from mockserver.cli.control_access import make_guard
from mockserver.cli.serve_options import ServeOptions
from mockserver.engine.settings import Settings
from mockserver.openapi.errors import OptionError


@pytest.mark.parametrize(
    ("host", "needs_token"),
    [
        pytest.param("127.0.0.1", False, id="loopback"),
        pytest.param("::1", False, id="loopback-ipv6"),
        pytest.param("192.0.2.7", True, id="network"),
        pytest.param("2001:DB8::7", True, id="network-ipv6"),
    ],
)
def test_a_server_that_others_reach_gets_a_token(host: str, needs_token: bool) -> None:
    guard = make_guard(ServeOptions(settings=Settings(), host=host), tell=print)
    assert (guard.token is not None) is needs_token


def test_the_names_are_those_of_the_host_field() -> None:
    options = ServeOptions(settings=Settings(), host="2001:DB8::7", allowed_hosts=("Mock.Internal.", "[fe80::1]"))
    assert make_guard(options, tell=print).hosts == {"[2001:db8::7]", "[fe80::1]", "mock.internal"}


def test_a_token_that_was_chosen_is_kept() -> None:
    options = ServeOptions(settings=Settings(), control_token="s3cret")
    assert make_guard(options, tell=print).token == "s3cret"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "http://mock.internal",
        "mock.internal:8000",
        "mock internal",
        "*",
        "*.internal",
        ".internal",
        "m\u00fc.de",
        "a/b",
        "::g",
    ],
)
def test_a_host_that_no_request_names_is_refused(name: str) -> None:
    options = ServeOptions(settings=Settings(), allowed_hosts=(name,))
    with pytest.raises(OptionError, match=r"^--allowed-host .* without scheme, port"):
        make_guard(options, tell=print)


@pytest.mark.parametrize("token", [" ", "two words", "two\nlines", "sch\u00f6n", "\x7f", "tab\t"])
def test_a_token_that_no_header_carries_is_refused(token: str) -> None:
    options = ServeOptions(settings=Settings(), control_token=token)
    with pytest.raises(OptionError, match="--control-token"):
        make_guard(options, tell=print)


@pytest.mark.parametrize(
    "name", ["mock", "my_service", "MOCK.internal.", "xn--m-xka.de", "192.0.2.7", "::1", "[fe80::1]"]
)
def test_a_host_that_requests_name_is_allowed(name: str) -> None:
    assert make_guard(ServeOptions(settings=Settings(), allowed_hosts=(name,)), tell=print).hosts
