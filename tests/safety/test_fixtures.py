"""Fixtures that are made to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from .document_checks import EITHER, REFUSED, SERVED, check_all
from .documents import BEHAVIOUR, COUNT, SIZE, Files, Fill, bomb, fifo, files_of, fill, replace, with_fixtures, without
from .workers import Worker


@pytest.mark.parametrize(
    ("files", "served"),
    [
        pytest.param(with_fixtures(), SERVED, id="good"),
        pytest.param(with_fixtures(behaviour=bomb()), REFUSED, id="alias-bomb"),
        pytest.param(with_fixtures(seed=bomb()), REFUSED, id="alias-bomb-of-rows"),
        pytest.param(with_fixtures(seed="book: !!python/object/apply:os.getcwd []\n"), REFUSED, id="python-tag"),
        pytest.param(with_fixtures(seed="book: &x [*x]\n"), REFUSED, id="rows-in-themselves"),
        pytest.param(with_fixtures(seed="- " * 50_000), REFUSED, id="deep-rows"),
        pytest.param(with_fixtures(seed="book: " + "9" * 100_000), REFUSED, id="digits"),
        pytest.param(with_fixtures(seed=f"book: [{{id: '{'x' * SIZE}'}}]\n"), EITHER, id="long-row"),
        pytest.param(with_fixtures(seed="book:\n" + "- {id: a}\n" * 1_000), REFUSED, id="equal-identifiers"),
        pytest.param(
            with_fixtures(seed="book:\n" + "".join(f"- {{id: '{n}'}}\n" for n in range(COUNT))), SERVED, id="many-rows"
        ),
        pytest.param(
            with_fixtures(seed="'x\x1b[2J': []\n".replace("\x1b", "\\x1b").replace("'", '"')), REFUSED, id="terminal"
        ),
        pytest.param(
            with_fixtures(seed="book: [{id: '{{ 7*7 }}', title: '{principal.__class__}'}]\n"), SERVED, id="templates"
        ),
        pytest.param(
            with_fixtures(
                behaviour=BEHAVIOUR + "errors: {media_type: application/json, body: {m: '{message.__class__}'}}\n"
            ),
            REFUSED,
            id="template-of-a-class",
        ),
        pytest.param(
            with_fixtures(behaviour=BEHAVIOUR + "operations: {listBooks: {action: __class__}}\n"), REFUSED, id="action"
        ),
        pytest.param(
            with_fixtures(behaviour=BEHAVIOUR + "credentials: {a: [{pattern: '^(a+)+$', principal: {}}]}\n"),
            EITHER,
            id="backtracking",
        ),
        pytest.param(with_fixtures(behaviour="x" * SIZE), REFUSED, id="text"),
        pytest.param(with_fixtures(behaviour="[]"), REFUSED, id="list"),
        pytest.param(with_fixtures(behaviour="\x00"), REFUSED, id="null"),
        pytest.param(files_of(with_fixtures(), fifo), SERVED, id="pipe-beside-it"),
        *[
            pytest.param(
                files_of(without(name), replace(name, target)),
                EITHER if kind == "itself" else REFUSED,
                id=f"{name}-is-{kind}",
            )
            for name in ("behaviour.yaml", "seed.yaml")
            for kind, target in {"a-pipe": None, "a-device": "/dev/zero", "itself": name, "a-folder": "/etc"}.items()
        ],
    ],
)
def test_fixtures(worker: Worker, folder: Path, files: Files | Fill, served: tuple[int, ...]) -> None:
    fill(folder, files)
    check_all(worker, folder, served, "--fixtures", "fixtures")
