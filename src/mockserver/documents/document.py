"""One OpenAPI document: its data, where each piece stands, and what each `$ref` means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

from ..errors import DocumentError
from .dialects import Direction, adapt_schemas
from .parsing import compose_lines, parse_document, read_text

Dialect = Literal["draft-4", "2020-12"]
REF_LIMIT = 100  # references followed one after the other before a chain counts as a circle


@dataclass(frozen=True)
class DocumentPosition:
    """A place in a document; its line is looked up only when somebody asks."""

    document: Document
    pointer: str  # "/paths/~1pets/get/parameters/0/schema/minimum"

    @property
    def file(self) -> str:
        return self.document.name

    @property
    def line(self) -> int | None:
        """The line from 1, of the pointer itself or of its nearest parent that was written down."""
        return self.document.line_of(self.pointer)

    def __repr__(self) -> str:
        return f"{self.file}:{self.line} {self.pointer}"


class Document:
    """A parsed OpenAPI document of version 3.0 or 3.1.

    `content` is what the author wrote; `schemas(direction)` is the same tree made ready for a JSON Schema validator.
    Pointers are the same in both.
    """

    def __init__(self, content: dict[str, Any], *, name: str, text: str, file: Path | None = None) -> None:
        self.content = content
        self.name = name  # as it is shown to people: "specs/adapter.yaml"
        self.text = text
        self.file = file
        self.version = self._read_version()

    @classmethod
    def load(cls, file: Path, name: str | None = None) -> Document:
        """Read a document from a file; `DocumentError` when it is missing, unreadable or not OpenAPI."""
        return cls.parse(read_text(file, DocumentError), name=name or str(file), file=file)

    @classmethod
    def parse(cls, text: str, *, name: str, file: Path | None = None) -> Document:
        """Read a document from its text."""
        content = parse_document(text, file or Path(name))
        if not isinstance(content, dict):
            raise DocumentError(
                f"an OpenAPI document is a mapping with an `openapi` key, not {_kind(content)}", file=file or Path(name)
            )
        return cls(content, name=name, text=text, file=file)

    @property
    def dialect(self) -> Dialect:
        """Which JSON Schema its schemas speak (OpenAPI 3.0.3 §4.7.24, 3.1.1 §4.8.24)."""
        return "draft-4" if self.version.startswith("3.0") else "2020-12"

    @property
    def title(self) -> str:
        info = self.content.get("info")
        return str(info.get("title", "")) if isinstance(info, dict) else ""

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The published addresses, variables replaced by their defaults; `("/",)` when there are none."""
        urls = []
        for index, server in enumerate(self.content.get("servers") or ()):
            try:
                url = str(server.get("url") or "/")
                for variable, rule in (server.get("variables") or {}).items():
                    url = url.replace("{" + variable + "}", str(rule.get("default", "")))
            except AttributeError:
                raise self.error(
                    "is not a server: a mapping with `url`, maybe `variables`", f"/servers/{index}"
                ) from None
            urls.append(url)
        return tuple(urls) or ("/",)

    def schemas(self, direction: Direction) -> dict[str, Any]:
        """The document as a JSON Schema resource, for bodies travelling in `direction`."""
        return self._request_schemas if direction == "request" else self._response_schemas

    @cached_property
    def _request_schemas(self) -> dict[str, Any]:
        return adapt_schemas(self.content, self.version, "request")

    @cached_property
    def _response_schemas(self) -> dict[str, Any]:
        return adapt_schemas(self.content, self.version, "response")

    def lookup(self, pointer: str) -> Any:
        """What stands at a JSON pointer (RFC 6901); `DocumentError` when nothing does."""
        value: Any = self.content
        for word in pointer.split("/")[1:]:
            word = word.replace("~1", "/").replace("~0", "~")
            try:
                value = value[int(word)] if isinstance(value, list) and word.isdigit() else value[word]
            except (KeyError, IndexError, ValueError, TypeError):
                raise self.error(f"nothing stands at {pointer!r}", pointer) from None
        return value

    def resolve(self, pointer: str) -> tuple[str, Any]:
        """Follow `$ref` from the value at `pointer` until there is none: the last pointer, and its value."""
        start = pointer
        for _ in range(REF_LIMIT):
            value = self.lookup(pointer)
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return pointer, value
            pointer = self._target(value["$ref"], pointer)
        raise self.error("its $ref leads in a circle", start)

    def position(self, pointer: str) -> DocumentPosition:
        return DocumentPosition(self, pointer)

    def line_of(self, pointer: str) -> int | None:
        while pointer and pointer not in self._lines:
            pointer = pointer.rpartition("/")[0]
        return self._lines.get(pointer)

    def error(self, message: str, pointer: str) -> DocumentError:
        """A `DocumentError` that names this document, the line and the pointer."""
        return DocumentError(message, file=Path(self.name), line=self.line_of(pointer), pointer=pointer)

    @cached_property
    def _lines(self) -> dict[str, int]:
        return compose_lines(self.text)

    def _target(self, ref: str, at: str) -> str:
        if not ref.startswith("#"):
            raise self.error(f"the $ref {ref!r} leaves the document; only references that begin with # are read", at)
        if not ref.startswith("#/") and ref != "#":
            raise self.error(f"the $ref {ref!r} names an anchor; only JSON pointers, `#/…`, are followed", at)
        target = unquote(ref[1:])
        try:
            self.lookup(target)
        except DocumentError:
            raise self.error(f"the $ref {ref!r} leads nowhere", at) from None
        return target

    def _read_version(self) -> str:
        version = self.content.get("openapi")
        file = self.file or Path(self.name)
        if version is None:
            raise DocumentError("has no `openapi` key; OpenAPI 3.0 and 3.1 documents are served", file=file)
        text = str(version)
        if not re.fullmatch(r"3\.[01](?:\.[0-9]+)?(?:-.+)?", text):
            raise DocumentError(f"says openapi: {text}; versions 3.0.x and 3.1.x are served", file=file)
        return text


def _kind(value: Any) -> str:
    names = {type(None): "empty", list: "a list", str: "text", int: "a number", float: "a number", bool: "a boolean"}
    return names.get(type(value), "something else")
