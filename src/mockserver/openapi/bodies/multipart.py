"""Bodies of parts: multipart/form-data (RFC 7578), and any other multipart (RFC 2046)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from ..errors import DocumentError
from ..json_text import scalar_text, write_json
from ..media_types import MediaType, make_concrete, parse_media_type
from ..operations import Style
from ..pointers import escape
from ..styles import ANYTHING, PLAIN, Pairs, Shape, decode_plain, read_scalar, write_simple, write_styled
from . import binary
from .charsets import decode_text
from .codec import Codec, Maker, Read, find_bytes, invent_value
from .content import Content, ReadBody, Written, is_particular
from .encodings import Encodings
from .errors import BodyError, UnknownFormat, Unwritable
from .files import UploadedFile
from .json import parse_json
from .multipart_parts import Part, find_boundary, read_filename, read_form_field, split_parts
from .styled_fields import FieldGroup, make_styled_field

BOUNDARY = "mockserver-part"

_OCTET_STREAM = "application/octet-stream"
_FORM_DATA = "form-data"


# reading


class FormDataReader:
    """Reads the parts of a form into an object.

    1. A part of a JSON media type is JSON, unless its property is plain text or a file.
    2. A part is an `UploadedFile` if it has a file name, a binary property, or a media type that is not text.
    3. A part without Content-Type is JSON if its property is an object (OpenAPI 3.1.1 §4.8.15.1.1).
    4. Any other part is text, read as the type of its property; in its style if the encoding states one (OpenAPI 3.1.1
       §4.8.15.1.2).

    Parts of one name are an array, and so is a single part if its property is an array.
    """

    def __init__(self, content: Content) -> None:
        self._encodings = Encodings(content)
        self._shapes = content.shape.properties
        styled = {name: make_styled_field(name, self._encodings, decode_plain) for name in self._shapes}
        others = [name for name, field in styled.items() if field is None]
        self._group = FieldGroup((field for field in styled.values() if field is not None), others)

    def read(self, raw: bytes, boundary: str | None) -> dict[str, Any]:
        values: dict[str, list[Any]] = {}
        pairs: Pairs = {}
        for part in split_parts(raw, boundary):
            read_form_field(part)
            try:
                if self._is_styled(part):
                    pairs.setdefault(part.name, []).append(_read_text(part))
                else:
                    values.setdefault(part.name, []).append(self._read_part(part, self._encodings.shape(part.name)))
            except BodyError as reason:
                raise reason.under(part.name) from None
        return self._group.read(pairs) | {name: self._join(name, parts) for name, parts in values.items()}

    def _is_styled(self, part: Part) -> bool:
        """Whether a part is a text that belongs to a property with a style."""
        if part.filename is not None or (part.media_type is not None and not part.media_type.is_text):
            return False
        return self._group.owns(part.name)

    def _join(self, name: str, values: list[Any]) -> Any:
        shape = self._shapes.get(name) or ANYTHING
        is_single = len(values) == 1 and (not shape.has_array or isinstance(values[0], list) or shape.has_text)
        return values[0] if is_single else values

    def _read_part(self, part: Part, shape: Shape) -> Any:
        stated = self._encodings.media_types(part.name)
        media_type = part.media_type
        if media_type is not None and stated and not _is_one_of(media_type, stated):
            message = f"is a part of media type {media_type}, which its encoding does not allow"
            raise UnknownFormat(message, seen=str(media_type), allowed=", ".join(stated))
        item = shape.item if shape.has_array and not shape.has_text else shape
        content = bytes(part.content)
        if _is_json(part, shape, item, stated):
            return parse_json(content)
        if _is_file(part, item):
            return UploadedFile(part.filename or "", str(media_type) if media_type else _OCTET_STREAM, content)
        return read_scalar(_read_text(part), item)


def _read_text(part: Part) -> str:
    charset = part.media_type.parameter("charset") if part.media_type else None
    return decode_text(bytes(part.content), charset)


def _is_json(part: Part, shape: Shape, item: Shape, stated: list[str]) -> bool:
    if item.binary:
        return False
    if part.media_type is not None:
        wants_text = "string" in item.types or (item.is_open and part.filename is not None)
        return part.media_type.is_json and not wants_text
    if part.filename is not None:
        return False
    if stated:
        first = parse_media_type(stated[0])
        return first is not None and first.is_json
    return shape.is_structured or item.is_structured


def _is_file(part: Part, item: Shape) -> bool:
    if part.filename is not None or item.binary:
        return True
    return part.media_type is not None and not part.media_type.is_text and not part.media_type.is_json


def _is_one_of(media_type: MediaType, stated: list[str]) -> bool:
    ranges = (parse_media_type(text) for text in stated)
    return any(each is not None and each.includes(media_type) for each in ranges)


def read_parts(raw: bytes, boundary: str | None) -> list[Any]:
    """Read the parts of any other multipart body, each by its own Content-Type (RFC 2046 §5.1)."""
    values = []
    for index, part in enumerate(split_parts(raw, boundary)):
        try:
            values.append(_read_alone(part))
        except BodyError as reason:
            raise reason.under(str(index)) from None
    return values


def _read_alone(part: Part) -> Any:
    media_type, content = part.media_type or MediaType("text", "plain"), bytes(part.content)
    if media_type.is_json:
        return parse_json(content)
    if media_type.is_text:
        return decode_text(content, media_type.parameter("charset"))
    return UploadedFile(read_filename(part), str(media_type), content)


def _make_reader(content: Content) -> Read:
    """Return a reader of forms, and of other parts if the document declares an array; else those are bytes."""
    form, read_bytes = FormDataReader(content), binary.make_reader(content)
    is_parted = content.sequence is not None or content.shape.has_array

    def read(raw: bytes, media_type: MediaType) -> ReadBody:
        boundary = media_type.parameter("boundary")
        if media_type.subtype == _FORM_DATA:
            return content.body(form.read(raw, boundary))
        return content.body(read_parts(raw, boundary)) if is_parted else read_bytes(raw, media_type)

    return read


# writing


class _Part(NamedTuple):
    disposition: str  # 'form-data; name="id"'; empty where a part has no name
    media_type: str  # "image/png"; empty: plain text, which needs no Content-Type
    headers: tuple[tuple[str, str], ...]
    content: bytes


class MultipartWriter:
    """Writes an object as the parts of a form, an item of an array as a part of its own; or a list of parts.

    The media type of a part is that of its `encoding`, else that of the file, else JSON for structures, bytes for a
    binary property, and plain text for the rest (OpenAPI 3.1.1 §4.8.15.1.1).
    """

    def __init__(self, content: Content) -> None:
        self._document = content.document
        self._declared = content.declared
        self._encodings = Encodings(content)

    def write(self, value: Any, media_type: MediaType) -> Written:
        """Write a value; a string is sent as it is, with the boundary of its first line."""
        raw = find_bytes(value, media_type)
        if raw is not None:
            return Written(str(label(media_type, raw)), raw)
        raw, boundary = self._join(value, media_type)
        return Written(str(media_type.having("boundary", boundary)), raw)

    def _join(self, value: Any, media_type: MediaType) -> tuple[bytes, str]:
        """Return the body, and the boundary: that of the media type, or one that occurs in none of the parts."""
        if isinstance(value, dict):
            parts = list(self._named_parts(value))
        elif isinstance(value, list) and media_type.subtype != _FORM_DATA:
            parts = [self._numbered_part(index, item) for index, item in enumerate(value)]
        else:
            kind = "a list" if isinstance(value, list) else "a scalar"
            raise Unwritable(f"{media_type} cannot be made from {kind}")
        boundary = media_type.parameter("boundary") or _make_boundary(parts)
        written = b"".join(_write_part(part, boundary.encode()) for part in parts)
        return written + b"--" + boundary.encode() + b"--\r\n", boundary

    def _named_parts(self, value: dict[str, Any]) -> Iterator[_Part]:
        for name, item in value.items():
            shape = self._encodings.shape(name)
            styled = self._encodings.style(name)
            if styled is not None and not shape.item.binary and not isinstance(item, UploadedFile):
                yield from self._styled_parts(name, item, styled)
                continue
            is_array = isinstance(item, list) and (shape.has_array or shape.is_open)
            for single in item if is_array else [item]:
                disposition = f'form-data; name="{_quoted(name)}"'
                if isinstance(single, UploadedFile) and single.filename:
                    disposition += f'; filename="{_quoted(single.filename)}"'
                part_shape = shape.item if is_array else shape
                yield self._part(disposition, single, part_shape, self._encodings.stated(name))

    def _styled_parts(self, name: str, value: Any, styled: tuple[Style, bool]) -> Iterator[_Part]:
        """Yield a value as texts, in the style that its encoding states."""
        style, explode = styled
        inner, stated = self._encodings.inner_styles(name), self._encodings.stated(name)
        for key, text in write_styled(name, value, style, explode=explode, notation=PLAIN, inner=inner):
            disposition = f'form-data; name="{_quoted(key)}"'
            yield _Part(disposition, "", self._headers(stated), text.encode("utf-8", "replace"))

    def _numbered_part(self, index: int, item: Any) -> _Part:
        declared = self._declared
        first = declared.part_encodings
        encoding = first[index] if index < len(first) else declared.rest_encoding or {}
        disposition = f'attachment; filename="{_quoted(item.filename)}"' if isinstance(item, UploadedFile) else ""
        return self._part(disposition, item, ANYTHING, encoding)

    def _part(self, disposition: str, value: Any, shape: Shape, encoding: dict[str, Any]) -> _Part:
        stated = str(encoding.get("contentType") or "").partition(",")[0].strip()
        concrete = make_concrete(stated) if "*" not in stated or not isinstance(value, UploadedFile) else ""
        media_type = concrete or _choose_media_type(value, shape)
        return _Part(disposition, media_type, self._headers(encoding), _encode_part(value, media_type, shape))

    def _headers(self, encoding: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """Return the header fields of a part for which the document has example values."""
        declared = encoding.get("headers")
        found = []
        for name, header in declared.items() if isinstance(declared, dict) else ():
            example = self._example_value(header)
            if example is not None and name.lower() != "content-type":  # OpenAPI 3.1.1 §4.8.15.1: ignored
                found.append((name, write_simple(example, explode=False)))
        return tuple(found)

    def _example_value(self, header: Any) -> Any:
        """Return the example of a Header Object, or that of its schema."""
        header = self._resolved(header)
        schema = self._resolved(header.get("schema"))
        for holder, keys in ((header, ("example",)), (schema, ("example", "default", "const"))):
            for key in keys:
                if key in holder:
                    return holder[key]
        named = header.get("examples")
        first = next(iter(named.values()), None) if isinstance(named, dict) else None
        return self._resolved(first).get("value")

    def _resolved(self, value: Any) -> dict[str, Any]:
        """Return a mapping, or the one that its `$ref` leads to."""
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            _, value = self._document.resolve(self._document.follow(value["$ref"], self._declared.pointer))
        return value if isinstance(value, dict) else {}


def _choose_media_type(value: Any, shape: Shape) -> str:
    if isinstance(value, UploadedFile):
        return value.media_type
    if isinstance(value, (dict, list)):
        return "application/json"
    return _OCTET_STREAM if shape.binary or isinstance(value, bytes) else ""


def _encode_part(value: Any, media_type: str, shape: Shape) -> bytes:
    if isinstance(value, UploadedFile):
        return value.content
    if isinstance(value, bytes):
        return value
    parsed = parse_media_type(media_type)
    is_text = isinstance(value, str) and "string" in shape.types  # the string is JSON text already
    if parsed is not None and parsed.is_json and not is_text:
        return write_json(value)
    return scalar_text(value).encode("utf-8", "replace")


def _write_part(part: _Part, boundary: bytes) -> bytes:
    fields = [("Content-Disposition", part.disposition), ("Content-Type", part.media_type), *part.headers]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields if value)
    return b"--" + boundary + b"\r\n" + head.encode("utf-8", "replace") + b"\r\n" + part.content + b"\r\n"


def _make_boundary(parts: list[_Part]) -> str:
    """Return a boundary that occurs in no part: always the same, if possible."""
    boundary, number = BOUNDARY, 1
    while any(boundary.encode() in part.content for part in parts):
        number += 1
        boundary = f"{BOUNDARY}-{number}"
    return boundary


def _quoted(name: str) -> str:
    """HTML §4.10.21.8: three characters of a name are percent-encoded."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def label(media_type: MediaType, raw: bytes) -> MediaType:
    """Return the media type with the boundary of a body that was written by hand."""
    boundary = find_boundary(raw)
    return media_type if boundary is None else media_type.having("boundary", boundary)


