"""Small files of each media type."""

from __future__ import annotations

import pytest

from mockserver.openapi.generation import sample_files


@pytest.mark.parametrize(
    ("media_type", "start"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/*", b"\x89PNG\r\n\x1a\n"),
        ("image/gif", b"GIF89a"),
        ("IMAGE/JPEG; q=1", b"\xff\xd8\xff"),
        ("application/pdf", b"%PDF-"),
        ("application/zip", b"PK\x05\x06"),
        ("application/gzip", b"\x1f\x8b"),
        ("application/hal+json", b"{"),
        ("text/csv", b"name,"),
        ("text/unheard-of", b"Some text"),
        ("application/octet-stream", b"example"),
    ],
)
def test_files_are_real(media_type: str, start: bytes) -> None:
    assert sample_files.sample_bytes(media_type).startswith(start)
