"""What the control API says, as frozen dataclasses.

Fields have the names of the JSON members, unless their metadata name another. Times are aware `datetime`s in UTC.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

Row = dict[str, Any]
"""One row of a resource: an object of JSON."""


@dataclass(frozen=True)
class Health:
    """The server is up."""

    status: str  # "ok"
    version: str  # "0.1.0", of mockserver
    apis: int  # number of served APIs
    worlds: int  # number of worlds, `default` among them


@dataclass(frozen=True)
class ApiRecord:
    """A served API."""

    name: str  # "adapter"
    title: str  # "Adapter API – custom connectors", of its document
    version: str  # "0.1.0", of its document
    openapi: str  # "3.1.0"
    prefix: str  # "/adapter": the path it is served under; empty for the root
    hosts: tuple[str, ...]  # ("api.adapter.com",): published names; with one as Host, no prefix is needed
    base_paths: tuple[str, ...]  # ("/v1",): published base paths, which a request may keep or leave out
    operations: int  # how many it has
    resources: int  # how many rows a new world starts with


@dataclass(frozen=True)
class DocumentedResponse:
    """A response that the document of an API has for an operation."""

    status: str  # "200", "4XX" or "default"
    media_types: tuple[str, ...]
    examples: tuple[str, ...]  # the names that `respond(…, example=…)` takes


@dataclass(frozen=True)
class OperationRecord:
    """An operation of a served API."""

    operation_id: str  # "updateCustomConnector"
    method: str  # "PATCH"
    path: str  # "/v1/custom-connectors/{connector_id}"
    summary: str
    tags: tuple[str, ...]
    deprecated: bool
    request_media_types: tuple[str, ...]
    request_examples: tuple[str, ...]  # names of documented request bodies
    responses: tuple[DocumentedResponse, ...]
    security: tuple[tuple[str, ...], ...]  # alternatives; (): no credentials are needed
    source: str  # "handler", "resource", "example", "generated" or "engine": who answers a valid request
    resource: str | None  # "connector": whose rows it shows or changes


@dataclass(frozen=True)
class WorldRecord:
    """A world: an isolated set of state, journal, switches and clock."""

    name: str  # "anna"
    requests: int  # how many it got so far
    journal: int  # how many exchanges it keeps


@dataclass(frozen=True)
class RowsRecord:
    """The rows of a resource, in the order in which they were added."""

    rows: tuple[Row, ...]
    identifiers: tuple[str, ...]  # what names each row in a path; "-" for the only one


@dataclass(frozen=True)
class SwitchRecord:
    """A switch of an API, in one world."""

    name: str  # "idun.reload"
    summary: str
    value: str  # "reloaded", the present one
    values: tuple[str, ...]  # those allowed; a new world has the first


@dataclass(frozen=True)
class ClockRecord:
    """The time of a world."""

    now: datetime
    frozen: bool  # it is stopped


@dataclass(frozen=True)
class ViolationRecord:
    """A clause of a contract that a request or a response breaks."""

    rule: str  # "body.schema": docs/rules.md has them all
    severity: str  # "error": a reason to refuse the request; "warning": told beside the response
    location: str  # "path", "query", "header", "cookie", "body" or "response"
    message: str  # '"" is shorter than 1 character'
    name: str = ""  # the parameter's or header's
    pointer: str = ""  # "/name": a JSON pointer inside the body or the parameter's value
    keyword: str = ""  # "minLength"
    seen: str = ""  # '""'
    allowed: str = ""  # "at least 1 character"
    document: str = ""  # "specs/adapter.yaml:84": file and line of the clause
    document_pointer: str = ""  # "/components/schemas/ConnectorUpdate/properties/name/minLength"

    def __str__(self) -> str:
        """`body /name: "" is shorter than 1 character (specs/adapter.yaml:84)`."""
        place = " ".join(part for part in (self.location, self.name, self.pointer) if part)
        return f"{place}: {self.message}" + (f" ({self.document})" if self.document else "")


@dataclass(frozen=True)
class ProblemRecord:
    """A refusal (RFC 9457)."""

    status: int
    detail: str
    violations: tuple[ViolationRecord, ...] = ()


# the journal


@dataclass(frozen=True)
class SentBody:
    """A body in the journal: text if its bytes are UTF-8, else base64."""

    text: str | None = None
    base64: str | None = None
    size: int | None = None  # bytes of the whole, if it was cut

    def __bytes__(self) -> bytes:
        return base64.b64decode(self.base64) if self.base64 is not None else (self.text or "").encode()


@dataclass(frozen=True)
class SentField:
    """A header field in the journal."""

    name: str
    value: str


@dataclass(frozen=True)
class SentMessage:
    """A request or a response in the journal."""

    headers: tuple[SentField, ...]
    body: SentBody

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The last value of each field, by its name in lower case."""
        return {each.name.lower(): each.value for each in self.headers}


@dataclass(frozen=True)
class RemoteCall:
    """An exchange in a world's journal: a request, and what it got.

    It has the names of the calls that `api.calls(…)` has in pytest. `***` stands for secrets, unless the server was
    started with `--show-secrets`.
    """

    at: datetime  # by the world's clock
    method: str  # "PATCH"
    path: str  # "/adapter/v1/custom-connectors/c0ffee…": as it was sent, percent-encoded
    status: int  # 422
    source: str  # "contract": where the response came from
    api: str | None  # "adapter"; None if no API has the path
    operation_id: str | None  # "updateCustomConnector"; None if no operation matched
    milliseconds: float
    violations: tuple[ViolationRecord, ...]
    query_string: str = field(metadata={"member": "query"})  # "per_page=5": as it was sent, percent-encoded
    sent: SentMessage = field(metadata={"member": "request"})
    got: SentMessage = field(metadata={"member": "response"})
    hint: str | None = None  # why a web page cannot read the response
    number: int = 0  # 1 for the first of its world

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The values of each query parameter, as text: `{"per_page": ["5"]}`."""
        return parse_qs(self.query_string, keep_blank_values=True)

    @property
    def headers(self) -> Mapping[str, str]:
        """The request's header fields, by their names in lower case."""
        return self.sent.fields

    @property
    def body(self) -> bytes:
        """The request's body."""
        return bytes(self.sent.body)

    @cached_property
    def json(self) -> Any:
        """The request's JSON body. Raises `ValueError` if it is not JSON."""
        return json.loads(self.body)

    @cached_property
    def response(self) -> Any:
        """The response's JSON body. Raises `ValueError` if it is not JSON."""
        return json.loads(bytes(self.got.body))

    def __str__(self) -> str:
        """`PATCH /adapter/v1/custom-connectors/c0ffee… → 200`."""
        target = f"{self.path}?{self.query_string}" if self.query_string else self.path
        return f"{self.method} {target} → {self.status}"
