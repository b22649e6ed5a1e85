"""A running server: `Control`, and `AsyncControl` for asyncio and trio."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Literal, Self

from .doors import TIMEOUT, AsyncDoor, SyncDoor
from .exchanging import Steps, ask, ask_for, make_request
from .records import ApiRecord, CoverageRecord, Health, OperationRecord, WorldRecord
from .verbs import Asynchronous, Standing, Synchronous, verb
from .worlds import AsyncRemoteWorld, RemoteWorld

CoverageFormat = Literal["term", "lcov", "cobertura", "html"]
PAGE = 1000  # worlds of one answer


class ControlVerbs:
    """What can be asked of a server."""

    @verb
    def health(self) -> Steps[Health]:
        """The version of the server, and how many APIs and worlds it has."""
        return (yield from ask_for(Health, make_request("get_health")))

    @verb
    def document(self) -> Steps[dict[str, Any]]:
        """The OpenAPI document of the control API."""
        return (yield from ask_for(dict[str, Any], make_request("get_control_document")))

    @verb
    def apis(self) -> Steps[tuple[ApiRecord, ...]]:
        """The served APIs, in the order of the command line."""
        return (yield from ask_for(tuple[ApiRecord, ...], make_request("list_apis"), "apis"))

    @verb
    def api(self, name: str) -> Steps[ApiRecord]:
        """One of the served APIs."""
        return (yield from ask_for(ApiRecord, make_request("get_api", name)))

    @verb
    def operations(self, api: str) -> Steps[tuple[OperationRecord, ...]]:
        """The operations of an API, in the order of its document."""
        wanted = make_request("list_operations", api)
        return (yield from ask_for(tuple[OperationRecord, ...], wanted, "operations"))

    @verb
    def api_document(self, api: str, *, servers: Literal["mock", "published"] = "mock") -> Steps[dict[str, Any]]:
        """The OpenAPI document of an API, with this mock as its only server, or with the published ones."""
        wanted = make_request("get_document", api, query={"servers": servers})
        return (yield from ask_for(dict[str, Any], wanted))

    @verb
    def api_document_text(self, api: str) -> Steps[str]:
        """The text of an API's OpenAPI document, as its author wrote it."""
        wanted = make_request("get_document", api, headers={"Accept": "application/yaml"})
        return (yield from ask(wanted)).body.decode()

    @verb
    def worlds(self) -> Steps[tuple[WorldRecord, ...]]:
        """All worlds by name."""
        found: tuple[WorldRecord, ...] = ()
        while True:
            query = {"limit": PAGE, "after": found[-1].name if found else None}
            page = yield from ask_for(tuple[WorldRecord, ...], make_request("list_worlds", query=query), "worlds")
            found += page
            if len(page) < PAGE:
                return found

    @verb
    def make_world(self, name: str, *, origin: str | None = None) -> Steps[WorldRecord]:
        """Make a world: from the seed, or as another world is now. `Refused` if there is one of that name."""
        body = {"name": name} if origin is None else {"name": name, "from": origin}
        return (yield from ask_for(WorldRecord, make_request("create_world", body=body)))

    @verb
    def coverage(self, api: str | None = None) -> Steps[CoverageRecord]:
        """How much of the documents, or of one API's, the traffic of all worlds has covered."""
        return (yield from ask_for(CoverageRecord, make_request("get_coverage", query={"format": "json", "api": api})))

    @verb
    def coverage_report(self, format: CoverageFormat, api: str | None = None) -> Steps[str]:
        """The coverage as a report: `html` for people, `lcov` and `cobertura` for editors and CI servers."""
        wanted = make_request("get_coverage", query={"format": format, "api": api})
        return (yield from ask(wanted)).body.decode()

    @verb
    def clear_coverage(self) -> Steps[None]:
        """Begin the coverage anew."""
        yield from ask(make_request("clear_coverage"))


class Control(ControlVerbs, Synchronous):
    """A running server.

    >>> with Control("http://127.0.0.1:8000") as control:
    ...     control.health().apis
    4

    `base_url` may also be a sandbox's `api.url`. `token` is that of the control API, if it needs one. `timeout` is how
    many seconds an answer may take. Raises an error of `mockserver.client.errors` if something is wrong.
    """

    def __init__(self, base_url: str, token: str | None = None, *, timeout: float = TIMEOUT) -> None:
        door = SyncDoor(base_url, token, timeout)
        super().__init__(door, Standing(door.address.server, {}))

    def world(self, name: str | None = None) -> RemoteWorld:
        """A world by name; without one, that which the address names, else `default`. It need not exist."""
        return RemoteWorld(self._door, self._at._replace(world=name or self._door.address.world))

    def close(self) -> None:
        """Close all connections."""
        self._door.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class AsyncControl(ControlVerbs, Asynchronous):
    """A running server, for asyncio and trio: as `Control`, and what sends a request is awaited.

    >>> async with AsyncControl("http://127.0.0.1:8000") as control:
    ...     (await control.health()).apis
    4
    """

    def __init__(self, base_url: str, token: str | None = None, *, timeout: float = TIMEOUT) -> None:
        door = AsyncDoor(base_url, token, timeout)
        super().__init__(door, Standing(door.address.server, {}))

    def world(self, name: str | None = None) -> AsyncRemoteWorld:
        """A world by name; without one, that which the address names, else `default`. It need not exist."""
        return AsyncRemoteWorld(self._door, self._at._replace(world=name or self._door.address.world))

    async def close(self) -> None:
        """Close all connections."""
        await self._door.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()
