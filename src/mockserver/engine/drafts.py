"""Drafts of requests: values by parameter first, then the bytes that carry them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote

from ..openapi.bodies import BodyWriter, Unwritable
from ..openapi.errors import DocumentError
from ..openapi.generation import Unsatisfiable
from ..openapi.media_types import make_concrete, parse_media_type
from ..openapi.messages import Headers, Request
from ..openapi.operations import Example, MediaTypeObject, Operation, Parameter, ParameterLocation
from ..openapi.operations.path_keys import split_path_key
from ..openapi.rules import Violation
from ..openapi.styles import encode_percent, write_content, write_header, write_pairs, write_segment
from .apis.apis import Api

ABSENT: Final = object()
SUCCESSES = ("2", "3")
LISTED_LIMIT = 12  # values of one parameter that are sent


@dataclass(frozen=True, slots=True)
class Draft:
    """The values of one request."""

    operation: Operation
    values: dict[tuple[ParameterLocation, str], Any] = field(default_factory=dict)  # {("path", "id"): 7}
    body: Any = ABSENT
    media_type: str = ""  # "application/json", of the body
    name: str = ""  # of the example: "minimal"; empty for unnamed examples and generated values
    is_shown: bool = False  # every value is documented

    def having(self, location: ParameterLocation, name: str, value: Any) -> Draft:
        return replace(self, values={**self.values, (location, name): value})

    def without(self, location: ParameterLocation, name: str) -> Draft:
        return replace(self, values={key: value for key, value in self.values.items() if key != (location, name)})

    @property
    def promised(self) -> int | None:
        """Return the status of the response example with the same name.

        Of several statuses the lowest counts, so that a success comes before errors.
        """
        if not self.name:
            return None
        found = [
            int(status)
            for status, response in self.operation.responses.items()
            if status.isdigit() and any(example.name == self.name for _, example in response.iter_examples())
        ]
        return min(found, default=None)


class Drafter:
    """Makes the drafts for the operations of one document, and writes them as requests."""

    def __init__(self, api: Api, fixed: Mapping[str, str] | None = None) -> None:
        self._api = api
        self.fixed = fixed or {}  # values of path variables by name, chosen by the user: {"tenant": "default"}
        self._generator = api.description.generator("request")
        self._writer = BodyWriter(api.document)
        self._known: dict[str, list[Draft]] = {}

    def drafts(self, operation: Operation) -> list[Draft]:
        """Return the drafts of an operation, without duplicates:

        1. one for each name that examples of parameters and bodies have
        2. one with the first unnamed examples, and every parameter that has an example
        3. one with the required parameters only

        Values without an example are generated, always the same. There is no draft without a value that is required.
        """
        known = self._known.get(str(operation))
        if known is None:
            known = self._known[str(operation)] = self._make(operation)
        return known

    def _make(self, operation: Operation) -> list[Draft]:
        names = dict.fromkeys(example.name for example in _iter_examples(operation) if example.name)
        made = [self._draft(operation, name) for name in names]
        made += [self._draft(operation, ""), self._draft(operation, "", is_minimal=True)]
        unique: list[Draft] = []
        for draft in made:
            if draft is not None and not any(_says_the_same(draft, other) for other in unique):
                unique.append(draft)
        return unique

    def variants(self, draft: Draft) -> Iterator[Draft]:
        """Yield the draft with each other value that the enum of a parameter, or of its items, lists."""
        for parameter in draft.operation.parameters:
            if parameter.location != "path":
                for value in self._listed(parameter):
                    if draft.values.get((parameter.location, parameter.name), ABSENT) != value:
                        yield replace(draft.having(parameter.location, parameter.name, value), name="", is_shown=False)

    def _listed(self, parameter: Parameter) -> list[Any]:
        document = self._api.document
        if parameter.schema is None:
            return []
        pointer, schema = document.resolve(parameter.schema)
        if not isinstance(schema, dict):
            return []
        is_list = isinstance(schema.get("items"), dict)
        _, single = document.resolve(f"{pointer}/items") if is_list else (pointer, schema)
        values = single.get("enum") if isinstance(single, dict) else None
        listed = values[:LISTED_LIMIT] if isinstance(values, list) else []
        return [[value] for value in listed] if is_list else listed

    def schema_of(self, draft: Draft) -> str | None:
        """Return the pointer of the schema of a draft's body, `None` if there is none."""
        contents = draft.operation.body.content.values() if draft.operation.body and draft.body is not ABSENT else ()
        return next((each.schema for each in contents if make_concrete(each.media_type) == draft.media_type), None)

    def write(self, draft: Draft) -> Request | None:
        """Return the request without credentials, `None` if its body cannot be written in its media type."""
        operation = draft.operation
        path, query, cookies, fields = operation.path, list[str](), list[str](), list[tuple[str, str]]()
        for parameter in operation.parameters:
            value = draft.values.get((parameter.location, parameter.name), ABSENT)
            if value is ABSENT:
                continue
            if parameter.location == "path":
                path = path.replace("{" + parameter.name + "}", write_segment(parameter, value))
            elif parameter.is_whole_query:
                query.append(self._write_query(parameter, value))
            elif parameter.location == "query":
                query += write_pairs(parameter, value)
            elif parameter.location == "cookie":
                cookies += write_pairs(parameter, value)
            else:
                fields += write_header(parameter, value)
        if cookies:
            fields.append(("Cookie", "; ".join(cookies)))
        body = b""
        if draft.body is not ABSENT and operation.body is not None:
            try:
                written = self._writer.write(draft.body, draft.media_type, operation.body.content)
            except (Unwritable, DocumentError):
                return None
            body = written.body
            fields.append(("Content-Type", written.content_type))
        fields.append(("Accept", _accept(operation)))
        path, fixed = split_path_key(path)
        query += _without(fixed, {p.name for p in operation.parameters if (p.location, p.name) in draft.values})
        return Request(operation.method, path, "&".join(query), Headers(_sendable(fields)), body)

    def _write_query(self, parameter: Parameter, value: Any) -> str:
        """Return a value of `in: querystring`: a form as it is, any other media type percent-encoded."""
        content = parameter.content
        if content is None or "x-www-form-urlencoded" not in content.media_type:
            return encode_percent(write_content(content, value)) if content is not None else ""
        return self._writer.write(value, content.media_type, {content.media_type: content}).body.decode()

    # values

    def _draft(self, operation: Operation, name: str, *, is_minimal: bool = False) -> Draft | None:
        draft, is_shown = Draft(operation, name=name), True
        for parameter in operation.parameters:
            if parameter.location == "path" and parameter.name in self.fixed:
                draft = draft.having("path", parameter.name, self.fixed[parameter.name])
                continue
            example = _find(parameter.examples, name)
            if example is None and not parameter.required:
                continue
            if not parameter.required and is_minimal:
                continue
            value = self._value(parameter, example)
            if value is ABSENT:
                return None
            is_shown = is_shown and example is not None
            draft = draft.having(parameter.location, parameter.name, value)
        if operation.body is not None and operation.body.content:
            content, example = _find_body(operation, name)
            if example is None and is_minimal and not operation.body.required:
                return replace(draft, is_shown=is_shown)
            value = self._body(content, example)
            if value is ABSENT:
                return None if operation.body.required else replace(draft, is_shown=is_shown)
            draft = replace(draft, body=value, media_type=make_concrete(content.media_type))
            is_shown = is_shown and example is not None
        return replace(draft, is_shown=is_shown)

    def _value(self, parameter: Parameter, example: Example | None) -> Any:
        if example is not None:
            return example.value
        schema = parameter.schema or (parameter.content.schema if parameter.content else None)
        value = self._generate(schema, parameter.name)
        return "1" if value in ("", None) and parameter.location == "path" else value

    def _body(self, content: MediaTypeObject, example: Example | None) -> Any:
        try:
            if example is not None:
                return example.value
        except DocumentError:
            return ABSENT
        if content.schema is not None and self._generator.is_file(content.schema):
            return self._generator.generate_file(content.schema, content.media_type)
        return self._generate(content.schema, "")

    def _generate(self, schema: str | None, name: str) -> Any:
        if schema is None:
            return "text"
        try:
            return self._generator.generate(schema, name)
        except (Unsatisfiable, DocumentError):
            return ABSENT


