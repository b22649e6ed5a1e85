"""Addresses of servers, and what is missing without httpx."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mockserver.client.doors import ServerAddress, read_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://127.0.0.1:8000", ServerAddress("http://127.0.0.1:8000", "", "default")),
        ("http://127.0.0.1:8000/adapter/v1", ServerAddress("http://127.0.0.1:8000", "", "default")),
        ("https://mock.internal/_w/anna", ServerAddress("https://mock.internal", "/_w/anna", "anna")),
        ("http://[::1]:8000/_w/a-1/adapter", ServerAddress("http://[::1]:8000", "/_w/a-1", "a-1")),
    ],
)
def test_addresses(text: str, expected: ServerAddress) -> None:
    assert read_address(text) == expected


def test_without_httpx() -> None:
    script = "import sys; sys.modules['httpx'] = None\nimport mockserver.client"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    last = done.stderr.splitlines()[-1]
    assert last == "ImportError: mockserver.client needs httpx; pip install 'openapi-mockserver[client]'"
