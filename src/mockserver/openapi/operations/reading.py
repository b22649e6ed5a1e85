"""Reads the operations of a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from ..documents import Document
from ..documents.versions import LIST_STYLES, has_dotted_labels, ignores_style
from ..errors import DocumentError
from ..messages import WIRE_FIELDS
from ..pointers import escape
from .examples import ExampleReader
from .pieces import Pieces
from .reach import Reach
from .records import (
    METHODS,
    Example,
    MediaTypeObject,
    Operation,
    Parameter,
    ParameterLocation,
    RequestBody,
    ResponseHeader,
    ResponseObject,
    Style,
)
from .security_schemes import SecurityReader

_DEFAULT_STYLE: dict[str, Style] = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_STYLES: dict[str, tuple[Style, ...]] = {  # OpenAPI 3.1.1 §4.8.12.3
    "path": ("simple", "label", "matrix"),
    "header": ("simple",),
    "query": ("form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"),  # tabs: Swagger 2.0 only
    "cookie": ("form", "cookie"),  # OpenAPI 3.2.0 §4.12.3
}

# OpenAPI 3.1.1 §4.8.17.1: a response header named Content-Type is ignored. The server decides the others.
_OWN_FIELDS = WIRE_FIELDS | {"content-type"}


def read_operations(document: Document) -> tuple[Operation, ...]:
    """Return every operation of a document, in its order. One that cannot be served has the reason in `broken`.

    Raises `DocumentError` if `paths` is not a mapping.
    """
    operations: dict[str, Operation] = {}
    for operation in _Reader(document).operations():
        if operation.operation_id in operations:  # OpenAPI 3.1.1 §4.8.10.1: unique; the first keeps it
            operation = replace(operation, operation_id=str(operation))
        operations[operation.operation_id] = operation
    broken = document.find_broken()
    if not broken:
        return tuple(operations.values())
    reach = Reach(document, broken)
    return tuple(operation if operation.broken else reach.judge(operation) for operation in operations.values())


class _Reader:
    """Walks one document by pointers, so that everything it reads has its place."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pieces = Pieces(document)
        self.examples = ExampleReader(self.pieces)
        self.security = SecurityReader(self.pieces)

    def operations(self) -> Iterator[Operation]:
        for path in self.pieces.entries("", "paths"):
            pointer = f"/paths/{escape(path)}"
            if path.startswith("x-"):
                continue
            try:
                if not path.startswith("/"):
                    raise self.document.error(f"the path {path!r} does not begin with a slash", pointer)
                items = tuple(self._iter_items(pointer))
            except DocumentError as reason:  # no method of this path can be served
                yield from (_broken(self.document, path, method, pointer, reason) for method in METHODS)
                continue
            operations: dict[str, str] = {}
            for item in reversed(items):
                for method, pointer in self._iter_methods(item):
                    operations.setdefault(method, pointer)
            yield from (self._operation(path, method, items, pointer) for method, pointer in operations.items())

    def _iter_items(self, pointer: str) -> Iterator[str]:
        """Yield the pointers of a path item: the target of its `$ref` first, then itself, which wins."""
        last, _ = self.document.resolve(pointer)
        if last != pointer:
            yield from self._iter_items(self.document.follow(self.document.lookup(pointer)["$ref"], pointer))
        yield pointer

    def _iter_methods(self, pointer: str) -> Iterator[tuple[str, str]]:
        """Yield every method of one path item, and the pointer of its operation."""
        item = self.document.lookup(pointer)
        if isinstance(item, dict):
            yield from ((method, f"{pointer}/{method}") for method in METHODS if method in item)
            others = item.get("additionalOperations")  # OpenAPI 3.2.0 §4.9.1
            for method in others if isinstance(others, dict) else ():
                yield method, f"{pointer}/additionalOperations/{escape(method)}"

    def _operation(self, path: str, method: str, items: tuple[str, ...], pointer: str) -> Operation:
        try:
            return self._read(path, method, items, pointer)
        except DocumentError as reason:
            raw = self.document.lookup(pointer)
            operation_id = raw.get("operationId") if isinstance(raw, dict) else None
            return _broken(self.document, path, method, pointer, reason, operation_id)

    def _read(self, path: str, method: str, items: tuple[str, ...], pointer: str) -> Operation:
        raw = self.pieces.mapping(pointer)
        return Operation(
            operation_id=str(raw.get("operationId") or f"{method.upper()} {path}"),
            method=method.upper(),
            path=path,
            summary=str(raw.get("summary", "")),
            tags=tuple(str(tag) for tag in self.pieces.items(pointer, "tags")),
            deprecated=raw.get("deprecated") is True,
            parameters=self._parameters(*items, pointer),
            body=self._body(f"{pointer}/requestBody") if "requestBody" in raw else None,
            responses={
                _status(str(key)): self._response(pointer, str(key))
                for key in self.pieces.entries(pointer, "responses")
                if not str(key).startswith("x-")
            },
            security=self.security.read(pointer if "security" in raw else ""),
            document=self.document,
            pointer=pointer,
        )

    # parameters and bodies

    def _parameters(self, *owners: str) -> tuple[Parameter, ...]:
        """Return the path's parameters and the operation's own, which replace those of the same name and location.

        OpenAPI 3.1.1 §4.8.10.
        """
        merged: dict[tuple[str, str], Parameter] = {}
        for owner in owners:
            for index in range(len(self.pieces.items(owner, "parameters"))):
                parameter = self._parameter(f"{owner}/parameters/{index}")
                if parameter is not None:
                    merged[parameter.location, parameter.name] = parameter
        return tuple(merged.values())

    def _parameter(self, at: str) -> Parameter | None:
        pointer, raw = self.pieces.resolve(at)
        name, location = raw.get("name"), str(raw.get("in"))
        if location == "querystring":
            return self._query_string(pointer, raw)
        if location not in _STYLES or not isinstance(name, str):
            raise self.document.error(
                "a parameter needs a `name`, and an `in` of path, query, header or cookie", pointer
            )
        # OpenAPI 3.1.1 §4.8.12.1: header parameters of these names are ignored
        if location == "header" and name.lower() in ("accept", "content-type", "authorization"):
            return None
        style = raw.get("style") or _DEFAULT_STYLE[location]
        if style not in _STYLES[location]:
            allowed = ", ".join(_STYLES[location])
            raise self.document.error(f"style {style!r} cannot be used in {location}; allowed: {allowed}", pointer)
        content = list(self._content(pointer).values())
        return Parameter(
            name=name,
            location=cast(ParameterLocation, location),
            required=raw.get("required") is True or location == "path",
            style=cast(Style, style),
            explode=bool(raw.get("explode", style in ("form", "cookie"))),
            list_styles=_list_styles(raw),
            has_dots=has_dotted_labels(self.document.version),
            schema=f"{pointer}/schema" if "schema" in raw else None,
            content=content[0] if content and "schema" not in raw else None,
            allow_empty=raw.get("allowEmptyValue") is True,
            deprecated=raw.get("deprecated") is True,
            pointer=pointer,
            examples=self.examples.read(pointer) or (content[0].examples if content else ()),
        )

    def _query_string(self, pointer: str, raw: dict[str, Any]) -> Parameter:
        """Return the whole query as one value, a form if the document has one (OpenAPI 3.2.0 §4.12.1)."""
        content = self._content(pointer)
        if not content:
            raise self.document.error("a parameter in querystring needs a `content`", pointer)
        media_type = content.get("application/x-www-form-urlencoded") or next(iter(content.values()))
        return Parameter(
            name=str(raw.get("name", "")),
            location="query",
            required=raw.get("required") is True,
            style="form",
            explode=True,
            schema=None,
            content=media_type,
            allow_empty=False,
            deprecated=raw.get("deprecated") is True,
            pointer=pointer,
            examples=self.examples.read(pointer) or media_type.examples,
            is_whole_query=True,
        )

    def _body(self, at: str) -> RequestBody:
        pointer, raw = self.pieces.resolve(at)
        return RequestBody(required=raw.get("required") is True, content=self._content(pointer), pointer=pointer)

    def _content(self, owner: str) -> dict[str, MediaTypeObject]:
        names = self.pieces.entries(owner, "content")
        return {name: self._media_type(name, f"{owner}/content/{escape(name)}") for name in names}

    def _media_type(self, name: str, at: str) -> MediaTypeObject:
        pointer, raw = self.pieces.resolve(at)
        encodings = self.pieces.entries(pointer, "encoding").items()
        ignored = ("style", "explode") if ignores_style(self.document.version, name) else ()
        return MediaTypeObject(
            media_type=name,
            schema=f"{pointer}/schema" if "schema" in raw else None,
            examples=self.examples.read(pointer, name),
            encoding={
                name: {key: value for key, value in part.items() if key not in ignored}
                for name, part in encodings
                if isinstance(part, dict)
            },
            pointer=pointer,
            item_schema=f"{pointer}/itemSchema" if "itemSchema" in raw else None,
            part_encodings=tuple(
                part for part in self.pieces.items(pointer, "prefixEncoding") if isinstance(part, dict)
            ),
            rest_encoding=self.pieces.entries(pointer, "itemEncoding") or None,
        )

    # responses

    def _response(self, operation: str, key: str) -> ResponseObject:
        pointer, raw = self.pieces.resolve(f"{operation}/responses/{escape(key)}")
        headers = self.pieces.entries(pointer, "headers")
        return ResponseObject(
            status=_status(key),
            description=str(raw.get("description", "")),
            content=self._content(pointer),
            headers=tuple(self._iter_headers(pointer, [name for name in headers if name.lower() not in _OWN_FIELDS])),
            pointer=pointer,
        )

    def _iter_headers(self, response: str, names: list[str]) -> Iterator[ResponseHeader]:
        """Yield the fields of those names. One that cannot be read is left out."""
        for name in names:
            with suppress(DocumentError):
                yield self._header(response, name)

    def _header(self, response: str, name: str) -> ResponseHeader:
        pointer, raw = self.pieces.resolve(f"{response}/headers/{escape(name)}")
        content = next(iter(self._content(pointer).values()), None) if "schema" not in raw else None
        return ResponseHeader(
            name=name,
            required=raw.get("required") is True,
            schema=f"{pointer}/schema" if "schema" in raw else None,
            explode=raw.get("explode") is True,
            examples=self._header_examples(pointer, raw, content),
            pointer=pointer,
            content=content,
            list_styles=_list_styles(raw),
        )

    def _header_examples(
        self, pointer: str, raw: dict[str, Any], content: MediaTypeObject | None
    ) -> tuple[Example, ...]:
        if content is not None:
            return content.examples or self.examples.read_schema(content.schema)
        return self.examples.read(pointer) or self.examples.read_schema(
            f"{pointer}/schema" if "schema" in raw else None
        )


def _list_styles(raw: dict[str, Any]) -> tuple[Style, ...]:
    """Return how Swagger 2.0 delimits a list and the lists in it, as its adapter noted it."""
    return tuple(cast(Style, style) for style in raw.get(LIST_STYLES) or () if style in _STYLES["query"])


def _status(key: str) -> str:
    """Return a status, a range or `default` (OpenAPI 3.1.1 §4.8.16), written `2xx`, `2XX` or `Default`."""
    return key.lower() if key.lower() == "default" else key.upper()


def _broken(
    document: Document, path: str, method: str, pointer: str, reason: DocumentError, operation_id: object = None
) -> Operation:
    """Return an operation that cannot be read, with its address, its name and the reason."""
    path = path if path.startswith("/") else f"/{path}"
    return Operation(
        operation_id=str(operation_id or f"{method.upper()} {path}"),
        method=method.upper(),
        path=path,
        summary="",
        tags=(),
        deprecated=False,
        parameters=(),
        body=None,
        responses={},
        security=(),
        document=document,
        pointer=pointer,
        broken=reason,
    )
