"""Bodies: bytes to values and back, one file for each family of media types."""

from .charsets import encode_text
from .codec import Codec, Maker, make_text_writer
from .content import LARGE_BODY, Content, ReadBody, SequenceSchemas, Written, read_sequence_schemas
from .content_encoding import read_content_encoding
from .errors import BodyError, BodyTooLarge, UnknownFormat, Unwritable
from .families import Family, find_codec
from .files import UploadedFile, as_instance
from .json import parse_json
from .reader import BodyReader
from .writer import BodyWriter, write_body

__all__ = [
    "LARGE_BODY",
    "BodyError",
    "BodyReader",
    "BodyTooLarge",
    "BodyWriter",
    "Codec",
    "Content",
    "Family",
    "Maker",
    "ReadBody",
    "SequenceSchemas",
    "UnknownFormat",
    "Unwritable",
    "UploadedFile",
    "Written",
    "as_instance",
    "encode_text",
    "find_codec",
    "make_text_writer",
    "parse_json",
    "read_content_encoding",
    "read_sequence_schemas",
    "write_body",
]
