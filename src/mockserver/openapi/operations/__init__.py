"""The operations of a document as frozen dataclasses: parameters, bodies, responses and credentials.

They are the same for every version of OpenAPI.
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
