"""`--state`, with real files and real servers that are killed."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import Apis, load_api
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.persistence import read_worlds
from mockserver.engine.worlds.store import Transaction
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.errors import OptionError
from mockserver.server.saving import Saver
from mockserver.server.state_file import StateFile
from tests.support.command_line import run
from tests.support.server_process import ServerProcess
from tests.support.waiting import DEADLINE, wait_for

DOCUMENT = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200': {description: Pets., content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}
    post:
      operationId: createPet
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '201': {description: The pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: readPet
      responses:
        '200': {description: The pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        '404': {description: No such pet.}
    delete:
      operationId: deletePet
      responses: {'204': {description: Gone.}}
components:
  schemas:
    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Pet:
      type: object
      required: [name]
      properties:
        id: {type: string}
        name: {type: string, maxLength: 100}
        age: {type: integer}
"""
JSON = ("Content-Type", "application/json")
ANNA = ("Mock-World", "anna")


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    file = tmp_path / "pets.yaml"
    file.write_text(DOCUMENT)
    return file


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def create(server: ServerProcess, name: str) -> str:
    created = server.ask("POST", "/pets", [JSON, ANNA], json.dumps({"name": name}).encode())
    assert created.status == 201, created.body
    identifier: str = json.loads(created.body)["id"]
    return identifier


def list_names(server: ServerProcess) -> list[str]:
    return [pet["name"] for pet in json.loads(server.ask("GET", "/pets", [ANNA]).body)]


def read_names(state: Path) -> list[str]:
    """The names of the pets in the file, in the world `anna`."""
    saved = read_worlds(state.read_bytes())
    [anna] = [world for world in saved.worlds if world.name == "anna"]
    rows = [saved.collections[place].rows for place in anna.holds.states["pets"].collections]
    return [row["name"] for each in rows for row in each.values() if row is not None and "name" in row]


def test_what_was_saved_outlives_a_kill(pets: Path, state: Path) -> None:
    with ServerProcess(str(pets), "--state", str(state)) as server:
        before = list_names(server)
        rex = create(server, "Rex")
        assert server.ask("DELETE", f"/pets/{create(server, 'Bo')}", [ANNA]).status == 204
        assert server.ask("PUT", "/_mock/worlds/anna/snapshots/rex").status == 201
        create(server, "Ida")
        frozen = b'{"freeze": "2030-01-01T00:00:00Z"}'
        assert server.ask("PUT", "/_mock/worlds/anna/clock", [JSON], frozen).status == 200
        wait_for(lambda: "2030-01-01" in state.read_text())
        again = run("serve", str(pets), "--port", "0", "--state", str(state))
        assert again.exit_code == 2
        assert "another server uses this file" in again.stderr
        server.process.kill()
    with ServerProcess(str(pets), "--state", str(state)) as server:
        assert list_names(server) == [*before, "Rex", "Ida"]
        assert json.loads(server.ask("GET", f"/pets/{rex}", [ANNA]).body)["name"] == "Rex"
        clock = json.loads(server.ask("GET", "/_mock/worlds/anna/clock").body)
        assert clock == {"now": "2030-01-01T00:00:00Z", "frozen": True}
        assert server.ask("POST", "/_mock/worlds/anna/snapshots/rex/restore").status == 204
        assert list_names(server) == [*before, "Rex"]
        assert create(server, "New") not in {rex, ""}
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(DEADLINE) == 0
    assert read_names(state)[-2:] == ["Rex", "New"], "a stop saves at once"


def test_a_kill_while_it_is_saved_breaks_nothing(pets: Path, state: Path) -> None:
    for _ in range(2):
        with ServerProcess(str(pets), "--state", str(state)) as server:
            for number in range(20):
                create(server, f"{number}" * 50)
            inode = state.stat().st_ino
            busy = threading.Event()

            def change(server: ServerProcess = server, busy: threading.Event = busy) -> None:
                while not busy.is_set():
                    server.ask("POST", "/pets", [JSON, ANNA], b'{"name": "more"}')

            thread = threading.Thread(target=change_until_killed(change), daemon=True)
            thread.start()
            wait_for(partial(is_replaced, state, inode))
            server.process.kill()
            busy.set()
            thread.join(DEADLINE)
        assert "0" * 50 in read_names(state)


def is_replaced(file: Path, inode: int) -> bool:
    return file.stat().st_ino != inode


