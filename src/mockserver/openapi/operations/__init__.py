"""The document as frozen dataclasses: what can be asked, with which parameters, and what may be answered.

Above this floor nobody looks into the document any more, and nobody asks which OpenAPI version it was.
"""

from .reading import read_operations
from .records import (
    METHODS,
    Example,
    MediaTypeObject,
    Operation,
    Parameter,
    ParameterLocation,
    RequestBody,
    ResponseHeader,
    ResponseObject,
    SecurityRequirement,
    SecurityScheme,
    Style,
)

__all__ = [
    "METHODS",
    "Example",
    "MediaTypeObject",
    "Operation",
    "Parameter",
    "ParameterLocation",
    "RequestBody",
    "ResponseHeader",
    "ResponseObject",
    "SecurityRequirement",
    "SecurityScheme",
    "Style",
    "read_operations",
]
