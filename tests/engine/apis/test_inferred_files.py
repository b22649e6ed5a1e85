"""The files of a fixture folder that say what is inferred."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import Api, load_api
from mockserver.engine.apis.inferred_files import InferredFiles, write_inferred
from tests.memory.scenarios import list_styles, read_style
from tests.support.small_sandbox import BOOKS, changed, write_folder


@pytest.mark.parametrize("style", list_styles())
def test_what_is_read_back_is_what_was_inferred(tmp_path: Path, style: str) -> None:
    api = load_api("it", read_style(style).document)
    files = write_inferred(api)
    write_folder(tmp_path, behaviour_yaml=files.behaviour, seed_yaml=files.seed or None)
    back = load_api("it", read_style(style).document, tmp_path)
    assert rules_of(back) == rules_of(api)
    assert rows_of(back) == rows_of(api)
    assert write_inferred(load_api("it", read_style(style).document)) == files


def rules_of(api: Api) -> dict[str, Any]:
    """What the operations of an API do, and the resources that they are about."""
    acting = {key: rules for key, rules in api.behaviour.operations.items() if rules.action is not None}
    used = {name for rules in acting.values() for name in (rules.resource, rules.relation)}
    return acting | {name: each for name, each in api.behaviour.resources.items() if name in used}


def rows_of(api: Api) -> dict[str, Any]:
    return {name: rows for name in api.behaviour.resources if (rows := api.seed.rows(name))}


def load(folder: Path, changes: dict[str, Any]) -> InferredFiles:
    write_folder(folder, books_yaml=changed(BOOKS, changes))
    return write_inferred(load_api("books", folder / "books.yaml"))


def test_each_rule_has_its_reason(tmp_path: Path) -> None:
    lines = load(tmp_path, {}).behaviour.splitlines()
    assert "  book: # the items at /books/{}" in lines
    assert "  createBook: # the collection of /books/{} (certain)" in lines
    assert lines[-2:] == ["# Stateless:", "#   readShelf, because it belongs to no resource"]


def test_a_document_without_resources(tmp_path: Path) -> None:
    shelf: dict[str, Any] = {"/paths/~1books": {}, "/paths/~1books~1{id}": {}}
    assert load(tmp_path, shelf) == ("# Stateless:\n#   readShelf, because it belongs to no resource\n", "")


def test_rows_are_those_of_the_examples_that_fit(tmp_path: Path) -> None:
    place = "/paths/~1books~1{id}/get/responses/200/content/application~1json/example"
    assert load(tmp_path, {place: {"id": "7", "title": "Emma"}}).seed == 'book:\n  - {id: "7", title: Emma}\n'
