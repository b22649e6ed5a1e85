"""Valid requests, written from the parameters and bodies in a document."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from mockserver.openapi.bodies import BodyWriter, UploadedFile
from mockserver.openapi.documents import Document
from mockserver.openapi.generation import Generator, Unsatisfiable, sample_bytes
from mockserver.openapi.media_types import make_concrete, parse_media_type
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import MediaTypeObject, Operation, Parameter
from mockserver.openapi.validation import Schemas
from tests.support.rfc6570 import encoded, scalar_text, write_pairs, write_text

BOUNDARY = "corpus-boundary"
DIGEST = 'Digest username="me", realm="mock", nonce="mock", uri="/", response="6629fae49393a05397450978507c4ef1"'


class RequestWriter:
    """Writes requests for the operations of one document. Raises `Unsatisfiable` if a schema allows no value."""

    def __init__(self, document: Document) -> None:
        self._generator = Generator(Schemas(document, "request"))
        self._writer = BodyWriter(document)

    def requests(self, operation: Operation) -> Iterator[tuple[str, Request]]:
        """A request with all parameters for each media type of the body, and one with the required parts only."""
        contents: list[MediaTypeObject | None] = list(operation.body.content.values()) if operation.body else []
        for content in contents or [None]:
            yield (
                content.media_type if content else "all parameters",
                self._write(operation, operation.parameters, content),
            )
        required = tuple(parameter for parameter in operation.parameters if parameter.required)
        needed = contents[0] if operation.body and operation.body.required and contents else None
        yield "required parts", self._write(operation, required, needed)

    def minimal(self, operation: Operation) -> Request:
        """A request with the required parts only."""
        return [request for _, request in self.requests(operation)][-1]

    def _write(
        self, operation: Operation, parameters: tuple[Parameter, ...], content: MediaTypeObject | None
    ) -> Request:
        path, query, fields, cookies = operation.path, list[str](), list[tuple[str, str]](), list[str]()
        for parameter in parameters:
            value = self._value(parameter)
            if parameter.location == "path":
                path = path.replace(f"{{{parameter.name}}}", _path_text(parameter, value))
            elif parameter.location == "header":
                fields.append((parameter.name, _header_text(parameter, value)))
            else:
                pairs = _pairs(parameter, value, "&" if parameter.location == "query" else "; ")
                (query if parameter.location == "query" else cookies).append(pairs)
        for place, name, text in iter_credentials(operation):
            if place == "header":
                fields.append((name, text))
            else:
                (query if place == "query" else cookies).append(f"{name}={text}")
        if cookies:
            fields.append(("Cookie", "; ".join(filter(None, cookies))))
        body = b""
        if content is not None:
            content_type, body = self._body(content)
            fields.append(("Content-Type", content_type))
        path = quote(path, safe="/%:@!$&'()*+,;=~{}")
        return Request(operation.method, path, "&".join(filter(None, query)), Headers(fields), body)

    def _value(self, parameter: Parameter) -> Any:
        schema = parameter.schema or (parameter.content.schema if parameter.content else None)
        return "text" if schema is None else self._generator.generate(schema, parameter.name)

    # bodies

    def _body(self, content: MediaTypeObject) -> tuple[str, bytes]:
        """A Content-Type and a body."""
        written = make_concrete(content.media_type)
        media_type = parse_media_type(written)
        assert media_type is not None
        if content.item_schema is not None:
            items = [self._generator.generate(content.item_schema) for _ in range(2)]
            return written, self._writer.write(items, written, {written: content}).body
        if content.schema is None:
            return written, b"{}" if media_type.is_json else sample_bytes(media_type.essence)
        if self._generator.is_file(content.schema):
            return written, sample_bytes(media_type.essence)
        value = self._generator.generate(content.schema)
        if media_type.essence == "application/x-www-form-urlencoded":
            return written, _form(content, value).encode()
        if media_type.essence == "multipart/form-data":
            return f"{written}; boundary={BOUNDARY}", self._multipart(content, value)
        return written, self._writer.write(value, written, {written: content}).body

    def _multipart(self, content: MediaTypeObject, value: Any) -> bytes:
        """RFC 7578: one part for each item of each member; objects are JSON."""
        parts = list[bytes]()
        for name, member in value.items():
            schema = f"{content.schema}/properties/{name}"
            stated = str(content.encoding.get(name, {}).get("contentType", "")).partition(",")[0]
            items = member if isinstance(member, list) and not stated else [member]
            parts += [self._part(name, item, schema, stated) for item in items]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    def _part(self, name: str, value: Any, schema: str, stated: str) -> bytes:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        file = self._file(schema, stated, name)
        if file is not None:
            head += f'; filename="{file.filename}"\r\nContent-Type: {file.media_type}'
            return head.encode() + b"\r\n\r\n" + file.content + b"\r\n"
        media_type = stated or ("text/plain" if not isinstance(value, (dict, list)) else "application/json")
        text = scalar_text(value) if media_type == "text/plain" else json.dumps(value)
        return f"{head}\r\nContent-Type: {media_type}\r\n\r\n{text}\r\n".encode()

    def _file(self, schema: str, stated: str, name: str) -> UploadedFile | None:
        for pointer in (schema, f"{schema}/items"):
            try:
                if self._generator.is_file(pointer):
                    return self._generator.generate_file(pointer, stated, name)
            except (KeyError, Unsatisfiable):
                continue
        return None


def _path_text(parameter: Parameter, value: Any) -> str:
    if parameter.content is not None:
        return encoded(json.dumps(value))
    return write_text(parameter.style, parameter.explode, parameter.name, value)


def _header_text(parameter: Parameter, value: Any) -> str:
    if parameter.content is not None:
        return json.dumps(value)
    return write_text("simple", parameter.explode, parameter.name, value, scalar_text)


def _pairs(parameter: Parameter, value: Any, separator: str) -> str:
    if parameter.content is not None and parameter.is_whole_query:  # OpenAPI 3.2.0 §4.12.1
        is_form = parameter.content.media_type == "application/x-www-form-urlencoded"
        return _form(parameter.content, value) if is_form else encoded(json.dumps(value))
    if parameter.content is not None:
        return f"{encoded(parameter.name)}={encoded(json.dumps(value))}"
    if parameter.style == "tabDelimited":  # Swagger 2.0
        return f"{encoded(parameter.name)}=" + "%09".join(encoded(item) for item in value)
    if parameter.style == "cookie":  # OpenAPI 3.2.0 §4.12.3
        return f"{parameter.name}={scalar_text(value)}"
    return write_pairs(parameter.style, parameter.explode, parameter.name, value, separator)


def _form(content: MediaTypeObject, value: dict[str, Any]) -> str:
    """OpenAPI 3.1.1 §4.8.15.1: in the style of the encoding, else scalars as text and other values as JSON."""
    parts = []
    for name, member in value.items():
        encoding = content.encoding.get(name, {})
        if "style" in encoding or "explode" in encoding:
            style = str(encoding.get("style", "form"))
            parts.append(write_pairs(style, encoding.get("explode", style == "form") is not False, name, member))
        elif isinstance(member, list) and not any(isinstance(item, (list, dict)) for item in member):
            parts.append(urlencode([(name, scalar_text(item)) for item in member]))
        else:
            parts.append(urlencode({name: scalar_text(member)}))
    return "&".join(filter(None, parts))


# credentials


def iter_credentials(operation: Operation) -> Iterator[tuple[str, str, str]]:
    """Place, name and text of the first alternative's credentials: `("header", "Authorization", "Bearer secret")`."""
    for requirement in operation.security[:1]:
        for scheme, _ in requirement.schemes:
            if scheme.type == "apiKey":
                yield scheme.location, scheme.key, "secret"
            elif scheme.type != "mutualTLS":
                yield "header", "Authorization", _authorization(scheme.scheme)


def _authorization(scheme: str) -> str:
    if scheme == "basic":
        return "Basic " + base64.b64encode(b"me:secret").decode()
    return DIGEST if scheme == "digest" else f"{(scheme or 'bearer').capitalize()} secret"
