"""The contract of one operation: checks of its requests and responses that return every violation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .. import media_types
from ..bodies import BodyError, BodyReader, ReadBody, parse_json
from ..messages import BODILESS, Request, Response
from ..operations import MediaTypeObject, Operation, Parameter, ParameterLocation, ResponseHeader, ResponseObject
from ..parameters import ParameterReader, ParameterValues
from ..rules import RULES, BodyLocation, Violation, quote
from ..styles import Shape, read_header_text, read_shape
from .content_checker import ContentChecker
from .leniency import Spelling, read_booleans
from .schemas import Schemas

Coerce = Callable[[ReadBody], ReadBody]

_MISSING = object()


class CheckedRequest(NamedTuple):
    """The values of a request and its violations; the values are complete only if there are no violations."""

    parameters: ParameterValues  # with defaults
    body: ReadBody | None  # None: no body was sent
    violations: list[Violation]
    deprecated: tuple[Parameter, ...] = ()  # deprecated parameters that the request uses


class CheckedResponse(NamedTuple):
    """The decoded body of a response and its violations."""

    body: ReadBody | None  # None: there is no body, or it cannot be read
    violations: list[Violation]


class Contract:
    """The checks of one operation, prepared once and used for every message."""

    def __init__(self, operation: Operation, requests: Schemas, responses: Schemas) -> None:
        self.operation = operation
        self._requests = requests
        self._responses = responses
        self._parameters = ParameterReader(operation)
        self._body = BodyReader(operation.document, operation.body.content) if operation.body else None
        self._checkers: dict[tuple[str, str, str], ContentChecker] = {}
        self._shapes: dict[str, Shape] = {}  # of headers and parameters, by schema
        self._json_schemas = frozenset(p.content.schema for p in operation.parameters if p.content)
        self._readers: dict[str, BodyReader] = {}  # of responses, by status in the document
        self._deprecated = tuple(parameter for parameter in operation.parameters if parameter.deprecated)
        self._checked = tuple(
            (parameter.location, parameter.name, schema)
            for parameter in operation.parameters
            if (schema := parameter.schema or (parameter.content.schema if parameter.content else None)) is not None
        )

    # requests

    def check_request(self, texts: dict[str, str], request: Request, coerce: Coerce | None = None) -> CheckedRequest:
        """Return the values and violations of parameters, body and Accept; `texts` are those of the `Match`.

        `coerce` may change the body before it is checked.
        """
        values, violations = self._parameters.read(texts, request.query, request.headers)
        for location, name, schema in self._checked:
            value = getattr(values, location).get(name, _MISSING)
            if value is not _MISSING and not self._requests.is_valid(schema, value):
                value, broken = self._check_parameter(location, name, schema, value)
                values.at(location)[name] = value
                violations += broken
        body = self._check_body(request, violations, coerce)
        self._check_accept(request, violations)
        used = tuple(p for p in self._deprecated if p.name in values.at(p.location)) if self._deprecated else ()
        return CheckedRequest(self._parameters.with_defaults(values), body, violations, used)

    def _check_parameter(
        self, location: ParameterLocation, name: str, schema: str, value: Any
    ) -> tuple[Any, list[Violation]]:
        """Return the value of a parameter that breaks its schema, as real servers read it, and its violations."""
        document, spelled = self.operation.document, list[Spelling]()
        if schema not in self._json_schemas:
            value, spelled = read_booleans(value, self._shape(schema))
        found = [
            Violation(
                rule="parameter.boolean",
                location=location,
                message=f"{quote(text)} is an unusual spelling of {quote(read)}; allowed: true, false",
                pointer=pointer,
                name=name,
                keyword="type",
                seen=quote(text),
                allowed="true, false",
                position=document.position(schema),
            )
            for pointer, text, read in spelled
        ]
        return value, found + self._requests.check(schema, value, rule="parameter.schema", location=location, name=name)

    def check_undeclared(self, query: str) -> list[Violation]:
        """Return a violation for each name in a query that no parameter and no security scheme declares."""
        names = self._parameters.find_undeclared(query)
        if not names:
            return []
        operation = self.operation
        schemes = (scheme for requirement in operation.security for scheme, _ in requirement.schemes)
        keys = {scheme.key for scheme in schemes if scheme.location == "query"}
        declared = [parameter.name for parameter in operation.parameters if parameter.location == "query"]
        allowed = ", ".join(dict.fromkeys((*declared, *sorted(keys)))) or "none"
        position = operation.document.position(operation.pointer)
        message = f"is not declared; declared: {allowed}"
        return [
            Violation("parameter.unknown", "query", message, name=quote(name)[1:-1], allowed=allowed, position=position)
            for name in names
            if name not in keys
        ]

    def _check_body(
        self, request: Request, violations: list[Violation], coerce: Coerce | None = None
    ) -> ReadBody | None:
        rule = self.operation.body
        if rule is None or self._body is None:
            if request.body:
                violations.append(self._undeclared_body())
            return None
        content_type = request.headers.get("content-type")
        if not request.body and not self._body.admits_empty(content_type):
            if rule.required:
                position = self.operation.document.position(rule.pointer)
                violations.append(
                    Violation("body.required", "body", "is required, but absent", seen="absent", position=position)
                )
            return None
        if content_type is None:
            content_type = self._body.find_sole_type(request.body)
            if content_type is not None:
                violations.append(self._no_content_type(content_type, rule.pointer))
        body = self._body.read(content_type, request.body)
        if isinstance(body, list):
            violations += body
            return None
        if coerce is not None:
            body = coerce(body)
        checker = self._checker_for(body.media_type, "body")
        found = checker.check_read(body)
        if found:
            media_type = media_types.parse_media_type(content_type or "")
            body, found = checker.read_leniently(
                body, found, is_text=media_type is not None and media_type.has_no_types
            )
            violations += found
        return body

    def _undeclared_body(self) -> Violation:
        """Return the violation of a body that has no meaning (RFC 9110 §9.3.1). Servers ignore it, or document 415."""
        operation = self.operation
        return Violation(
            "body.undeclared",
            "body",
            "was sent, but the operation declares none",
            seen="a body",
            allowed="no body",
            position=operation.document.position(operation.pointer),
            severity="error" if "415" in operation.responses else "warning",
        )

    def _no_content_type(self, assumed: str, pointer: str) -> Violation:
        return Violation(
            "body.no-content-type",
            "body",
            f"has no Content-Type; the only documented one is {assumed}",
            seen="no Content-Type",
            allowed=assumed,
            position=self.operation.document.position(pointer),
        )

    def _check_accept(self, request: Request, violations: list[Violation]) -> None:
        """Add a violation if the client accepts no media type of a documented success.

        A server may then answer all the same (RFC 9110 §12.5.1). It is an error only if the operation documents 406,
        and nothing that it offers is kin to what the client accepts.
        """
        accept = request.headers.get("accept")
        if accept is None or accept == "*/*":
            return
        offers = [name for key, r in self.operation.responses.items() if key.startswith("2") for name in r.content]
        if offers and media_types.choose(accept, offers) is None:
            allowed = ", ".join(dict.fromkeys(offers))
            is_refused = "406" in self.operation.responses and media_types.find_kin(accept, offers) is None
            violations.append(
                Violation(
                    rule="accept.unavailable",
                    severity="error" if is_refused else RULES["accept.unavailable"].severity,
                    location="header",
                    message=f"{quote(accept)} accepts none of the documented media types: {allowed}",
                    name="Accept",
                    seen=quote(accept),
                    allowed=allowed,
                    position=self.operation.document.position(self.operation.pointer + "/responses"),
                )
            )

    # responses

    def check_response_value(
        self, status: int, headers: tuple[tuple[str, str], ...], media_type: str | None, value: Any
    ) -> list[Violation]:
        """Return the violations of a response with a decoded body; `media_type` is `None` if it has no body."""
        response = self.operation.response_for(status)
        if response is None:
            if not self.operation.responses:  # OpenAPI 3.1.1 §4.8.10: `responses` may be absent, and then says nothing
                return []
            allowed = ", ".join(self.operation.responses)
            position = self.operation.document.position(self.operation.pointer + "/responses")
            message = f"{status} is not documented; documented: {allowed}"
            return [
                Violation("response.status", "response", message, seen=str(status), allowed=allowed, position=position)
            ]
        violations = self._check_response_headers(response, headers)
        if media_type is None:
            if response.content and status not in BODILESS:
                violations.append(self._wrong_media_type(response, "no body"))
            return violations
        documented = self._find_content(response, media_type)
        if documented is None:
            if response.content:
                violations.append(self._wrong_media_type(response, media_type))
            return violations
        violations += self._checker_for(documented, "response").check(value)
        return violations

    def _checker_for(self, declared: MediaTypeObject, location: BodyLocation) -> ContentChecker:
        key = location, declared.media_type, declared.pointer
        checker = self._checkers.get(key)
        if checker is None:
            schemas = self._requests if location == "body" else self._responses
            checker = self._checkers[key] = ContentChecker(self.operation.document, declared, schemas, location)
        return checker

    def check_response(self, method: str, response: Response) -> CheckedResponse:
        """Return the body and the violations of a response to a request with `method`.

        Its body is read by its own Content-Type and must be free of any Content-Encoding.
        """
        documented = self.operation.response_for(response.status)
        if documented is None:
            return CheckedResponse(None, self.check_response_value(response.status, response.headers, None, None))
        if method == "HEAD":  # RFC 9110 §9.3.2: the fields of a GET, without its content
            return CheckedResponse(None, self._check_response_headers(documented, response.headers))
        if response.status in BODILESS or (not response.body and response.media_type is None):
            violations = self.check_response_value(response.status, response.headers, None, None)
            return CheckedResponse(None, violations + self._check_bodiless(documented, response))
        violations = self._check_response_headers(documented, response.headers)
        if response.media_type is None and not documented.content:  # RFC 9110 §8.3: Content-Type is optional
            return CheckedResponse(None, violations)
        body = self._reader_for(documented).read(response.media_type, response.body)
        if isinstance(body, list):
            return CheckedResponse(None, violations + body)
        return CheckedResponse(body, violations + self._checker_for(body.media_type, "response").check_read(body))

    def _reader_for(self, documented: ResponseObject) -> BodyReader:
        reader = self._readers.get(documented.status)
        if reader is None:
            # OpenAPI 3.1.1 §4.8.17.1 lets `content` be absent: then any body is allowed that follows its own media type
            content = documented.content or {"*/*": MediaTypeObject("*/*", None, (), {}, documented.pointer)}
            reader = self._readers[documented.status] = BodyReader(self.operation.document, content, "response")
        return reader

    def _check_bodiless(self, documented: ResponseObject, response: Response) -> list[Violation]:
        if not response.body:
            return []
        size = len(response.body)
        message = f"has a body of {size} bytes, which a response with status {response.status} must not have"
        position, seen = self.operation.document.position(documented.pointer), quote(response.body)
        return [Violation("response.malformed", "response", message, seen=seen, allowed="no body", position=position)]

    def _find_content(self, response: ResponseObject, text: str) -> MediaTypeObject | None:
        exact = response.content.get(text)
        if exact is not None:
            return exact
        parsed = media_types.parse_media_type(text)
        found = media_types.find_range(parsed, response.content) if parsed else None
        return response.content[found] if found else None

    def _wrong_media_type(self, response: ResponseObject, seen: str) -> Violation:
        allowed = ", ".join(response.content)
        position = self.operation.document.position(response.pointer)
        message = f"{seen} is not documented for status {response.status}; documented: {allowed}"
        return Violation("response.media-type", "response", message, seen=seen, allowed=allowed, position=position)

    def _check_response_headers(
        self, response: ResponseObject, headers: tuple[tuple[str, str], ...]
    ) -> list[Violation]:
        violations: list[Violation] = []
        for header in response.headers:
            wanted = header.name.lower()
            lines = [value for name, value in headers if name.lower() == wanted]
            schema = header.schema or (header.content.schema if header.content else None)
            if not lines:
                if header.required:
                    position = self.operation.document.position(header.pointer)
                    violations.append(
                        Violation(
                            "response.header-required",
                            "response",
                            "is required, but absent",
                            name=header.name,
                            seen="absent",
                            position=position,
                        )
                    )
            elif schema is not None:
                for value in self._header_values(header, lines):
                    violations += self._responses.check(
                        schema, value, rule="response.header-schema", location="response", name=header.name
                    )
        return violations

    def _shape(self, schema: str) -> Shape:
        shape = self._shapes.get(schema)
        if shape is None:
            shape = self._shapes[schema] = read_shape(self.operation.document, schema)
        return shape

    def _header_values(self, header: ResponseHeader, lines: list[str]) -> list[Any]:
        """Return the values of a header field: one for all lines, but one for each Set-Cookie line (RFC 6265 §3)."""
        if header.content is not None:
            return [_read_content(header.content, ", ".join(lines))]
        assert header.schema is not None
        shape = self._shape(header.schema)
        if header.name.lower() == "set-cookie":
            return [lines] if shape.has_array else list(lines)
        return [read_header_text(", ".join(lines), shape, header.explode, header.list_styles)]


def _read_content(content: MediaTypeObject, text: str) -> Any:
    """Return the value of a field with a media type, or the text itself if it does not follow the media type."""
    media_type = media_types.parse_media_type(content.media_type)
    if media_type is None or not media_type.is_json:
        return text
    try:
        return parse_json(text.encode("utf-8", "replace"))
    except BodyError:
        return text
