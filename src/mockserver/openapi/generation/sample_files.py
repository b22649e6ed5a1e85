"""The smallest real files of each kind, for bodies and parts that are binary."""

from __future__ import annotations

import base64

OCTET_STREAM = "application/octet-stream"
_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_ZIP = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="
_GZIP = "H4sIAAAAAAACA0utSMwtyEkFAD8pXnoHAAAA"
_JPEG = (
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="
)
_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_TEXTS = {
    "text/plain": "Some text.\n",
    "text/csv": "name,city\nAda Lovelace,London\n",
    "text/html": "<!doctype html><title>An example</title><p>Some text.</p>\n",
    "text/markdown": "# An example\n\nSome text.\n",
    "text/xml": "<example/>\n",
    "application/xml": "<example/>\n",
    "application/json": '{"name": "Ada Lovelace"}',
    "application/yaml": "name: Ada Lovelace\n",
    "application/pdf": _PDF,
    "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n',
}
_FILES = {
    "image/png": _PNG,
    "image/gif": _GIF,
    "image/jpeg": _JPEG,
    "application/zip": _ZIP,
    "application/gzip": _GZIP,
}
_EXTENSIONS = {
    "text/plain": "txt",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
    "application/json": "json",
    "application/pdf": "pdf",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/yaml": "yaml",
    "image/png": "png",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "application/zip": "zip",
    "application/gzip": "gz",
}


def sample_bytes(media_type: str) -> bytes:
    """Return a small file that programs for this media type can open; a few bytes for an unknown media type."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind in _FILES:
        return base64.b64decode(_FILES[kind])
    if kind == "image/*":
        return base64.b64decode(_PNG)
    if kind in _TEXTS:
        return _TEXTS[kind].encode()
    if kind.endswith("+json"):
        return _TEXTS["application/json"].encode()
    if kind.endswith("+xml"):
        return _TEXTS["application/xml"].encode()
    return _TEXTS["text/plain"].encode() if kind.startswith("text/") else b"example"


def sample_text(media_type: str, encoding: str = "") -> str:
    """Return a small file as text in a JSON value, in the given `contentEncoding`."""
    content = sample_bytes(media_type)
    if encoding == "base64":
        return base64.b64encode(content).decode()
    if encoding == "base64url":
        return base64.urlsafe_b64encode(content).decode()
    if encoding == "base32":
        return base64.b32encode(content).decode()
    if encoding == "base16":
        return base64.b16encode(content).decode()
    return content.decode("latin-1")


def file_name(media_type: str, name: str) -> str:
    """Return a file name: `avatar.png` for the property `avatar`."""
    kind = media_type.partition(";")[0].strip().lower()
    return f"{name or 'example'}.{_EXTENSIONS.get(kind, 'bin')}"
