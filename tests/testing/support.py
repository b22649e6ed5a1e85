"""Help for the tests of sandboxes."""

from __future__ import annotations

from mockserver.testing.sandbox import SandboxApi


def statuses(api: SandboxApi, path: str, count: int) -> list[int]:
    """The statuses of as many requests for a path."""
    with api.httpx() as client:
        return [client.get(path).status_code for _ in range(count)]
