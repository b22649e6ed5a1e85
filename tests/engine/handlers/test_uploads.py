"""Uploads, and downloads of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.control.descriptions import describe_state
from mockserver.engine.handlers.uploads import find_upload
from mockserver.engine.worlds.uploads import UPLOADS
from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

BINARY = {"type": "string", "format": "binary"}
FILE = {
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "title": {"type": "string"},
        "name": {"type": "string"},
        "size": {"type": "integer"},
        "mimeType": {"type": "string"},
        "file_name": {"type": "string"},
        "sha256": {"type": "string"},
    },
}
FORM = {"type": "object", "properties": {"file": BINARY, "title": {"type": "string"}}}
SVG = b"<svg/>"


def cabinet(folder: Path, sent: Any = None, shown: Any = None, **more: Any) -> Sandbox:
    """A server of files: a form creates one, PUT replaces its bytes, GET downloads it."""
    return remember(
        folder,
        {
            "POST /files": {"body": {"multipart/form-data": FORM}, "201": "File"},
            "GET /files": {"200": ["File"]},
            "GET /files/{id}": {"200": {"image/*": BINARY} if shown is None else shown, "404": None},
            "PUT /files/{id}": {"body": {"*/*": BINARY} if sent is None else sent, "200": "File", "404": None},
            "DELETE /files/{id}": {"204": None, "404": None},
            **more,
        },
        File=FILE,
    )


def part(name: str, content: bytes, filename: str = "", media_type: str = "") -> bytes:
    shown = f'; filename="{filename}"' if filename else ""
    head = f'Content-Disposition: form-data; name="{name}"{shown}\r\n'
    head += f"Content-Type: {media_type}\r\n" if media_type else ""
    return b"--limit\r\n" + head.encode() + b"\r\n" + content + b"\r\n"


def upload(server: Sandbox, *parts: bytes, path: str = "/files", method: str = "POST") -> Any:
    body = b"".join(parts) + b"--limit--\r\n"
    made = server.ask(method, path, body, [("Content-Type", "multipart/form-data; boundary=limit")])
    assert made.response.status in (200, 201), made.response
    return body_of(made)


PICTURE = part("file", SVG, "harbour.svg", "image/svg+xml")


class TestUploads:
    def test_a_file_of_a_form_is_downloaded_with_its_type(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path)
        made = upload(server, PICTURE, part("title", b"Harbour"))
        read = server.ask("GET", f"/files/{made['id']}")
        assert (read.response.body, read.response.media_type, read.source) == (SVG, "image/svg+xml", "resource")
        assert not read.violations

    def test_what_tells_about_a_file_is_filled_in(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path)
        made = upload(server, PICTURE, part("title", b"Harbour"))
        assert made == {
            "id": made["id"],
            "title": "Harbour",
            "name": "harbour.svg",
            "size": len(SVG),
            "mimeType": "image/svg+xml",
            "file_name": "harbour.svg",
            "sha256": hashlib.sha256(SVG).hexdigest(),
        }
        assert body_of(server.ask("GET", "/files")) == [made]

    def test_bytes_that_are_the_whole_body_replace_a_file(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path)
        made = upload(server, PICTURE)
        path = f"/files/{made['id']}"
        changed = body_of(server.ask("PUT", path, b"\x00\xff", [("Content-Type", "image/gif")]))
        assert (changed["size"], changed["mimeType"], changed["name"]) == (2, "image/gif", "harbour.svg")
        read = server.ask("GET", path)
        assert (read.response.body, read.response.media_type) == (b"\x00\xff", "image/gif")

    @pytest.mark.parametrize(
        ("media_type", "content"),
        [
            ("image/svg+xml", b"<a ></a>"),
            ("text/plain; charset=latin-1", b"\xe9"),
            ("application/json", b'{ "a": 1 }'),
        ],
    )
    def test_bytes_of_a_type_that_could_be_read_stay_as_they_are(
        self, tmp_path: Path, media_type: str, content: bytes
    ) -> None:
        server = cabinet(tmp_path, shown={"*/*": BINARY})
        path = f"/files/{upload(server, PICTURE)['id']}"
        assert server.ask("PUT", path, content, [("Content-Type", media_type)]).response.status == 200
        read = server.ask("GET", path)
        assert (read.response.body, read.response.media_type) == (content, media_type)

    def test_a_row_that_goes_takes_its_file_along(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path)
        path = f"/files/{upload(server, PICTURE)['id']}"
        assert server.ask("DELETE", path).response.status == 204
        assert server.ask("GET", path).response.status == 404

    def test_a_list_of_files(self, tmp_path: Path) -> None:
        form = {"type": "object", "properties": {"pages": {"type": "array", "items": BINARY}}}
        server = cabinet(tmp_path, **{"POST /files": {"body": {"multipart/form-data": form}, "201": "File"}})
        made = upload(server, part("pages", b"1", "1.txt", "image/a"), part("pages", b"22", "2.txt", "image/b"))
        assert made["size"] == 1
        files = server.state()["file"][0][UPLOADS]
        assert {name: file["content"] for name, file in files.items()} == {"pages": b"1", "pages-1": b"22"}
        assert server.ask("GET", f"/files/{made['id']}").response.body == b"22"

    def test_items_may_be_nothing_but_files(self, tmp_path: Path) -> None:
        server = remember(
            tmp_path,
            {
                "PUT /boxes/{box}/objects/{key}": {"body": {"application/octet-stream": BINARY}, "204": None},
                "GET /boxes/{box}/objects/{key}": {"200": {"application/octet-stream": BINARY}, "404": None},
                "DELETE /boxes/{box}/objects/{key}": {"204": None},
            },
        )
        fields = [("Content-Type", "application/octet-stream")]
        assert server.ask("PUT", "/boxes/a/objects/x", b"ax", fields).response.status == 204
        assert server.ask("PUT", "/boxes/b/objects/x", b"bx", fields).response.status == 204
        assert server.ask("GET", "/boxes/a/objects/x").response.body == b"ax"
        assert server.ask("GET", "/boxes/b/objects/x").response.body == b"bx"
        server.ask("DELETE", "/boxes/a/objects/x")
        assert server.ask("GET", "/boxes/a/objects/x").response.status == 404
        assert server.ask("GET", "/boxes/b/objects/x").response.body == b"bx"


class TestParts:
    @pytest.fixture
    def people(self, tmp_path: Path) -> Sandbox:
        image = {"image/*": BINARY}
        return remember(
            tmp_path,
            {
                "POST /people": {"body": "Person", "201": "Person"},
                "GET /people/{id}": {"200": "Person", "404": None},
                "GET /people/{id}/portrait": {"200": image, "404": None},
                "PUT /people/{id}/portrait": {"body": image, "204": None, "404": None},
                "DELETE /people/{id}/portrait": {"204": None, "404": None},
                "GET /people/{id}/seal": {"200": image, "404": None},
                "PUT /people/{id}/seal": {"body": image, "204": None},
                "GET /scans/{id}/content": {"200": image, "404": None},
                "PUT /scans/{id}/content": {"body": image, "204": None},
                "DELETE /scans/{id}/content": {"204": None},
                "POST /scans": {"body": "Scan", "201": "Scan"},
                "GET /scans/{id}": {"200": "Scan", "404": None},
            },
            Person={"required": ["id", "name"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}},
            Scan={"properties": {"id": {"type": "string"}, "size": {"type": "integer"}}},
        )

    def send(self, people: Sandbox, path: str, content: bytes) -> int:
        return people.ask("PUT", path, content, [("Content-Type", "image/gif")]).response.status

    def test_each_part_has_a_file_of_its_own(self, people: Sandbox) -> None:
        people.ask("POST", "/people", {"id": "a", "name": "Ida"})
        assert self.send(people, "/people/a/portrait", b"face") == 204
        assert self.send(people, "/people/a/seal", b"lion") == 204
        assert people.ask("GET", "/people/a/portrait").response.body == b"face"
        assert people.ask("GET", "/people/a/seal").response.body == b"lion"
        assert body_of(people.ask("GET", "/people/a")) == {"id": "a", "name": "Ida"}

    def test_a_part_of_what_does_not_exist(self, people: Sandbox) -> None:
        assert self.send(people, "/people/a/portrait", b"face") == 404
        assert people.ask("GET", "/people/a/portrait").response.status == 404

    def test_a_part_that_is_deleted_is_gone_and_the_others_stay(self, people: Sandbox) -> None:
        people.ask("POST", "/people", {"id": "a", "name": "Ida"})
        self.send(people, "/people/a/portrait", b"face")
        self.send(people, "/people/a/seal", b"lion")
        assert people.ask("DELETE", "/people/a/portrait").response.status == 204
        assert people.ask("GET", "/people/a/portrait").response.status == 404
        assert people.ask("GET", "/people/a/seal").response.body == b"lion"
        assert people.ask("GET", "/people/a").response.status == 200
        self.send(people, "/people/a/portrait", b"new")
        assert people.ask("GET", "/people/a/portrait").response.body == b"new"

    def test_the_content_of_an_item_tells_its_size_and_may_be_deleted(self, people: Sandbox) -> None:
        path = f"/scans/{body_of(people.ask('POST', '/scans', {}))['id']}"
        self.send(people, f"{path}/content", b"12345")
        assert body_of(people.ask("GET", path))["size"] == 5
        people.ask("DELETE", f"{path}/content")
        assert people.ask("GET", f"{path}/content").response.status == 404
        assert people.ask("GET", path).response.status == 200


class TestDownloads:
    def test_a_row_without_a_file_has_the_documented_one(self, tmp_path: Path) -> None:
        shown = {"description": "ok", "content": {"text/csv": {"schema": BINARY, "example": "a,b"}}}
        server = cabinet(tmp_path, shown=shown)
        made = upload(server, part("title", b"Harbour"))
        read = server.ask("GET", f"/files/{made['id']}")
        assert (read.response.body, read.source) == (b"a,b", "resource")

    def test_a_client_may_ask_for_what_is_known_or_for_the_bytes(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path, shown={"application/json": "File", "image/*": BINARY})
        made = upload(server, PICTURE)
        path = f"/files/{made['id']}"
        assert body_of(server.ask("GET", path)) == made
        assert body_of(server.ask("GET", path, headers=[("Accept", "application/json")])) == made
        assert server.ask("GET", path, headers=[("Accept", "image/svg+xml")]).response.body == SVG

    def test_a_type_that_is_not_documented_gives_way_to_one_that_is(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path, shown={"application/octet-stream": BINARY})
        read = server.ask("GET", f"/files/{upload(server, PICTURE)['id']}")
        assert (read.response.body, read.response.media_type) == (SVG, "application/octet-stream")

    def test_a_file_that_keeps_no_documented_schema_gives_way_to_the_document(self, tmp_path: Path) -> None:
        shown = {"description": "ok", "content": {"text/plain": {"schema": {"const": "fixed", "format": "binary"}}}}
        server = cabinet(tmp_path, shown=shown)
        read = server.ask("GET", f"/files/{upload(server, PICTURE)['id']}")
        assert (read.response.body, read.source) == (b"fixed", "generated")

    def test_a_documented_disposition_has_the_name_of_the_file(self, tmp_path: Path) -> None:
        field = {"Content-Disposition": {"schema": {"type": "string"}}}
        shown = {"description": "ok", "headers": field, "content": {"image/*": {"schema": BINARY}}}
        server = cabinet(tmp_path, shown=shown)
        made = upload(server, part("file", SVG, "at sea.svg", "image/svg+xml"))
        read = server.ask("GET", f"/files/{made['id']}")
        assert read.response.header("Content-Disposition") == "attachment; filename*=UTF-8''at%20sea.svg"

    def test_a_download_has_a_version(self, tmp_path: Path) -> None:
        headers = {"ETag": {"schema": {"type": "string"}}}
        shown = {"description": "ok", "headers": headers, "content": {"image/*": {"schema": BINARY}}}
        server = cabinet(tmp_path, shown=shown)
        path = f"/files/{upload(server, PICTURE)['id']}"
        before = server.ask("GET", path).response.header("ETag")
        server.ask("PUT", path, b"gif", [("Content-Type", "image/gif")])
        assert server.ask("GET", path).response.header("ETag") not in (before, None)


@pytest.mark.parametrize(
    ("names", "wanted", "found"),
    [
        (["/portrait", "photo"], "/portrait", "/portrait"),
        (["photo", "cv"], "/cv", "cv"),
        (["photo"], "/picture", "photo"),
        (["photo", "cv"], "/picture", None),
        (["/portrait"], "/picture", None),
        (["/portrait"], "", "/portrait"),
        (["photo", "/portrait"], "", "photo"),
        (["photo", "cv"], "", "cv"),
        ([], "", None),
        ([], "/portrait", None),
    ],
)
def test_which_file_a_path_means(names: list[str], wanted: str, found: str | None) -> None:
    row = {UPLOADS: {name: {"content": name} for name in names}} if names else {}
    upload = find_upload(row, wanted)
    assert (upload and upload["content"]) == found


class TestOutsideOfResponses:
    def test_the_state_is_shown_without_bytes(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path)
        upload(server, PICTURE)
        state = server.engine.worlds.get("default").state("api")
        shown = describe_state(state, server.api, server.engine.masker)
        assert json.dumps(shown)
        assert shown["file"][0][UPLOADS]["file"] == {
            "content": "6 bytes",
            "media_type": "image/svg+xml",
            "filename": "harbour.svg",
        }

    def test_bytes_count_for_the_memory_of_rows(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path)
        state = server.engine.worlds.get("default").state("api")
        state.budget = server.engine.worlds.rows
        upload(server, part("file", b"x" * 100_000, "x.bin", "image/x"))
        assert state.size > 100_000

    def test_a_rollback_brings_the_bytes_back(self, tmp_path: Path) -> None:
        server = cabinet(tmp_path)
        path = f"/files/{upload(server, PICTURE)['id']}"
        world = server.engine.worlds.get("default")
        before = world.snapshot()
        server.ask("PUT", path, b"gif", [("Content-Type", "image/gif")])
        world.rollback(before)
        assert server.ask("GET", path).response.body == SVG
