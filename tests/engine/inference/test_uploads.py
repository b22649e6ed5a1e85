"""Which resources keep files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.worlds.uploads import UPLOADS
from tests.support.remembering import remember

BINARY = {"type": "string", "format": "binary"}
FILE = {"properties": {"id": {"type": "string"}, "title": {"type": "string"}}}


@pytest.mark.parametrize(
    ("body", "keeps_files"),
    [
        ({"multipart/form-data": {"type": "object", "properties": {"file": BINARY}}}, True),
        ({"image/png": BINARY}, True),
        ({"application/json": FILE, "text/csv": {"type": "string"}}, True),
        ({"application/json": FILE}, False),
        ({"application/x-www-form-urlencoded": FILE}, False),
        ({"*/*": FILE}, False),
    ],
)
def test_rows_have_a_hidden_member_if_clients_send_files(tmp_path: Path, body: Any, keeps_files: bool) -> None:
    server = remember(
        tmp_path,
        {
            "GET /files/{id}": {"operationId": "read", "200": "File"},
            "PUT /files/{id}": {"operationId": "put", "body": body, "204": None},
        },
        File=FILE,
    )
    resource = server.api.behaviour.operations["put"].resource
    assert (UPLOADS in server.api.behaviour.resources[resource or ""].hidden) is keeps_files


@pytest.mark.parametrize(("sent", "action"), [(BINARY, "download"), (None, None)])
def test_a_resource_of_bytes_alone_is_remembered_if_clients_send_them(
    tmp_path: Path, sent: Any, action: str | None
) -> None:
    put = {"204": None} if sent is None else {"body": {"image/png": sent}, "204": None}
    server = remember(
        tmp_path,
        {
            "GET /files/{id}": {"operationId": "read", "200": {"image/png": BINARY}},
            "PUT /files/{id}": {"operationId": "put", **put},
        },
    )
    assert server.api.behaviour.operations["read"].action == action
