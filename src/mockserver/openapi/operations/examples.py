"""Reads the examples of a document: named ones, those in files of their own, and those of schemas."""

from __future__ import annotations

import json
from typing import Any, Literal

from ..documents import ExternalValue
from ..errors import DocumentError
from ..media_types import make_concrete, parse_media_type
from ..pointers import escape
from .pieces import Pieces
from .records import Example


class ExampleReader:
    """Reads the examples of one document. One that cannot be read raises when its value is needed."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.document = pieces.document

    def read(self, owner: str, media_type: str = "application/json") -> tuple[Example, ...]:
        """Return the `example` and `examples` of a media type, parameter or header."""
        raw = self.pieces.mapping(owner)
        examples = []
        if "example" in raw:
            examples.append(Example("", "", raw["example"], f"{owner}/example"))
        named = raw.get("examples")
        for name in named if isinstance(named, dict) else ():
            at = f"{owner}/examples/{escape(name)}"
            try:
                pointer, example = self.document.resolve(at)
            except DocumentError as reason:
                examples.append(Example(name, "", reason, at))
                continue
            if isinstance(example, dict):
                example = self._read_named(name, example, pointer, media_type)
                examples += [example] if example is not None else []
        return tuple(examples)

    def _read_named(self, name: str, raw: dict[str, Any], pointer: str, media_type: str) -> Example | None:
        """Return an Example Object (OpenAPI 3.2.0 §4.19), or `None` if it has no value. The first of these counts:

        1. `value`.
        2. `serializedValue`, of a media type other than JSON; `dataValue`; `serializedValue`, parsed as JSON.
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
            external = ExternalValue(self.document, raw["externalValue"], at, kind)
            if external.file is not None:
                self.document.external_files.add(external.file)
            return Example(name, summary, external, at)
        return None

    def _parse(self, text: str, pointer: str) -> Any:
        """Return the value of JSON text, or the `DocumentError` why it is not JSON."""
        try:
            return json.loads(text)
        except ValueError as reason:
            return self.document.error(f"a serializedValue is not JSON: {reason}", pointer)

    def read_schema(self, at: str | None) -> tuple[Example, ...]:
        """Return the examples of a schema itself, or nothing if it cannot be read."""
        if at is None:
            return ()
        try:
            pointer, schema = self.document.resolve(at)
        except DocumentError:
            return ()
        for keyword in ("example", "default", "const"):
            if isinstance(schema, dict) and keyword in schema:
                return (Example("", "", schema[keyword], f"{pointer}/{keyword}"),)
        for keyword in ("examples", "enum"):
            values = schema.get(keyword) if isinstance(schema, dict) else None
            if isinstance(values, list) and values:
                return (Example("", "", values[0], f"{pointer}/{keyword}/0"),)
        return ()


def _kind(media_type: str) -> Literal["json", "text", "bytes"]:
    """Return how a file of this media type is read."""
    parsed = parse_media_type(make_concrete(media_type))
    if parsed is None:
        return "bytes"
    return "json" if parsed.is_json else "text" if parsed.is_written else "bytes"
