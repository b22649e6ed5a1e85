"""The start of a server: garbage collection, and the message."""

from __future__ import annotations

import gc

import pytest

from mockserver.cli.greeting import greet, loading, on_this_machine
from mockserver.cli.serve_options import LogFormat, ServeOptions
from mockserver.engine.apis.apis import Apis
from mockserver.engine.settings import Settings
from mockserver.server.guard import Guard


def test_no_garbage_is_collected_while_loading() -> None:
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.unfreeze()


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("http://0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("http://[::]:8000", "http://[::1]:8000"),
        ("http://10.0.0.0:8000", "http://10.0.0.0:8000"),
        ("http://[fe80::]:8000", "http://[fe80::]:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_a_link_can_be_opened_on_this_machine(address: str, opened: str) -> None:
    assert on_this_machine(address) == opened


@pytest.mark.parametrize(
    ("log_format", "is_quiet"), [("text", False), ("text", True), ("json", False)], ids=["text", "quiet", "json"]
)
def test_the_link_of_a_server_on_all_addresses_can_be_opened(log_format: LogFormat, is_quiet: bool) -> None:
    options = ServeOptions(settings=Settings(), host="0.0.0.0", log_format=log_format, quiet=is_quiet)  # noqa: S104 - none listens
    printed = greet(Apis(()), "http://0.0.0.0:8000", Guard(token="s3cret"), options)
    assert "http://127.0.0.1:8000/_mock/?token=s3cret" in printed
