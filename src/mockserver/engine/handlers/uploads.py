"""Uploads, which rows keep, and downloads of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ...openapi.bodies import UploadedFile
from ...openapi.media_types import find_range, parse_media_type
from ...openapi.resources.files import is_file
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ...openapi.rules import Violation
from ..worlds.store import Row
from ..worlds.uploads import UPLOADS
from .call import Call
from .refusal import Refusal
from .shown import Shown

_ANY_BYTES = "application/octet-stream"
# last segments of paths that say only that bytes are meant: /files/{id}/content
_BYTES_WORDS = frozenset(
    (
        "attachment",
        "binary",
        "blob",
        "body",
        "bytes",
        "content",
        "contents",
        "data",
        "download",
        "export",
        "file",
        "media",
        "original",
        "raw",
        "stream",
        "upload",
        "value",
    )
)
_SIZES = frozenset(("size", "filesize", "bytes", "sizebytes", "sizeinbytes", "bytesize", "contentlength", "length"))
_TYPES = frozenset(("contenttype", "mimetype", "mediatype", "mime", "filetype"))
_NAMES = frozenset(("filename", "originalfilename", "originalname", "originalfile", "filenameoriginal"))
_HASHES: Mapping[str, Callable[[bytes], Any]] = {"md5": hashlib.md5, "sha1": hashlib.sha1, "sha256": hashlib.sha256}


def read_uploads(call: Call, members: Mapping[str, Any]) -> dict[str, Any]:
    """What a row gets from the files in the body of a request: the files, and members that tell about them.

    `members` are what else was sent. The first file of a creation, or of an upload to `/files/{id}/content`, fills
    members such as `size`, `content_type` and `filename` that were not sent. A DELETE takes the file away.
    """
    if call.operation.method == "DELETE":
        return {UPLOADS: {_own_name(call): {}}}
    files = dict(_iter_files(call))
    if not files:
        return {}
    kept = {
        name: {"content": file.content, "media_type": file.media_type, "filename": file.filename}
        for name, file in files.items()
    }
    name, first = next(iter(files.items()))
    told = {} if name.startswith("/") else _tell(call, first)
    return {**{member: value for member, value in told.items() if member not in members}, UPLOADS: kept}


def _iter_files(call: Call) -> Iterator[tuple[str, UploadedFile]]:
    """Yield the files of a body by the names under which a row keeps them."""
    body, own = call.body, _own_name(call)
    media_type = call.received.headers.get("content-type") or _ANY_BYTES
    if _is_file(call, media_type):
        yield own, UploadedFile("", media_type, call.received.raw)
    elif isinstance(body, Mapping):
        values = ((name, value if isinstance(value, list) else [value]) for name, value in body.items())
        found = ((name, _as_file(each)) for name, several in values for each in several)
        files = [(name, file) for name, file in found if file is not None]
        for index, (name, file) in enumerate(files):
            is_again = any(name == earlier for earlier, _ in files[:index])
            yield own if own and index == 0 else f"{name}-{index}" if is_again else name, file


def _is_file(call: Call, media_type: str) -> bool:
    """Whether the body of a request is a file as it stands."""
    content = call.operation.body.content if call.operation.body is not None and call.received.raw else {}
    parsed = parse_media_type(media_type)
    found = media_type if media_type in content else find_range(parsed, content) if parsed is not None else None
    return found is not None and is_file(call.operation, content[found])


def _as_file(value: Any) -> UploadedFile | None:
    if isinstance(value, bytes):
        return UploadedFile("", _ANY_BYTES, value)
    return value if isinstance(value, UploadedFile) else None


def _own_name(call: Call) -> str:
    """`/portrait` for a path such as `/people/{id}/portrait`; empty for the file that an item is."""
    above, _, last = call.operation.path.rstrip("/").rpartition("/")
    if call.behaviour.action == "create" or "{" in last or "{" not in above or plain_name(last) in _BYTES_WORDS:
        return ""
    return f"/{last}"


def _tell(call: Call, file: UploadedFile) -> dict[str, Any]:
    """The members of the entity that tell about a file."""
    told: dict[str, Any] = {}
    members = call.intake(call.behaviour.resource or "").view.members
    for name, view in members.items():
        value = _tell_one(plain_name(name), view, file)
        if value is not None and (not view.choices or value in view.choices):
            told[name] = value
    if told and file.filename and call.behaviour.action == "create":
        told |= {name: file.filename for name, view in members.items() if plain_name(name) == "name" and _is_text(view)}
    return told


def _tell_one(name: str, view: SchemaView, file: UploadedFile) -> Any:
    if name in _SIZES and "integer" in view.types:
        return len(file.content)
    if not _is_text(view):
        return None
    if name in _TYPES:
        return file.media_type
    if name in _NAMES:
        return file.filename or None
    make = _HASHES.get(name)
    return make(file.content).hexdigest() if make is not None else None


def _is_text(view: SchemaView) -> bool:
    return "string" in view.types


def download(call: Call, row: Row) -> Shown:
    """The bytes of a row that a request asks for, with their type; the documented example if it has none."""
    resource = call.behaviour.resource or ""
    found = find_upload(row, _own_name(call))
    if found is None:
        return Shown(resource)
    if not found:
        message = f"the file of this {resource} was deleted"
        raise Refusal("state.unknown", {}, Violation("state.unknown", "path", message))
    response = call.operation.response_for(call.declared.success)
    names = {header.name.lower() for header in response.headers} if response is not None else set()
    headers: tuple[tuple[str, str], ...] = ()
    if "content-disposition" in names and found["filename"]:
        name = quote(found["filename"])
        headers = (("Content-Disposition", f"attachment; filename*=UTF-8''{name}"),)  # RFC 6266 §4.3
    return Shown(resource, headers=headers, body=found["content"], content_type=found["media_type"])


def find_upload(row: Row, name: str) -> dict[str, Any] | None:
    """The file of a row that a path means; `name` is `/portrait`, or empty. `{}` if it was deleted.

    The first of these that there is:

    1. the one that was sent to that path, or in a field of that name
    2. the only one that was not sent to a path of its own
    3. if the path says only that bytes are meant, the latest
    """
    files: Mapping[str, dict[str, Any]] = row.get(UPLOADS) or {}
    wanted = plain_name(name)
    if name:
        found = next((file for key, file in files.items() if plain_name(key) == wanted), None)
        if found is not None:
            return found
    shared = [file for key, file in files.items() if not key.startswith("/")]
    if len(shared) == 1:
        return shared[0]
    return list(files.values())[-1] if files and not name else None
