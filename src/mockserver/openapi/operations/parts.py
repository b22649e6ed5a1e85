"""Reads the parameters, bodies and responses of operations. What cannot be read is left out, and noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from ..documents.versions import LIST_STYLES, has_dotted_labels, ignores_style
from ..errors import DocumentError
from ..messages import WIRE_FIELDS
from ..pointers import escape
from .examples import ExampleReader
from .pieces import Pieces
from .records import (
    Example,
    MediaTypeObject,
    Parameter,
    ParameterLocation,
    RequestBody,
    ResponseHeader,
    ResponseObject,
    Style,
)

_DEFAULT_STYLE: dict[str, Style] = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_STYLES: dict[str, tuple[Style, ...]] = {  # OpenAPI 3.1.1 §4.8.12.3
    "path": ("simple", "label", "matrix"),
    "header": ("simple",),
    "query": ("form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"),  # tabs: Swagger 2.0 only
    "cookie": ("form", "cookie"),  # OpenAPI 3.2.0 §4.12.3
}
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")  # OpenAPI 3.1.1 §4.8.16
_ANYTHING = "*/*"

# OpenAPI 3.1.1 §4.8.17.1: a response header named Content-Type is ignored. The server decides the others.
_OWN_FIELDS = WIRE_FIELDS | {"content-type"}


class PartReader:
    """Reads parts of one document by pointers, so that everything it reads has its place."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.document = pieces.document
        self.examples = ExampleReader(pieces)

    # parameters

    def parameters(self, *owners: str) -> tuple[Parameter, ...]:
        """Return the path's parameters and the operation's own, which replace those of the same name and location.

        OpenAPI 3.1.1 §4.8.10.
        """
        merged: dict[tuple[str, str], Parameter] = {}
        for owner in owners:
            for index in range(len(self.pieces.items(owner, "parameters"))):
                at = f"{owner}/parameters/{index}"
                try:
                    parameter = self._parameter(at)
                except DocumentError as reason:
                    self.pieces.leave_out(at, reason)
                    continue
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
        style = self._style(raw, location, pointer)
        content = list(self.content(pointer).values())
        return Parameter(
            name=name,
            location=cast(ParameterLocation, location),
            required=raw.get("required") is True or location == "path",
            style=style,
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

    def _style(self, raw: dict[str, Any], location: str, pointer: str) -> Style:
        style = raw.get("style")
        if style in _STYLES[location]:
            return cast(Style, style)
        if style:
            allowed = ", ".join(_STYLES[location])
            message = f"style {style!r} cannot be used in {location}; allowed: {allowed}"
            self.pieces.leave_out(f"{pointer}/style", message)
        return _DEFAULT_STYLE[location]

    def _query_string(self, pointer: str, raw: dict[str, Any]) -> Parameter:
        """Return the whole query as one value, a form if the document has one (OpenAPI 3.2.0 §4.12.1)."""
        content = self.content(pointer)
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

    # bodies

    def body(self, at: str) -> RequestBody:
        """Return a request body. Any body is allowed where the document means one that cannot be read."""
        try:
            pointer, raw = self.pieces.resolve(at)
        except DocumentError as reason:
            self.pieces.leave_out(at, reason)
            return RequestBody(required=False, content={_ANYTHING: _unknown_content(at)}, pointer=at)
        content = self.content(pointer)
        if not content and raw.get("content"):
            content = {_ANYTHING: _unknown_content(pointer)}
        return RequestBody(required=raw.get("required") is True, content=content, pointer=pointer)

    def content(self, owner: str) -> dict[str, MediaTypeObject]:
        found: dict[str, MediaTypeObject] = {}
        for name in self.pieces.entries(owner, "content"):
            at = f"{owner}/content/{escape(name)}"
            try:
                found[name] = self._media_type(name, at)
            except DocumentError as reason:
                self.pieces.leave_out(at, reason)
        return found

    def _media_type(self, name: str, at: str) -> MediaTypeObject:
        pointer, raw = self.pieces.resolve(at)
        parts = self.pieces.items(pointer, "prefixEncoding")
        ignored = ("style", "explode") if ignores_style(self.document.version, name) else ()
        return MediaTypeObject(
            media_type=name,
            schema=f"{pointer}/schema" if "schema" in raw else None,
            examples=self.examples.read(pointer, name),
            encoding={
                field: {key: value for key, value in part.items() if key not in ignored}
                for field, part in self.pieces.mappings(pointer, "encoding").items()
            },
            pointer=pointer,
            item_schema=f"{pointer}/itemSchema" if "itemSchema" in raw else None,
            part_encodings=tuple(part for part in parts if isinstance(part, dict)),
            rest_encoding=self.pieces.entries(pointer, "itemEncoding") or None,
        )

    # responses

    def responses(self, operation: str) -> dict[str, ResponseObject]:
        """Return the responses of an operation. One that cannot be read has no content."""
        found: dict[str, ResponseObject] = {}
        for key in map(str, self.pieces.entries(operation, "responses")):
            if key.startswith("x-"):
                continue
            at, status = f"{operation}/responses/{escape(key)}", _status(key)
            if not _STATUS.fullmatch(status):
                self.pieces.leave_out(at, f"{key!r} is not a status such as 200, a range such as 2XX, or `default`")
                continue
            try:
                found[status] = self._response(at, status)
            except DocumentError as reason:
                self.pieces.leave_out(at, reason)
                found[status] = ResponseObject(status, "", {}, (), at)
        return found

    def _response(self, at: str, status: str) -> ResponseObject:
        pointer, raw = self.pieces.resolve(at)
        headers = self.pieces.entries(pointer, "headers")
        return ResponseObject(
            status=status,
            description=str(raw.get("description", "")),
            content=self.content(pointer),
            headers=tuple(self._iter_headers(pointer, [name for name in headers if name.lower() not in _OWN_FIELDS])),
            pointer=pointer,
        )

    def _iter_headers(self, response: str, names: list[str]) -> Iterator[ResponseHeader]:
        for name in names:
            at = f"{response}/headers/{escape(name)}"
            try:
                yield self._header(name, at)
            except DocumentError as reason:
                self.pieces.leave_out(at, reason)

    def _header(self, name: str, at: str) -> ResponseHeader:
        pointer, raw = self.pieces.resolve(at)
        content = next(iter(self.content(pointer).values()), None) if "schema" not in raw else None
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


def _unknown_content(pointer: str) -> MediaTypeObject:
    return MediaTypeObject(_ANYTHING, None, (), {}, pointer)