def change_until_killed(change: Callable[[], None]) -> Callable[[], None]:
    def run_until_killed() -> None:
        try:
            change()
        except (OSError, ValueError):  # the server has been killed
            return

    return run_until_killed


# without a process


def make_engine(pets: Path) -> Engine:
    apis = Apis([load_api("pets", pets, prefix="")])
    return Engine(apis, Worlds(apis.seeds))


@contextmanager
def make_saver(pets: Path, state: Path, lines: list[str]) -> Iterator[Saver]:
    with closing(StateFile(state)) as file:
        saver = Saver(make_engine(pets), file, tell=lines.append)
        saver.resume()
        with saver:
            yield saver


def add(saver: Saver, **row: Any) -> None:
    transaction = Transaction(saver._engine.worlds.get("anna").state("pets"))
    transaction.put("pet", row["id"], row)
    transaction.commit()


def names_of(saver: Saver) -> list[Any]:
    return [row["name"] for row in saver._engine.worlds.get("anna").state("pets").rows("pet")]


def test_rows_that_no_longer_fit_are_told_and_the_file_is_kept(pets: Path, state: Path) -> None:
    lines: list[str] = []
    with make_saver(pets, state, lines) as saver:
        add(saver, id="a", name="Ada")
        add(saver, id="b", name="Bo", age=2)
    content = state.read_bytes()
    with make_saver(pets, state, lines):
        pass
    assert lines == [], "nothing has changed"
    pets.write_text(DOCUMENT.replace("required: [name]", "required: [name, age]"))
    with make_saver(pets, state, lines) as saver:
        assert names_of(saver)[-1] == "Bo"
        assert "Ada" not in names_of(saver)
    assert lines[0].startswith(f"--state {state}: 1 row of pets.pet dropped, as the document now is: /age is required")
    assert lines[1:] == [f"--state {state}: the file as it was is kept as {state}.old"]
    assert Path(f"{state}.old").read_bytes() == content


def test_a_row_that_never_fitted_stays_while_the_document_does(pets: Path, state: Path) -> None:
    lines: list[str] = []
    with make_saver(pets, state, lines) as saver:
        add(saver, id="a", name=7)
    with make_saver(pets, state, lines) as saver:
        assert names_of(saver)[-1] == 7
    assert lines == []


def test_nothing_is_written_if_nothing_has_changed(pets: Path, state: Path) -> None:
    with make_saver(pets, state, []) as saver:
        inode = state.stat().st_ino
        saver.save()
        assert state.stat().st_ino == inode
        add(saver, id="a", name="Ada")
        saver.save()
        assert state.stat().st_ino != inode


@pytest.mark.parametrize(
    "content", [b"openapi: 3.1.0", b"{}", b'{"mockserver-state": 1, "wor', b'{"mockserver-state": 9}']
)
def test_a_file_that_cannot_be_used_is_left_as_it_is(pets: Path, state: Path, content: bytes) -> None:
    state.write_bytes(content)
    result = run("serve", str(pets), "--port", "0", "--state", str(state))
    assert result.exit_code == 2
    assert f"--state {state}: " in result.stderr
    assert result.stderr.rstrip().endswith("; it was left as it is")
    assert (state.read_bytes(), list(state.parent.glob("*.old"))) == (content, [])


def test_the_file_of_another_server_is_refused(pets: Path, state: Path) -> None:
    with make_saver(pets, state, []):
        pass
    other = pets.with_name("hats.yaml")
    other.write_text(DOCUMENT)
    result = run("serve", str(other), "--port", "0", "--state", str(state))
    assert result.exit_code == 2
    assert "is of a server of pets, and this one serves hats" in result.stderr


def test_a_file_that_cannot_be_written_is_refused_at_the_start(pets: Path) -> None:
    state = pets.parent / "missing" / "state.json"
    with pytest.raises(OptionError, match="cannot be written: No such file"), make_saver(pets, state, []):
        pass


def test_a_save_that_fails_is_told_once_and_tried_again(
    pets: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    lines: list[str] = []
    with make_saver(pets, state, lines) as saver:
        add(saver, id="a", name="Ada")
        with monkeypatch.context() as patch:
            patch.setattr(StateFile, "replace", fail)
            for _ in range(3):
                saver._try_to_save()
        assert lines == [f"--state {state}: cannot be written: No space left on device"]
        saver._try_to_save()
        assert "Ada" in read_names(state)


def test_the_help_names_it() -> None:
    assert "--state FILE" in run("serve", "--help").stdout