# inventing


def _invent(content: Content, media_type: MediaType, maker: Maker) -> Any:
    """Return a value whose binary properties are files."""
    value = invent_value(content, media_type, maker)
    if not isinstance(value, dict):
        return value
    inventor = _FileInventor(content, maker)
    return {name: inventor.make(name, item) for name, item in value.items()}


class _FileInventor:
    """Makes files of the binary properties of a form."""

    def __init__(self, content: Content, maker: Maker) -> None:
        self._document = content.document
        self._schema = content.declared.schema or ""
        self._encodings = Encodings(content)
        self._maker = maker

    def make(self, name: str, item: Any) -> Any:
        shape = self._encodings.shape(name)
        if isinstance(item, list) and shape.has_array:
            return [self._file(name, single, "/items") if shape.item.binary else single for single in item]
        return self._file(name, item, "") if shape.binary else item

    def _file(self, name: str, text: Any, below: str) -> Any:
        if not isinstance(text, str):
            return text
        stated = next(iter(self._encodings.media_types(name)), "")
        owner, _ = self._document.resolve(self._schema)
        pointer = f"{owner}/properties/{escape(name)}"
        try:
            pointer = self._document.resolve(pointer)[0] + below
            made = self._maker.make_file(pointer, make_concrete(stated) if stated else "", name)
        except DocumentError:  # the property is declared in a part of the schema, such as `allOf`
            return UploadedFile(name, stated or _OCTET_STREAM, text.encode("latin-1", "replace"))
        if is_particular(self._document, pointer):
            return replace(made, content=text.encode("latin-1", "replace"))
        return made


CODEC = Codec(_make_reader, lambda content: MultipartWriter(content).write, _invent, label=label)
