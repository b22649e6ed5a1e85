"""Which resources keep files."""

from __future__ import annotations

from ...openapi.operations import Operation
from ...openapi.resources import DocumentedResource, Role
from ...openapi.resources.files import is_file
from ..worlds.uploads import UPLOADS

_WRITES: tuple[Role, ...] = ("create", "replace", "change")


def find_upload_members(documented: DocumentedResource) -> tuple[str, ...]:
    """The member of rows that has their files, if clients send some."""
    return (UPLOADS,) if any(_takes_file(one.operation) for one in documented.having(*_WRITES)) else ()


def is_file_store(documented: DocumentedResource) -> bool:
    """Whether items are files: bytes are sent and answered, as in `PUT /objects/{key}` and `GET /objects/{key}`."""
    return bool(documented.having("download") and find_upload_members(documented))


def _takes_file(operation: Operation) -> bool:
    """Whether the body of a request may have a file, or be one."""
    contents = operation.body.content.values() if operation.body is not None else ()
    return any(each.media_type.startswith("multipart/") or is_file(operation, each) for each in contents)
