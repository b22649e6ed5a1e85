"""Parameter values and their text, both ways, by OpenAPI's styles (RFC 6570).

There are two ways of writing. A `Delimited` value is one text: a path segment, a header field, `?ids=3,4`. A `Field` is
spread over name-value pairs: `?ids=3&ids=4`, `?filter[role]=admin`, form bodies, cookies.
"""

from .cookies import decode_cookie, read_cookie_octets, read_cookie_pairs
from .decoding import header_reader, label_reader, matrix_reader, simple_reader
from .encoding import FORM, PLAIN, write_content, write_pairs, write_segment, write_simple, write_styled
from .errors import RepeatedError, StyleError
from .fields import ABSENT, Field, Pairs, split_pairs
from .headers import read_header_text, write_header
from .percent import Decode, decode_percent, decode_plain, decode_query, encode_percent
from .shapes import ANYTHING, MAX_DIGITS, Shape, read_scalar, read_shape

__all__ = [
    "ABSENT",
    "ANYTHING",
    "FORM",
    "MAX_DIGITS",
    "PLAIN",
    "Decode",
    "Field",
    "Pairs",
    "RepeatedError",
    "Shape",
    "StyleError",
    "decode_cookie",
    "decode_percent",
    "decode_plain",
    "decode_query",
    "encode_percent",
    "header_reader",
    "label_reader",
    "matrix_reader",
    "read_cookie_octets",
    "read_cookie_pairs",
    "read_header_text",
    "read_scalar",
    "read_shape",
    "simple_reader",
    "split_pairs",
    "write_content",
    "write_header",
    "write_pairs",
    "write_segment",
    "write_simple",
    "write_styled",
]
