"""A second opinion on responses: other libraries check them against the document.

This module does not use our operations, contracts or validators. It walks the document itself; it checks schemas with
`openapi-schema-validator`, XML with ElementTree, multipart with `email`.
"""

from __future__ import annotations

import email
import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qs, quote, unquote
from xml.etree import ElementTree as ET

from jsonschema import FormatChecker, ValidationError, validators  # type: ignore[import-untyped]  # has no types
from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS31Validator,
    OAS32Validator,
    oas30_format_checker,
    oas31_format_checker,
    oas32_format_checker,
)
from referencing import Registry
from referencing.jsonschema import DRAFT4, DRAFT202012

from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Response
from mockserver.openapi.pointers import escape

SEQUENTIAL = ("application/jsonl", "application/x-ndjson", "application/json-seq", "text/event-stream")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_DIALECTS: dict[str, tuple[Any, FormatChecker, Any]] = {
    "3.0": (OAS30ReadValidator, oas30_format_checker, DRAFT4),
    "3.1": (OAS31Validator, oas31_format_checker, DRAFT202012),
    "3.2": (OAS32Validator, oas32_format_checker, DRAFT202012),
}


class ResponseChecker:
    """Checks responses against one document."""

    def __init__(self, document: Document) -> None:
        version = "3.0" if document.version == "2.0" else document.version[:3]
        validator, formats, draft = _DIALECTS[version]
        self._class = validators.extend(validator, {"multipleOf": _iter_not_multiples})
        self._formats = FormatChecker(())
        # jsonschema 4.26 checks `time` as %H:%M:%S, but RFC 3339 §5.6 has a time zone
        self._formats.checkers = {name: check for name, check in formats.checkers.items() if name != "time"}
        self._content = adapted(document.content)
        resource = draft.create_resource({**self._content, "$id": "urn:d"} if version != "3.0" else self._content)
        self._registry: Registry[Any] = Registry().with_resource("urn:d", resource)

    def operations(self) -> Iterator[tuple[str, str, str]]:
        """Method, path and pointer of every operation."""
        for path in self._content.get("paths") or ():
            if path.startswith("x-"):
                continue
            pointer, item = self._resolve(f"/paths/{escape(path)}")
            for method in _METHODS if isinstance(item, dict) else ():
                if method in item:
                    yield method.upper(), path, f"{pointer}/{method}"
            for method in item.get("additionalOperations") or () if isinstance(item, dict) else ():
                yield method.upper(), path, f"{pointer}/additionalOperations/{method}"

    def statuses(self, operation: str) -> list[str]:
        """The keys of its `responses`."""
        _, declared = self._resolve(operation)
        return [str(status) for status in declared.get("responses") or ()]

    def media_types(self, operation: str, status: str) -> list[str]:
        _, response = self._response(operation, status)
        return list(response.get("content") or ())

    def iter_problems(self, operation: str, status: str, response: Response) -> Iterator[str]:
        """All differences between a response and what the document says under `status`."""
        pointer, documented = self._response(operation, status)
        for name in documented.get("headers") or ():
            yield from self._check_header(f"{pointer}/headers/{escape(name)}", name, response)
        content = documented.get("content") or {}
        if not content or response.status in (204, 304):
            if response.body:
                yield f"has a body of {len(response.body)} bytes, but no body is documented"
            return
        essence = (response.media_type or "").partition(";")[0].strip().lower()
        matching = next((name for name in content if _fits(essence, name)), None)
        if matching is None:
            yield f"is {response.media_type}; documented: {', '.join(content)}"
            return
        at, media_type = self._resolve(f"{pointer}/content/{escape(matching)}")
        charset = email.message_from_string(f"Content-Type: {response.media_type}\n").get_content_charset("utf-8")
        for problem in self._check_body(at, media_type, essence, _as_utf_8(response.body, charset)):
            yield f"body of {response.media_type}: {problem}; it is {response.body[:300]!r}"

    # bodies

    def _check_body(self, at: str, media_type: dict[str, Any], essence: str, body: bytes) -> Iterator[str]:
        schema = f"{at}/schema" if "schema" in media_type else None
        if essence in SEQUENTIAL:
            item = f"{at}/itemSchema" if "itemSchema" in media_type else None
            yield from self._check_items(item, essence, body)
        elif essence == "application/json" or essence.endswith("+json"):
            yield from self._check_value(schema, json.loads(body))
        elif essence == "application/xml" or essence.endswith(("/xml", "+xml")):
            yield from self._check_xml(schema, body)
        elif essence == "application/x-www-form-urlencoded":
            yield from self._check_names(schema, parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True))
        elif essence == "multipart/form-data":
            yield from self._check_parts(schema, body)
        elif schema is not None and essence.startswith("text/"):
            yield from self._check_text(schema, body.decode())

    def _check_value(self, schema: str | None, value: Any) -> Iterator[str]:
        if schema is None:
            return
        reference = {"$ref": "urn:d#" + quote(schema, safe="/~")}
        validator = self._class(reference, registry=self._registry, format_checker=self._formats)
        for error in validator.iter_errors(value):
            yield f"{error.json_path} {error.message[:200]}"

    def _check_text(self, schema: str, text: str) -> Iterator[str]:
        """Check text that is, or can be read as, the scalar of its schema; other schemas do not apply to text."""
        _, declared = self._resolve(schema)
        if not isinstance(declared, dict) or declared.get("type") in ("object", "array"):
            return
        is_text = declared.get("type", "string") == "string"
        yield from self._check_value(schema, text if is_text else json.loads(text))

    def _check_items(self, schema: str | None, essence: str, body: bytes) -> Iterator[str]:
        if essence == "text/event-stream":
            if body and not body.endswith(b"\n"):
                yield "ends within an event"
            return
        separator = b"\x1e" if essence == "application/json-seq" else b"\n"
        for text in body.split(separator):
            if text.strip():
                yield from self._check_value(schema, json.loads(text))

    def _check_xml(self, schema: str | None, body: bytes) -> Iterator[str]:
        """Check the root element, and the required elements that hold plain text."""
        root = ET.fromstring(body)  # noqa: S314 - our own response
        if schema is None:
            return
        pointer, declared = self._resolve(schema)
        wanted = declared.get("xml", {}).get("name")
        if wanted is not None and root.tag.rpartition("}")[2] != wanted:
            yield f"the root is <{root.tag}> instead of <{wanted}>"
        for name in declared.get("required", ()):
            _, member = self._resolve(f"{pointer}/properties/{escape(name)}")
            is_plain = member.get("type") in ("string", "integer", "number") and "xml" not in member
            if is_plain and root.find(f"{{*}}{name}") is None:
                yield f"<{name}> is required, but absent"

    def _check_parts(self, schema: str | None, body: bytes) -> Iterator[str]:
        boundary = body.partition(b"\r\n")[0].removeprefix(b"--")
        head = b"Content-Type: multipart/form-data; boundary=" + boundary + b"\r\n\r\n"
        message = email.message_from_bytes(head + body)
        if not message.is_multipart():
            yield "has no parts"
            return
        yield from self._check_names(
            schema, [str(part.get_param("name", header="content-disposition")) for part in message.walk()]
        )

    def _check_names(self, schema: str | None, fields: Iterable[str]) -> Iterator[str]:
        _, declared = self._resolve(schema) if schema else ("", {})
        for name in declared.get("required", ()):
            if name not in fields:
                yield f"the field {name} is required, but absent"

    # headers

    def _check_header(self, at: str, name: str, response: Response) -> Iterator[str]:
        pointer, header = self._resolve(at)
        text = response.header(name)
        if name.lower() == "content-type":
            return
        if text is None:
            if header.get("required") is True:
                yield f"the header {name} is required, but absent"
            return
        if "schema" not in header:
            return
        _, schema = self._resolve(f"{pointer}/schema")
        types = schema.get("type") if isinstance(schema, dict) else None
        if types in ("string", "integer", "number", "boolean"):
            value = text if types == "string" else json.loads(text)
            for problem in self._check_value(f"{pointer}/schema", value):
                yield f"header {name}: {problem}"

    # the tree

    def _response(self, operation: str, status: str) -> tuple[str, dict[str, Any]]:
        _, declared = self._resolve(operation)
        key = next(key for key in declared["responses"] if str(key).lower() == status.lower())
        pointer, response = self._resolve(f"{operation}/responses/{escape(str(key))}")
        return pointer, response if isinstance(response, dict) else {}

    def _resolve(self, pointer: str) -> tuple[str, Any]:
        for _ in range(50):
            value = self._lookup(pointer)
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return pointer, value
            pointer = unquote(value["$ref"].removeprefix("#"))
        return pointer, None  # a circle

    def _lookup(self, pointer: str) -> Any:
        value: Any = self._content
        for word in pointer.split("/")[1:]:
            word = word.replace("~1", "/").replace("~0", "~")
            value = value[int(word)] if isinstance(value, list) else value[word]
        return value


