"""What a ready operation has: its handler, and what the document declares."""

from __future__ import annotations

from pathlib import Path

from tests.support.small_sandbox import BOOKS, changed, load_books


def test_the_handler_of_an_operation(tmp_path: Path) -> None:
    code = "from mockserver.handlers import handles\n@handles('readBook')\ndef read(call): ...\n"
    api = load_books(tmp_path, handlers=code)
    found = {op.operation_id: api.ready[op.operation_id].handler for op in api.operations}
    assert found["readBook"] is api.functions.handlers["readBook"], "1. its function"
    assert found["listBooks"] is not None and found["listBooks"].__name__ == "perform", "2. its action"
    assert found["readShelf"] is None, "3. nothing"


def test_declared(tmp_path: Path) -> None:
    ready = load_books(tmp_path).ready
    declared = {name: ready[name].handled.declared for name in ("createBook", "deleteBook", "readShelf")}
    assert declared["createBook"].success == 201
    assert declared["createBook"].members == frozenset({"title", "author", "pages", "tags"})
    assert declared["createBook"].defaults == (("pages", 100),)
    assert declared["deleteBook"].success == 204
    assert declared["readShelf"].members is None


def test_declared_members_of_parts_and_of_schemas_that_contain_themselves(tmp_path: Path) -> None:
    parts = [{"properties": {"isbn": {"default": "x"}}}, {"$ref": "#/components/schemas/NewBook"}]
    text = changed(BOOKS, {"/components/schemas/NewBook/allOf": parts})
    declared = load_books(tmp_path, document=text).ready["createBook"].handled.declared
    assert declared.members == frozenset({"title", "author", "pages", "tags", "isbn"})
    assert dict(declared.defaults) == {"pages": 100, "isbn": "x"}


def test_parts_are_made_once(tmp_path: Path) -> None:
    ready = load_books(tmp_path).ready["createBook"]
    assert (ready.contract, ready.examples, ready.gate) == (ready.contract, ready.examples, ready.gate)
    assert ready.handled is ready.handled
