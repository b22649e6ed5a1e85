"""An operation and its parts, as frozen dataclasses: plain data, with pointers into the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..documents import Document, ExternalValue, Omission
from ..errors import DocumentError
from .path_keys import split_path_key

ParameterLocation = Literal["path", "query", "header", "cookie"]
Style = Literal[
    "matrix", "label", "simple", "form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "cookie"
]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(frozen=True, slots=True)
class Example:
    """An example in a document."""

    name: str  # "minimal"; empty for the singular `example`
    summary: str  # "Only what is required"
    shown: Any  # the value, the file that contains it, or the `DocumentError` why it cannot be read
    pointer: str  # of the value

    @property
    def value(self) -> Any:
        """The value. Raises `DocumentError` if it cannot be read."""
        if isinstance(self.shown, DocumentError):
            raise self.shown
        return self.shown.read() if isinstance(self.shown, ExternalValue) else self.shown


@dataclass(frozen=True, slots=True)
class MediaTypeObject:
    """One entry of a `content` map."""

    media_type: str  # "application/json", as written
    schema: str | None  # pointer of the schema; None if there is none
    examples: tuple[Example, ...]
    encoding: dict[str, dict[str, Any]]  # property name -> Encoding Object
    pointer: str
    item_schema: str | None = None  # pointer of the schema of each item of a sequence (OpenAPI 3.2.0 §4.14.1)
    part_encodings: tuple[dict[str, Any], ...] = ()  # Encoding Objects of the first parts: `prefixEncoding`
    rest_encoding: dict[str, Any] | None = None  # of every further part: `itemEncoding`

    @property
    def shows_anything(self) -> bool:
        """Whether there is an example or a schema: `application/json: {}` has neither, and admits any value."""
        return bool(self.examples or self.schema or self.item_schema)

    def example(self, name: str) -> Example | None:
        return next((example for example in self.examples if example.name == name), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter. Request header fields are parameters too."""

    name: str  # "include_inactive"
    location: ParameterLocation
    required: bool
    style: Style
    explode: bool
    schema: str | None  # pointer of the schema; None for a parameter with a `content`
    content: MediaTypeObject | None  # for a parameter that is written in a media type
    allow_empty: bool  # `allowEmptyValue`
    deprecated: bool
    pointer: str
    examples: tuple[Example, ...] = ()
    list_styles: tuple[Style, ...] = ()  # Swagger 2.0: how a list and the lists in it are delimited, beside `style`
    has_dots: bool = False  # style label: a list may be written `.a.b` even if it is not exploded
    is_whole_query: bool = False  # `in: querystring`: all that follows the question mark is its value


@dataclass(frozen=True, slots=True)
class RequestBody:
    """A declared request body."""

    required: bool
    content: dict[str, MediaTypeObject]  # by media type or range, as written
    pointer: str


@dataclass(frozen=True, slots=True)
class ResponseHeader:
    """A documented header field of a response."""

    name: str  # "WWW-Authenticate"
    required: bool
    schema: str | None
    explode: bool
    examples: tuple[Example, ...]
    pointer: str
    content: MediaTypeObject | None = None  # for a field that is written in a media type
    list_styles: tuple[Style, ...] = ()  # as those of a `Parameter`


@dataclass(frozen=True, slots=True)
class ResponseObject:
    """A documented response."""

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
    """How one credential is sent."""

    name: str  # "bearerAuth"
    type: str  # "apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"
    scheme: str  # "bearer", lower-case; only for http
    location: str  # "header", "query" or "cookie"; only for apiKey
    key: str  # "X-Api-Key"; only for apiKey
    pointer: str


@dataclass(frozen=True, slots=True)
class SecurityRequirement:
    """Schemes that must all be satisfied. An operation accepts any one of its requirements."""

    schemes: tuple[tuple[SecurityScheme, tuple[str, ...]], ...]  # scheme and the scopes it needs; () is anonymous


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    operation_id: str  # "updateDataConnector"; "PATCH /pets/{id}" if the document has none
    method: str  # "PATCH"
    path: str  # "/data_connectors/{id}", as the document has it
    summary: str
    tags: tuple[str, ...]
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: dict[str, ResponseObject]  # by "200", "4XX", "default"
    security: tuple[SecurityRequirement, ...]  # empty if no credential is needed
    document: Document
    pointer: str
    broken: DocumentError | None = None  # why it cannot be served
    omissions: tuple[Omission, ...] = ()  # its parts that cannot be read

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def bare_path(self) -> str:
        """The path without a query or fragment that the document put into its key: `/bucket` of `/bucket?acl`."""
        return split_path_key(self.path)[0]

    @property
    def fixed_query(self) -> str:
        """The pairs of that query or fragment, which tell operations of one path apart: `acl`; empty for none."""
        return split_path_key(self.path)[1]

    def response_for(self, status: int) -> ResponseObject | None:
        """Return the response for the exact status, else for its range, else `default` (OpenAPI 3.1.1 §4.8.16)."""
        responses = self.responses
        return responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")

    def parameter(self, name: str, location: ParameterLocation) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name and p.location == location), None)
