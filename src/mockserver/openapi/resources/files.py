"""Bodies that are files: bytes or text as they stand, in no format that has members."""

from __future__ import annotations

from ..media_types import parse_media_type
from ..operations import MediaTypeObject, Operation
from .entities import view_of


def is_file(operation: Operation, content: MediaTypeObject) -> bool:
    """Return whether a body is a file, such as a picture or an archive.

    1. Not if it is a form, or its schema has members or is an array
    2. One whose schema says `format: binary`, or that has a media type without values, is
    """
    view, media_type = view_of(operation, content), parse_media_type(content.media_type)
    if media_type is None or media_type.type == "multipart" or view.members or view.types & {"object", "array"}:
        return False
    if view.first("format") == "binary":
        return True
    return not (media_type.is_json or media_type.has_no_types or media_type.is_sequence)
