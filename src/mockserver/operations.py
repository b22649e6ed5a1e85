"""The document as frozen dataclasses: what can be asked, with which parameters, and what may be answered.

Above this floor nobody looks into the document any more, and nobody asks which OpenAPI version it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal, cast

from .documents import Document, ExternalValue, escape, iter_references
from .errors import DocumentError
from .media_types import make_concrete, parse_media_type

ParameterLocation = Literal["path", "query", "header", "cookie"]
Style = Literal[
    "matrix", "label", "simple", "form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "cookie"
]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_DEFAULT_STYLE: dict[str, Style] = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_STYLES: dict[str, tuple[Style, ...]] = {  # OpenAPI 3.1.1 §4.8.12.3
    "path": ("simple", "label", "matrix"),
    "header": ("simple",),
    "query": ("form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"),  # tabs: Swagger 2.0 alone
    "cookie": ("form", "cookie"),  # OpenAPI 3.2.0 §4.12.3
}


@dataclass(frozen=True, slots=True)
class Example:
    """A value the author wrote down."""

    name: str  # "minimal"; empty for the singular `example`
    summary: str  # "Only what is required"
    shown: Any  # the value, or the file that holds it
    pointer: str  # where the value stands

    @property
    def value(self) -> Any:
        """The value; `DocumentError` where it is in a file that cannot be read."""
        return self.shown.read() if isinstance(self.shown, ExternalValue) else self.shown


@dataclass(frozen=True, slots=True)
class MediaTypeObject:
    """One entry of a `content` map."""

    media_type: str  # "application/json", as written
    schema: str | None  # pointer of the schema; None when there is none
    examples: tuple[Example, ...]
    encoding: dict[str, dict[str, Any]]  # property name -> Encoding Object
    pointer: str
    item_schema: str | None = None  # pointer of the schema of each item of a sequence (OpenAPI 3.2.0 §4.14.1)
    part_encodings: tuple[dict[str, Any], ...] = ()  # Encoding Objects of the first parts: `prefixEncoding`
    rest_encoding: dict[str, Any] | None = None  # of every further part: `itemEncoding`

    def example(self, name: str) -> Example | None:
        return next((example for example in self.examples if example.name == name), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter, request header fields included."""

    name: str  # "include_inactive"
    location: ParameterLocation
    required: bool
    style: Style
    explode: bool
    schema: str | None  # pointer of the schema; None when `content` says how it is written
    content: MediaTypeObject | None  # for parameters described by a media type
    allow_empty: bool  # `allowEmptyValue`
    deprecated: bool
    pointer: str
    examples: tuple[Example, ...] = ()
    is_whole_query: bool = False  # `in: querystring` other than a form: the text after the question mark is its value


@dataclass(frozen=True, slots=True)
class RequestBody:
    """What may be sent."""

    required: bool
    content: dict[str, MediaTypeObject]  # by media type or range, as written
    pointer: str


@dataclass(frozen=True, slots=True)
class ResponseHeader:
    """A documented field of a response."""

    name: str  # "WWW-Authenticate"
    required: bool
    schema: str | None
    explode: bool
    examples: tuple[Example, ...]
    pointer: str
    content: MediaTypeObject | None = None  # for fields described by a media type


@dataclass(frozen=True, slots=True)
class ResponseObject:
    """What may be answered with one status."""

    status: str  # "200", "4XX" or "default"
    description: str
    content: dict[str, MediaTypeObject]
    headers: tuple[ResponseHeader, ...]
    pointer: str

    def iter_examples(self) -> Iterator[tuple[MediaTypeObject, Example]]:
        for media_type in self.content.values():
            for example in media_type.examples:
                yield media_type, example


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """How one credential travels."""

    name: str  # "bearerAuth"
    type: str  # "apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"
    scheme: str  # "bearer", lower-case; only for http
    location: str  # "header", "query" or "cookie"; only for apiKey
    key: str  # "X-Api-Key"; only for apiKey
    pointer: str


@dataclass(frozen=True, slots=True)
class SecurityRequirement:
    """Schemes that must all be satisfied; an operation accepts any one of its requirements."""

    schemes: tuple[tuple[SecurityScheme, tuple[str, ...]], ...]  # scheme and the scopes it needs; () is anonymous


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    operation_id: str  # "updateDataConnector"; "PATCH /pets/{id}" when the document gives none
    method: str  # "PATCH"
    path: str  # "/data_connectors/{id}"
    summary: str
    tags: tuple[str, ...]
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: dict[str, ResponseObject]  # by "200", "4XX", "default"
    security: tuple[SecurityRequirement, ...]  # empty: no credential is asked for
    document: Document
    pointer: str
    broken: DocumentError | None = None  # why it cannot be served; all that could not be read is left out then

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def response_for(self, status: int) -> ResponseObject | None:
        """Exact status, then its range, then `default` (OpenAPI 3.1.1 §4.8.16)."""
        responses = self.responses
        return responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")

    def parameter(self, name: str, location: ParameterLocation) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name and p.location == location), None)


