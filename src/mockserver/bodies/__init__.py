"""A body's bytes to the value they stand for: JSON, forms, multipart, text, and whatever is none of these."""

from .content_encoding import read_content_encoding
from .errors import BodyError, BodyTooLarge, UnknownFormat
from .files import UploadedFile
from .reader import BodyReader, ReadBody
from .strict_json import MAX_DEPTH, parse_json

__all__ = [
    "MAX_DEPTH",
    "BodyError",
    "BodyReader",
    "BodyTooLarge",
    "ReadBody",
    "UnknownFormat",
    "UploadedFile",
    "parse_json",
    "read_content_encoding",
]
