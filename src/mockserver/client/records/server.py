"""The server and what it serves."""

from __future__ import annotations

from dataclasses import dataclass


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