def read_operations(document: Document) -> tuple[Operation, ...]:
    """Every operation of a document, in its order; one that cannot be served says why in `broken`.

    `DocumentError` only where there is no telling which operations there are: `paths` is no mapping.
    """
    operations: dict[str, Operation] = {}
    for operation in _Reader(document).operations():
        if operation.operation_id in operations:  # OpenAPI 3.1.1 §4.8.10.1: the first has it, whoever comes later not
            operation = replace(operation, operation_id=str(operation))
        operations[operation.operation_id] = operation
    broken = dict(chain(document.iter_broken_references(), document.iter_broken_schemas()))
    if not broken:
        return tuple(operations.values())
    reach = _Reach(document, broken)
    return tuple(operation if operation.broken else reach.judge(operation) for operation in operations.values())


class _Reach:
    """Which broken `$ref`s and schemas an operation leads to, through whatever it references."""

    def __init__(self, document: Document, broken: dict[str, DocumentError]) -> None:
        self.document = document
        self.broken = broken
        self.below: dict[str, DocumentError] = {}  # pointer -> the first that is broken there or below
        for at, error in broken.items():
            words = at.split("/")
            for length in range(1, len(words) + 1):
                self.below.setdefault("/".join(words[:length]), error)
        self.known: dict[str, list[str]] = {}  # pointer -> what is referenced there and below

    def judge(self, operation: Operation) -> Operation:
        item = operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        places = [f"{operation.pointer}/{key}" for key in ("parameters", "requestBody", "responses")]
        places += [parameter.pointer for parameter in operation.parameters]  # those beside a path's `$ref`, too
        pending, seen = [f"{item}/parameters", *places], set[str]()
        while pending:
            pointer = pending.pop()
            if pointer not in seen:
                seen.add(pointer)
                if pointer in self.below:
                    return replace(operation, broken=self.below[pointer])
                pending += self._references(pointer)
        return operation

    def _references(self, pointer: str) -> list[str]:
        if pointer not in self.known:
            found = iter_references(self._lookup(pointer))
            self.known[pointer] = [self.document.follow(ref, pointer + below) for below, ref in found]
        return self.known[pointer]

    def _lookup(self, pointer: str) -> Any:
        try:
            return self.document.lookup(pointer)
        except DocumentError:
            return None  # an operation without parameters


