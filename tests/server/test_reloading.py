"""`--reload`, with real files and a real server: saved files are served, broken ones are reported."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.support.server_process import ServerProcess, ServerResponse
from tests.support.small_sandbox import BOOK_RULES, BOOK_SEED, BOOKS, changed, write_folder
from tests.support.waiting import wait_for

SHARED = """
    openapi: 3.1.0
    info: {title: Pets, version: '1'}
    paths:
      /pets: {$ref: 'parts/pets.yaml#/item'}
"""


def pets_text(name: str) -> str:
    """A document whose only operation responds with this name."""
    return dedent(f"""\
        openapi: 3.1.0
        info: {{title: Pets, version: '1'}}
        paths:
          /pets:
            get:
              responses:
                '200': {{description: ok, content: {{application/json: {{example: {name}}}}}}}
        """)


def item_text(file: str) -> str:
    """A path item whose response is in this file."""
    return f"item: {{get: {{responses: {{'200': {{$ref: '{file}#/it'}}}}}}}}"


def response_text(name: str) -> str:
    return f"it: {{description: ok, content: {{application/json: {{example: {name}}}}}}}"


def serves(server: ServerProcess, path: str, body: Any) -> Callable[[], bool]:
    def met() -> bool:
        response = server.ask("GET", path)
        return response.status == 200 and response.body != b"" and json.loads(response.body) == body

    return met


@pytest.fixture
def pets(tmp_path: Path) -> Iterator[tuple[Path, ServerProcess]]:
    """A document, and a server that responds with its example."""
    file = write_folder(tmp_path, pets_yaml=pets_text("old")) / "pets.yaml"
    with ServerProcess(str(file), "--reload") as server:
        assert serves(server, "/pets", "old")()
        yield file, server


class TestSaves:
    def test_in_place(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        file.write_text(pets_text("new"), encoding="utf-8")
        wait_for(serves(server, "/pets", "new"))
        server.wait_for_output("mockserver: pets is reloaded (pets.yaml): 1 operation\n")

    def test_by_rename(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        other = file.with_suffix(".tmp")
        other.write_text(pets_text("new"), encoding="utf-8")
        other.replace(file)
        wait_for(serves(server, "/pets", "new"))

    def test_by_removal_and_a_new_file(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        backup = file.with_suffix(".bak")
        file.rename(backup)
        backup.unlink()
        file.write_text(pets_text("new"), encoding="utf-8")
        wait_for(serves(server, "/pets", "new"))
        server.wait_for_output("pets is reloaded (pets.yaml)")
        assert "not reloaded" not in server.output

    def test_of_one_size_and_one_second(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        before = file.stat()
        file.write_text(pets_text("odd"), encoding="utf-8")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
        wait_for(serves(server, "/pets", "odd"))

    def test_fifty_in_a_row(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        for number in range(50):
            file.write_text(pets_text(f"v{number}"), encoding="utf-8")
            assert server.ask("GET", "/pets").status == 200
        wait_for(serves(server, "/pets", "v49"))
        assert server.process.poll() is None

    def test_without_a_pause(self, pets: tuple[Path, ServerProcess]) -> None:
        """A file that is written to all the time is reloaded nevertheless."""
        file, server = pets
        done = threading.Event()

        def write_on() -> None:
            number = 0
            while not done.is_set():
                number += 1
                other = file.with_suffix(".tmp")
                other.write_text(pets_text("new") + f"# {number}\n", encoding="utf-8")
                other.replace(file)
                done.wait(0.01)

        thread = threading.Thread(target=write_on)
        thread.start()
        try:
            wait_for(serves(server, "/pets", "new"))
        finally:
            done.set()
            thread.join()

    def test_through_a_link_that_is_redirected(self, tmp_path: Path) -> None:
        write_folder(tmp_path / "v1", pets_yaml=SHARED)
        write_folder(tmp_path / "v1" / "parts", pets_yaml=item_text("deep/responses.yaml"))
        write_folder(tmp_path / "v1" / "parts" / "deep", responses_yaml=response_text("old"))
        write_folder(tmp_path / "v2", pets_yaml=pets_text("new"))
        link = tmp_path / "current"
        link.symlink_to("v1")
        with ServerProcess(str(link / "pets.yaml"), "--reload") as server:
            assert serves(server, "/pets", "old")()
            other = tmp_path / "next"
            other.symlink_to("v2")
            other.replace(link)
            wait_for(serves(server, "/pets", "new"))


def test_standard_input_is_not_watched(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, pets_yaml=pets_text("old"), dogs_yaml=pets_text("old"))
    command = ("sh", "-c", f'exec {sys.executable} -m mockserver "$@" < {folder / "pets.yaml"}', "sh")
    with ServerProcess("-", str(folder / "dogs.yaml"), "--reload", command=command) as server:
        server.wait_for_output("mockserver: standard input is not watched; files and folders are\n")
        write_folder(tmp_path, pets_yaml=pets_text("new"), dogs_yaml=pets_text("new"))
        wait_for(serves(server, "/dogs/pets", "new"))
        assert serves(server, "/stdin/pets", "old")()


class TestBrokenSaves:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            pytest.param(b"", "is a mapping with an `openapi` key, not empty", id="empty"),
            pytest.param(pets_text("x").encode()[:-12], "not readable as YAML or JSON", id="half"),
            pytest.param(b"\x00\xff\xfe\x00" * 500, "not UTF-8", id="binary"),
            pytest.param(b"openapi: 4.0.0", "versions 2.0, 3.0, 3.1 and 3.2 are served", id="unknown-version"),
            pytest.param(b"openapi: 3.1.0\npaths: [1]", "must be a mapping", id="no-paths"),
        ],
    )
    def test_the_old_document_is_kept(self, pets: tuple[Path, ServerProcess], content: bytes, words: str) -> None:
        file, server = pets
        file.write_bytes(content)
        server.wait_for_output("mockserver: pets is not reloaded: ")
        server.wait_for_output(words)
        assert serves(server, "/pets", "old")()
        file.write_text(pets_text("new"), encoding="utf-8")
        wait_for(serves(server, "/pets", "new"))
        assert "Traceback" not in server.output

    def test_line_and_column_are_reported(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        file.write_text("openapi: 3.1.0\ninfo: {title: [}\n", encoding="utf-8")
        server.wait_for_output("pets.yaml:2:16: not readable as YAML or JSON: ")

    def test_a_folder_in_place_of_the_file(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        file.unlink()
        file.mkdir()
        server.wait_for_output("mockserver: nothing is reloaded: the folder ")
        assert serves(server, "/pets", "old")()
        file.rmdir()
        file.write_text(pets_text("new"), encoding="utf-8")
        wait_for(serves(server, "/pets", "new"))

    def test_a_removed_file(self, pets: tuple[Path, ServerProcess]) -> None:
        file, server = pets
        file.unlink()
        server.wait_for_output("No such file")
        assert serves(server, "/pets", "old")()

    def test_one_of_two(self, tmp_path: Path) -> None:
        write_folder(tmp_path, a_yaml=pets_text("old"), b_yaml=pets_text("old"))
        with ServerProcess(str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), "--reload") as server:
            (tmp_path / "a.yaml").write_text("", encoding="utf-8")
            (tmp_path / "b.yaml").write_text(pets_text("new"), encoding="utf-8")
            wait_for(serves(server, "/b/pets", "new"))
            assert serves(server, "/a/pets", "old")()
            (tmp_path / "b.yaml").write_text(pets_text("newer"), encoding="utf-8")
            wait_for(serves(server, "/b/pets", "newer"))
            server.wait_for_output("b is reloaded (b.yaml)", times=2)
            assert server.output.count("a is not reloaded") == 1, "it is reported once"

    def test_findings_prevent_a_reload_if_strict_is_set(self, tmp_path: Path) -> None:
        file = write_folder(tmp_path, pets_yaml=pets_text("old")) / "pets.yaml"
        with ServerProcess(str(file), "--reload", "--strict") as server:
            file.write_text(pets_text("new") + "colour: red\n", encoding="utf-8")
            server.wait_for_output("nothing is reloaded: --strict: ")
            assert serves(server, "/pets", "old")()


class TestReferences:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[ServerProcess]:
        write_folder(tmp_path, pets_yaml=SHARED)
        write_folder(tmp_path / "parts", pets_yaml=item_text("deep/responses.yaml"))
        write_folder(tmp_path / "parts" / "deep", responses_yaml=response_text("old"))
        with ServerProcess(str(tmp_path / "pets.yaml"), "--reload") as server:
            assert serves(server, "/pets", "old")()
            yield server

    def test_a_nested_file(self, tmp_path: Path, server: ServerProcess) -> None:
        write_folder(tmp_path / "parts" / "deep", responses_yaml=response_text("new"))
        wait_for(serves(server, "/pets", "new"))
        server.wait_for_output("pets is reloaded (responses.yaml)")

    def test_a_new_reference(self, tmp_path: Path, server: ServerProcess) -> None:
        write_folder(tmp_path / "parts", pets_yaml=item_text("../other.yaml"))
        wait_for(lambda: server.ask("GET", "/pets").body == b"")
        write_folder(tmp_path, other_yaml=response_text("newer"))
        wait_for(serves(server, "/pets", "newer"))

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            pytest.param("item: {get: [", "pets.yaml:2:1: not readable as YAML or JSON", id="broken"),
            pytest.param("", "pets.yaml: is empty", id="empty"),
            pytest.param(None, "pets.yaml: cannot be read: No such file", id="gone"),
        ],
    )
    def test_a_file_that_is_broken_for_a_while(
        self, tmp_path: Path, server: ServerProcess, content: str | None, words: str
    ) -> None:
        file = tmp_path / "parts" / "pets.yaml"
        if content is None:
            file.unlink()
        else:
            file.write_text(content, encoding="utf-8")
        server.wait_for_output(words)
        server.wait_for_output("pets is not reloaded: ")
        assert serves(server, "/pets", "old")()
        write_folder(tmp_path / "parts", pets_yaml=item_text("../new.yaml"))
        write_folder(tmp_path, new_yaml=response_text("new"))
        wait_for(serves(server, "/pets", "new"))


class TestFolders:
    def test_documents_come_and_go(self, tmp_path: Path) -> None:
        write_folder(tmp_path, a_yaml=pets_text("a"), b_yaml=pets_text("b"))
        with ServerProcess(str(tmp_path), "--reload") as server:
            assert serves(server, "/a/pets", "a")()
            write_folder(tmp_path, c_yaml=pets_text("c"), d_yaml="just: data")
            wait_for(serves(server, "/c/pets", "c"))
            server.wait_for_output("c is served under /c: 1 operation")
            (tmp_path / "b.yaml").unlink()
            wait_for(lambda: server.ask("GET", "/b/pets").status == 404)
            server.wait_for_output("b is no longer served")
            (tmp_path / "a.yaml").write_text("", encoding="utf-8")
            server.wait_for_output("a is not reloaded")
            assert serves(server, "/a/pets", "a")()

    def test_a_second_document_of_the_same_name(self, tmp_path: Path) -> None:
        write_folder(tmp_path, a_yaml=pets_text("a"))
        with ServerProcess(str(tmp_path), "--reload") as server:
            write_folder(tmp_path, a_json='{"openapi": "3.1.0", "paths": {}}')
            server.wait_for_output("nothing is reloaded: two documents would be served under /a")
            assert serves(server, "/pets", "a")()


class TestSandboxes:
    """The state of worlds is kept as far as it fits the new document."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        write_folder(tmp_path, books_yaml=BOOKS)
        write_folder(tmp_path / "mocks" / "books", behaviour_yaml=BOOK_RULES, seed_yaml=BOOK_SEED)
        return tmp_path

    @pytest.fixture
    def server(self, folder: Path) -> Iterator[ServerProcess]:
        with ServerProcess(str(folder / "books.yaml"), "--fixtures", str(folder / "mocks"), "--reload") as server:
            yield server

    def send(
        self, server: ServerProcess, method: str, path: str, body: Any = None, world: str = "default"
    ) -> ServerResponse:
        headers = [("Content-Type", "application/json"), ("Mock-World", world)]
        return server.ask(method, path, headers, None if body is None else json.dumps(body).encode())

    def titles(self, server: ServerProcess, world: str = "default") -> dict[str, str]:
        rows = json.loads(self.send(server, "GET", "/books", world=world).body)
        return {row["id"]: row["title"] for row in rows}

    def test_a_new_document_keeps_every_world(self, folder: Path, server: ServerProcess) -> None:
        self.send(server, "POST", "/books", {"title": "Dune"})
        self.send(server, "DELETE", "/books/1", world="anna")
        board = {"get": {"responses": {"200": {"description": "ok"}}}}
        write_folder(folder, books_yaml=changed(BOOKS, {"/paths/~1board": board}))
        wait_for(lambda: server.ask("GET", "/board").status == 200)
        assert self.titles(server) == {"1": "Emma", "2": "Ulysses", "10": "Dune"}
        assert self.titles(server, "anna") == {"2": "Ulysses"}
        self.send(server, "POST", "/books", {"title": "Emil"})
        assert "11" in self.titles(server), "identifiers continue"
        journal = json.loads(server.ask("GET", "/_mock/worlds/anna/journal").body)
        assert journal["total"] >= 2, "the journal is kept"

    def test_rows_that_do_not_fit(self, folder: Path, server: ServerProcess) -> None:
        self.send(server, "POST", "/books", {"title": "Dune"})
        self.send(server, "POST", "/books", {"title": "A book with a long title"})
        self.send(server, "POST", "/books", {"title": "Another one with a long title"}, world="anna")
        short = {"/components/schemas/Book/properties/title": {"maxLength": 9}}
        write_folder(folder, books_yaml=changed(BOOKS, short))
        server.wait_for_output("2 rows of books.book dropped")
        server.wait_for_output("/title ")
        server.wait_for_output("is longer than 9 characters")
        assert self.titles(server) == {"1": "Emma", "2": "Ulysses", "10": "Dune"}

    def test_a_new_seed(self, folder: Path, server: ServerProcess) -> None:
        self.send(server, "PATCH", "/books/2", {"title": "Odyssey"})
        seed = changed(BOOK_SEED, {"/book/0/title": "Persuasion", "/book/1/title": "Dubliners"})
        write_folder(folder / "mocks" / "books", seed_yaml=seed)
        wait_for(lambda: self.titles(server) == {"1": "Persuasion", "2": "Odyssey"})
        assert self.titles(server, "new") == {"1": "Persuasion", "2": "Dubliners"}

    def test_a_broken_seed(self, folder: Path, server: ServerProcess) -> None:
        write_folder(folder / "mocks" / "books", seed_yaml="book:\n  - {id: '1'}\n")
        server.wait_for_output("books is not reloaded: ")
        server.wait_for_output("seed.yaml:2")
        assert self.titles(server) == {"1": "Emma", "2": "Ulysses"}

    def test_handlers_are_imported_anew(self, folder: Path, server: ServerProcess) -> None:
        head = "from mockserver.handlers import handles\n@handles('readShelf')\n"
        mocks = folder / "mocks" / "books"
        for number in (7, 8, 9):
            write_folder(mocks, handlers_py=f"{head}def read(call): return {{'shelf': {number}}}\n")
            wait_for(serves(server, "/shelf", {"shelf": number}))
        write_folder(mocks, handlers_py="1 / 0")
        server.wait_for_output("handlers.py:1: cannot be loaded: ZeroDivisionError")
        assert serves(server, "/shelf", {"shelf": 9})()
        assert not (mocks / "__pycache__").exists()

    def test_the_control_api_shows_the_new_document(self, folder: Path, server: ServerProcess) -> None:
        assert json.loads(server.ask("GET", "/_mock/apis/books").body)["title"] == "Books"
        write_folder(folder, books_yaml=changed(BOOKS, {"/info/title": "Tomes"}))
        wait_for(lambda: json.loads(server.ask("GET", "/_mock/apis/books").body)["title"] == "Tomes")
        assert b"Tomes" in server.ask("GET", "/_mock/").body
        assert b"title: Tomes" in server.ask("GET", "/_mock/apis/books/document", [("Accept", "application/yaml")]).body
