"""A body's bytes to the value they stand for: JSON, forms, multipart, XML, sequences, text, and whatever is none."""

from .boundaries import find_boundary
from .charsets import encode_text
from .content_encoding import read_content_encoding
from .encodings import Encodings
from .errors import BodyError, BodyTooLarge, UnknownFormat, Unwritable
from .files import UploadedFile, as_instance, is_base64
from .json import MAX_DEPTH, parse_json
from .reader import BodyReader, ReadBody
from .sequences import EVENT_FIELDS, SequenceSchemas, read_sequence_schemas
from .writer import BodyWriter, Written, write_body
from .xml_schema import XSI, XmlNode, read_root

__all__ = [
    "EVENT_FIELDS",
    "MAX_DEPTH",
    "XSI",
    "BodyError",
    "BodyReader",
    "BodyTooLarge",
    "BodyWriter",
    "Encodings",
    "ReadBody",
    "SequenceSchemas",
    "UnknownFormat",
    "Unwritable",
    "UploadedFile",
    "Written",
    "XmlNode",
    "as_instance",
    "encode_text",
    "find_boundary",
    "is_base64",
    "parse_json",
    "read_content_encoding",
    "read_root",
    "read_sequence_schemas",
    "write_body",
]