def adapted(content: dict[str, Any]) -> dict[str, Any]:
    """A copy of the document, adapted to the other library.

    1. A `writeOnly` property is not required: `OAS31Validator` does not know the direction of a value. OpenAPI
       3.1.1 §4.8.24 leaves `readOnly` and `writeOnly` to JSON Schema, as annotations; we read them as in 3.0.
    2. A discriminator's mapping has references in place of names (OpenAPI 3.1.1 §4.8.25.3).
    """

    def copy(value: Any) -> Any:
        if isinstance(value, list):
            return [copy(item) for item in value]
        if not isinstance(value, dict):
            return value
        copied = {key: copy(item) for key, item in value.items()}
        properties = value.get("properties")
        if isinstance(properties, dict) and isinstance(copied.get("required"), list):
            hidden = {n for n, part in properties.items() if isinstance(part, dict) and part.get("writeOnly") is True}
            copied["required"] = [name for name in copied["required"] if name not in hidden]
        if isinstance(value.get("propertyName"), str) and isinstance(value.get("mapping"), dict):
            named = {key: f"#/components/schemas/{name}" for key, name in value["mapping"].items() if "/" not in name}
            copied["mapping"] |= named
        return copied

    copied = copy(content)
    assert isinstance(copied, dict)
    return copied


def _iter_not_multiples(_: Any, step: float, value: Any, __: Any) -> Iterator[ValidationError]:
    """`multipleOf` in decimals. jsonschema 4.26 divides binary floats, where 0.07 / 0.01 is 7.000…1."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and Fraction(str(value)) % Fraction(str(step)):
        yield ValidationError(f"{value} is not a multiple of {step}")


def _as_utf_8(body: bytes, charset: str) -> bytes:
    return body if charset == "utf-8" else body.decode(charset).encode()


def _fits(essence: str, documented: str) -> bool:
    wanted = documented.partition(";")[0].strip().lower()
    kind, _, subtype = wanted.partition("/")
    return wanted in (essence, "*/*") or (subtype == "*" and essence.startswith(f"{kind}/"))
