"""What is inferred of a resource."""

from __future__ import annotations

from pathlib import Path

from tests.support.small_sandbox import load_books


def test_its_schema_is_the_one_that_references_lead_to(tmp_path: Path) -> None:
    api = load_books(tmp_path, behaviour=None, seed=None)
    assert api.behaviour.resources["book"].schema == "/components/schemas/Book"
