"""A door that sends nothing: each request gets the first documented example of its operation's success."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar, cast
from urllib.parse import urlencode

from mockserver.client import Control
from mockserver.client.doors import ServerAddress, SyncDoor
from mockserver.client.exchanging import ControlRequest, ControlResponse, Steps
from mockserver.control.documents import control_document
from mockserver.openapi.description import Description
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.rules import Violation

T = TypeVar("T")
ADDRESS = ServerAddress("http://127.0.0.1:8000", "", "default")


DESCRIPTION = Description(control_document())
_CONTENTS = {
    content["operationId"]: content
    for item in control_document().content["paths"].values()
    for method, content in item.items()
    if method != "parameters"
}


@dataclass
class DocumentedDoor(SyncDoor):
    """Stands in for a connection; `requests` are those that it was handed."""

    address: ServerAddress = ADDRESS
    requests: list[ControlRequest] = field(default_factory=list)

    def run(self, steps: Steps[T]) -> T:
        try:
            request = next(steps)
            while True:
                self.requests.append(request)
                request = steps.send(respond(request))
        except StopIteration as end:
            return cast("T", end.value)

    @contextmanager
    def open_stream(self, request: ControlRequest) -> Iterator[tuple[ControlResponse, Iterator[bytes]]]:
        self.requests.append(request)
        yield respond(request), iter([b"event: ended\ndata: {}\n\n"])

    @property
    def violations(self) -> list[Violation]:
        """How the requests break the document of the control API."""
        return [found for request in self.requests for found in DESCRIPTION.check_request(read(request))]


def make_control(door: SyncDoor) -> Control:
    """A client with a door of its own."""
    control = Control(ADDRESS.server)
    control.close()
    control._door = door
    return control


def read(request: ControlRequest) -> Request:
    fields = Headers(tuple((name.lower(), value) for name, value in request.headers))
    return Request(request.method, request.path, urlencode(request.query), fields, request.body or b"")


def respond(request: ControlRequest) -> ControlResponse:
    responses = _CONTENTS[request.operation]["responses"]
    status = min(responses)  # a success
    for media_type, content in responses[status].get("content", {}).items():
        if dict(request.headers).get("Accept") in (None, media_type):
            value = next(iter(content["examples"].values()))["value"]
            body = value if isinstance(value, str) else json.dumps(value)
            return ControlResponse(ADDRESS.server, int(status), media_type, body.encode())
    return ControlResponse(ADDRESS.server, int(status), "", b"")