def is_valid(api: Api, request: Request, operation: Operation) -> bool:
    """Return whether a request keeps the contract, apart from its credentials."""
    return not find_breaches(api, request, operation)


def _without(fixed: str, names: set[str]) -> list[str]:
    """Return the pairs of a path key's query that no parameter of those names writes."""
    return [pair for pair in fixed.split("&") if pair and pair.partition("=")[0] not in names]


def find_breaches(api: Api, request: Request, operation: Operation) -> list[Violation]:
    """Return the violations of a request, apart from its credentials."""
    match = api.router.match(request.method, request.path, request)
    texts = getattr(match, "texts", None)
    if texts is None or getattr(match, "operation", None) is not operation:
        return [Violation("routing.no-path", "path", f"does not lead to {operation}")]
    return api.ready[operation.operation_id].contract.check_request(texts, request).violations


def _find(examples: tuple[Example, ...], name: str) -> Example | None:
    """Return the example of that name, else the first."""
    return next((e for e in examples if e.name == name), next(iter(examples), None))


def _find_body(operation: Operation, name: str) -> tuple[MediaTypeObject, Example | None]:
    """Return the body example of that name, else the first one, JSON before other media types."""
    assert operation.body is not None
    contents = sorted(operation.body.content.values(), key=_is_not_json)
    for content in contents:
        if name and (example := content.example(name)) is not None:
            return content, example
    return next(((content, e) for content in contents for e in content.examples), (contents[0], None))


def _is_not_json(content: MediaTypeObject) -> bool:
    parsed = parse_media_type(content.media_type)
    return parsed is None or not parsed.is_json


def _iter_examples(operation: Operation) -> Iterator[Example]:
    for content in operation.body.content.values() if operation.body else ():
        yield from content.examples
    for parameter in operation.parameters:
        yield from parameter.examples


def _says_the_same(one: Draft, other: Draft) -> bool:
    return one.values == other.values and one.body == other.body and one.media_type == other.media_type


def _accept(operation: Operation) -> str:
    """Return every documented media type of a success, for services that negotiate."""
    successes = (response for status, response in operation.responses.items() if status[0] in SUCCESSES)
    offered = [name for response in successes for name in response.content if parse_media_type(name) is not None]
    return ", ".join(dict.fromkeys([*offered, "*/*"])) if offered else "*/*"


def _sendable(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """RFC 9110 §5.5: the value of a field has no line ends, and no white space around it."""
    return [
        (name, "".join(c if 32 <= ord(c) < 127 or c == "\t" else quote(c, errors="replace") for c in value).strip())
        for name, value in fields
    ]
