"""One operation made ready: what a response to it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...openapi.description import Description
from ...openapi.documents import Document
from ...openapi.media_types import parse_media_type
from ...openapi.operations import Operation
from ...openapi.pointers import escape
from ...openapi.validation import Contract
from ..authentication import Gate
from ..behaviour import Behaviour
from ..behaviour.coercion import Coercer
from ..filling.echoing import ResponseEcho
from ..filling.error_bodies import ErrorBodies
from ..handlers import Conduct, Declared, HandledOperation, Handler, Refuser, is_blocking, perform
from ..negotiation.documented_examples import DocumentedExamples
from ..negotiation.selecting import find_usual_status
from ..shapes import Shapes


@dataclass(frozen=True)
class ReadyOperation:
    """One operation of one API; each part is made when it is first needed."""

    operation: Operation
    api: str  # "intercom"
    behaviour: Behaviour  # of the API
    description: Description
    shapes: Shapes  # of the API's responses
    function: Handler | None = None  # from `handlers.py`
    refuser: Refuser | None = None  # from `handlers.py`

    @cached_property
    def contract(self) -> Contract:
        """The checks of requests and responses. Raises `DocumentError` if a schema cannot be compiled."""
        return self.description.contract(self.operation)

    @cached_property
    def examples(self) -> DocumentedExamples:
        return DocumentedExamples(self.operation, self.contract)

    @cached_property
    def error_bodies(self) -> ErrorBodies:
        return ErrorBodies()

    @cached_property
    def header_plans(self) -> dict[tuple[int, str], Any]:
        """What `response_headers` decided about documented responses, by status and pointer."""
        return {}

    @cached_property
    def echo(self) -> ResponseEcho:
        return ResponseEcho(self.operation)

    @cached_property
    def gate(self) -> Gate:
        return Gate(self.behaviour, self.operation, self.api)

    @cached_property
    def coercer(self) -> Coercer | None:
        """What coerces requests; `None` if `behaviour.yaml` asks for none."""
        rules = self.behaviour.coercion
        covers = rules is not None and rules.covers(self.operation)
        return Coercer(rules, self.operation, self.api) if rules is not None and covers else None

    @cached_property
    def handled(self) -> HandledOperation:
        """What a handler needs to know of the operation."""
        return HandledOperation(self.operation, self.api, self.behaviour, self.shapes, _declare(self.operation))

    @cached_property
    def handler(self) -> Handler | None:
        """The function of `handlers.py`, or the one that performs the action of `behaviour.yaml`, or `None`."""
        rules = self.behaviour.operations.get(self.operation.operation_id)
        has_action = rules is not None and rules.action is not None
        return self.function or (perform if has_action else None)

    @cached_property
    def conduct(self) -> Conduct:
        """How the handler behaves."""
        function = self.function
        return Conduct(
            self.operation, is_ours=function is None, is_blocking=function is not None and is_blocking(function)
        )


def _declare(operation: Operation) -> Declared:
    """The status of a success, and the property names and defaults of the body's schema."""
    success = find_usual_status(operation)
    created = 201 if "201" in operation.responses and success != 201 else None
    replaced = next((int(key) for key in ("200", "204", "202") if key in operation.responses), None)
    if operation.body is None:
        return Declared(success, created, replaced, takes_files=operation.method == "DELETE")  # it may delete a file
    names: set[str] = set()
    defaults: dict[str, object] = {}
    takes_files = not all(map(_has_no_files, operation.body.content))
    takes_patches = any("patch+json" in media_type for media_type in operation.body.content)
    for media_type in operation.body.content.values():
        if media_type.schema is not None:
            _collect(operation.document, media_type.schema, names, defaults)
    return Declared(
        success,
        created,
        replaced,
        frozenset(names) if names else None,
        takes_files,
        takes_patches,
        tuple(defaults.items()),
    )


def _has_no_files(media_type: str) -> bool:
    """Whether bodies of a media type are values without files: JSON, and forms that are not multipart."""
    parsed = parse_media_type(media_type)
    return parsed is not None and (parsed.is_json or parsed.essence == "application/x-www-form-urlencoded")


def _collect(document: Document, pointer: str, names: set[str], defaults: dict[str, object], depth: int = 0) -> None:
    """Add the property names and defaults of a schema, including those of its `allOf`, `oneOf` and `anyOf` parts."""
    pointer, schema = document.resolve(pointer)
    if not isinstance(schema, dict) or depth > 20:
        return
    for name in schema.get("properties") or ():
        names.add(name)
        _, member = document.resolve(f"{pointer}/properties/{escape(name)}")
        if isinstance(member, dict) and "default" in member:
            defaults.setdefault(name, member["default"])
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index in range(len(schema.get(keyword) or ())):
            _collect(document, f"{pointer}/{keyword}/{index}", names, defaults, depth + 1)