class _Reader:
    """Walks one document by pointers, so that everything it reads can say where it stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemes: dict[str, SecurityScheme] = {}

    def operations(self) -> Iterator[Operation]:
        for path in self._entries("", "paths"):
            pointer = f"/paths/{escape(path)}"
            if path.startswith("x-"):
                continue
            try:
                if not path.startswith("/"):
                    raise self.document.error(f"the path {path!r} does not begin with a slash", pointer)
                items = tuple(self._iter_items(pointer))
            except DocumentError as reason:  # whatever is asked of this path, nobody can tell
                yield from (_broken(self.document, path, method, pointer, reason) for method in METHODS)
                continue
            operations: dict[str, str] = {}
            for item in reversed(items):
                for method, pointer in self._iter_methods(item):
                    operations.setdefault(method, pointer)
            yield from (self._operation(path, method, items, pointer) for method, pointer in operations.items())

    def _iter_items(self, pointer: str) -> Iterator[str]:
        """The pointers of a path item: what its `$ref` means comes before what stands beside it and is nearer."""
        last, _ = self.document.resolve(pointer)
        if last != pointer:
            yield from self._iter_items(self.document.follow(self.document.lookup(pointer)["$ref"], pointer))
        yield pointer

    def _iter_methods(self, pointer: str) -> Iterator[tuple[str, str]]:
        """Every method of one path item, and the pointer of its operation."""
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
        raw = self._mapping(pointer)
        return Operation(
            operation_id=str(raw.get("operationId") or f"{method.upper()} {path}"),
            method=method.upper(),
            path=path,
            summary=str(raw.get("summary", "")),
            tags=tuple(str(tag) for tag in self._items(pointer, "tags")),
            deprecated=raw.get("deprecated") is True,
            parameters=self._parameters(*items, pointer),
            body=self._body(f"{pointer}/requestBody") if "requestBody" in raw else None,
            responses={
                str(status): self._response(pointer, str(status))
                for status in self._entries(pointer, "responses")
                if not str(status).startswith("x-")
            },
            security=self._security(pointer if "security" in raw else ""),
            document=self.document,
            pointer=pointer,
        )

    # parameters and bodies

    def _parameters(self, *owners: str) -> tuple[Parameter, ...]:
        """The operation's own parameters replace the path's of the same name and place (OpenAPI 3.1.1 §4.8.10)."""
        merged: dict[tuple[str, str], Parameter] = {}
        for owner in owners:
            for index in range(len(self._items(owner, "parameters"))):
                parameter = self._parameter(f"{owner}/parameters/{index}")
                if parameter is not None:
                    merged[parameter.location, parameter.name] = parameter
        return tuple(merged.values())

    def _parameter(self, at: str) -> Parameter | None:
        pointer, raw = self._resolve(at)
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
            schema=f"{pointer}/schema" if "schema" in raw else None,
            content=content[0] if content and "schema" not in raw else None,
            allow_empty=raw.get("allowEmptyValue") is True,
            deprecated=raw.get("deprecated") is True,
            pointer=pointer,
            examples=self._examples(pointer) or (content[0].examples if content else ()),
        )

    def _query_string(self, pointer: str, raw: dict[str, Any]) -> Parameter:
        """The whole query as one value, whose fields are parameters where it is a form (OpenAPI 3.2.0 §4.12.1)."""
        content = self._content(pointer)
        if not content:
            raise self.document.error("a parameter in querystring needs a `content`", pointer)
        form = content.get("application/x-www-form-urlencoded")
        media_type = form or next(iter(content.values()))
        return Parameter(
            name=str(raw.get("name", "")),
            location="query",
            required=raw.get("required") is True,
            style="form",
            explode=True,
            schema=media_type.schema if form else None,
            content=None if form else media_type,
            allow_empty=False,
            deprecated=raw.get("deprecated") is True,
            pointer=pointer,
            examples=self._examples(pointer) or media_type.examples,
            is_whole_query=form is None,
        )

    def _body(self, at: str) -> RequestBody:
        pointer, raw = self._resolve(at)
        return RequestBody(required=raw.get("required") is True, content=self._content(pointer), pointer=pointer)

    def _content(self, owner: str) -> dict[str, MediaTypeObject]:
        names = self._entries(owner, "content")
        return {name: self._media_type(name, f"{owner}/content/{escape(name)}") for name in names}

    def _media_type(self, name: str, at: str) -> MediaTypeObject:
        pointer, raw = self._resolve(at)
        return MediaTypeObject(
            media_type=name,
            schema=f"{pointer}/schema" if "schema" in raw else None,
            examples=self._examples(pointer, name),
            encoding=self._entries(pointer, "encoding"),
            pointer=pointer,
            item_schema=f"{pointer}/itemSchema" if "itemSchema" in raw else None,
            part_encodings=tuple(part for part in self._items(pointer, "prefixEncoding") if isinstance(part, dict)),
            rest_encoding=self._entries(pointer, "itemEncoding") or None,
        )

    def _examples(self, owner: str, media_type: str = "application/json") -> tuple[Example, ...]:
        raw = self._mapping(owner)
        examples = []
        if "example" in raw:
            examples.append(Example("", "", raw["example"], f"{owner}/example"))
        named = raw.get("examples")
        for name in named if isinstance(named, dict) else ():
            pointer, example = self.document.resolve(f"{owner}/examples/{escape(name)}")
            if isinstance(example, dict):
                example = self._example(name, example, pointer, media_type)
                examples += [example] if example is not None else []
        return tuple(examples)

    def _example(self, name: str, raw: dict[str, Any], pointer: str, media_type: str) -> Example | None:
        """An Example Object (OpenAPI 3.2.0 §4.19); `None` for one that shows nothing.

        1. `value`.
        2. `serializedValue`, where it is no JSON; `dataValue`; `serializedValue`, read as JSON.
        3. `externalValue`, a file.
        """
        summary, kind = str(raw.get("summary", "")), _kind(media_type)
        written = raw.get("serializedValue")
        keys = ("value", "dataValue") if kind == "json" or not isinstance(written, str) else ("value",)
        for key in keys:
            if key in raw:
                return Example(name, summary, raw[key], f"{pointer}/{key}")
        if isinstance(written, str):
            shown: Any = written if kind != "json" else self._parse(written, f"{pointer}/serializedValue")
            return Example(name, summary, shown, f"{pointer}/serializedValue")
        if isinstance(raw.get("externalValue"), str):
            at = f"{pointer}/externalValue"
            return Example(name, summary, ExternalValue(self.document, raw["externalValue"], at, kind), at)
        return None

    def _parse(self, text: str, pointer: str) -> Any:
        try:
            return json.loads(text)
        except ValueError as reason:
            raise self.document.error(f"a serializedValue is not JSON: {reason}", pointer) from None

    # responses

    def _response(self, operation: str, status: str) -> ResponseObject:
        pointer, raw = self._resolve(f"{operation}/responses/{escape(status)}")
        headers = self._entries(pointer, "headers")
        return ResponseObject(
            status=status,
            description=str(raw.get("description", "")),
            content=self._content(pointer),
            # OpenAPI 3.1.1 §4.8.17.1: a response header named Content-Type is ignored
            headers=tuple(self._header(pointer, name) for name in headers if name.lower() != "content-type"),
            pointer=pointer,
        )

    def _header(self, response: str, name: str) -> ResponseHeader:
        pointer, raw = self._resolve(f"{response}/headers/{escape(name)}")
        content = next(iter(self._content(pointer).values()), None) if "schema" not in raw else None
        return ResponseHeader(
            name=name,
            required=raw.get("required") is True,
            schema=f"{pointer}/schema" if "schema" in raw else None,
            explode=raw.get("explode") is True,
            examples=self._header_examples(pointer, raw, content),
            pointer=pointer,
            content=content,
        )

    def _header_examples(
        self, pointer: str, raw: dict[str, Any], content: MediaTypeObject | None
    ) -> tuple[Example, ...]:
        if content is not None:
            return content.examples or self._schema_examples(content.schema)
        return self._examples(pointer) or self._schema_examples(f"{pointer}/schema" if "schema" in raw else None)

    def _schema_examples(self, at: str | None) -> tuple[Example, ...]:
        """What a schema itself shows of its values."""
        if at is None:
            return ()
        pointer, schema = self.document.resolve(at)
        for keyword in ("example", "default", "const"):
            if isinstance(schema, dict) and keyword in schema:
                return (Example("", "", schema[keyword], f"{pointer}/{keyword}"),)
        for keyword in ("examples", "enum"):
            values = schema.get(keyword) if isinstance(schema, dict) else None
            if isinstance(values, list) and values:
                return (Example("", "", values[0], f"{pointer}/{keyword}/0"),)
        return ()

    # security

    def _scheme(self, name: str, requirement: str) -> SecurityScheme:
        if name not in self.schemes:
            pointer, raw = self._resolve(self._find_scheme(name, requirement))
            self.schemes[name] = SecurityScheme(
                name=name,
                type=str(raw.get("type", "")),
                scheme=str(raw.get("scheme", "")).lower(),
                location=str(raw.get("in", "")),
                key=str(raw.get("name", "")),
                pointer=pointer,
            )
        return self.schemes[name]

    def _find_scheme(self, name: str, requirement: str) -> str:
        """Its name in the components comes first; OpenAPI 3.2.0 §4.30 lets a reference stand instead."""
        if "components" in self.document.content and name in self._entries("/components", "securitySchemes"):
            return f"/components/securitySchemes/{escape(name)}"
        if name.startswith("#/"):
            return self.document.follow(name, requirement)
        raise self.document.error(f"the security scheme {name!r} is not in components/securitySchemes", requirement)

    def _security(self, owner: str) -> tuple[SecurityRequirement, ...]:
        """The operation's `security`, or the document's when it has none of its own."""
        count = len(self._items(owner, "security"))
        return tuple(self._requirement(f"{owner}/security/{index}") for index in range(count))

    def _requirement(self, pointer: str) -> SecurityRequirement:
        names = self._mapping(pointer)
        pairs = tuple((self._scheme(name, pointer), tuple(self._items(pointer, name))) for name in names)
        return SecurityRequirement(pairs)

    # pieces of the document, each of the kind it must be; what is absent or null is empty

    def _resolve(self, at: str) -> tuple[str, dict[str, Any]]:
        pointer, _ = self.document.resolve(at)
        return pointer, self._mapping(pointer)

    def _entries(self, owner: str, key: str) -> dict[str, Any]:
        value = self._mapping(owner).get(key)
        if value is not None and not isinstance(value, dict):
            raise self.document.error("must be a mapping", f"{owner}/{escape(key)}")
        return value or {}

    def _items(self, owner: str, key: str) -> list[Any]:
        value = self._mapping(owner).get(key)
        if value is not None and not isinstance(value, list):
            raise self.document.error("must be a list", f"{owner}/{escape(key)}")
        return value or []

    def _mapping(self, pointer: str) -> dict[str, Any]:
        value = self.document.lookup(pointer)
        if not isinstance(value, dict):
            raise self.document.error("must be a mapping", pointer)
        return value


def _kind(media_type: str) -> Literal["json", "text", "bytes"]:
    """What a file of this media type is to whoever reads it."""
    parsed = parse_media_type(make_concrete(media_type))
    if parsed is None:
        return "bytes"
    return "json" if parsed.is_json else "text" if parsed.is_written else "bytes"


def _broken(
    document: Document, path: str, method: str, pointer: str, reason: DocumentError, operation_id: object = None
) -> Operation:
    """An operation of which only its address and its name are known, and why."""
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
