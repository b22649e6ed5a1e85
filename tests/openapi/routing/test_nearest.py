"""The documented path that a request probably meant."""

from __future__ import annotations

import pytest

from mockserver.openapi.routing import nearest
from mockserver.openapi.routing.nearest import find_nearest

TEMPLATES = (
    "/reports",
    "/trail/",
    "/@{user}",
    "/users/{id}/mail",
    "/users/{id}/{kind}.xml",
    "/users/{id}:disable",
    "/größe",
    "/users/{id}/mail/{message}",
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/report", "/reports", id="a-letter-is-missing"),
        pytest.param("/reprots", "/reports", id="two-are-swapped"),
        pytest.param("/REPORTS", "/reports", id="case"),
        pytest.param("/trail", "/trail/", id="a-slash-is-missing"),
        pytest.param("/users/5/mails", "/users/{id}/mail", id="a-letter-too-many"),
        pytest.param("/user/5/mail", "/users/{id}/mail", id="beside-a-variable"),
        pytest.param("/users/5/a.xm", "/users/{id}/{kind}.xml", id="a-partly-templated-segment"),
        pytest.param("/users/5:disabel", "/users/{id}:disable", id="after-a-variable"),
        pytest.param("/users/mail", "/users/{id}/mail", id="a-variable-is-missing"),
        pytest.param("/users//mail", "/users/{id}/mail", id="a-variable-is-empty"),
        pytest.param("/gr%C3%B6se", "/größe", id="encoded"),
        pytest.param("/zebra", None, id="a-variable-alone-is-no-likeness"),
        pytest.param("/a/b/c/d/e/f", None, id="no-segment-in-common"),
        pytest.param("/", None, id="root"),
        pytest.param("", None, id="empty"),
        pytest.param("/" + "x" * 10_000, None, id="long"),
    ],
)
def test_the_nearest_path(path: str, expected: str | None) -> None:
    assert find_nearest(path, TEMPLATES) == expected


@pytest.mark.parametrize(
    ("templates", "expected"),
    [
        pytest.param(["/{any}s", "/pets"], "/pets", id="literals-before-variables"),
        pytest.param(["/pata", "/pets"], "/pata", id="then-the-first"),
        pytest.param(["/{kind}/7", "/pet/{id}"], "/pet/{id}", id="fewer-wrong-characters"),
    ],
)
def test_equally_near_paths(templates: list[str], expected: str) -> None:
    path = {"/{any}s": "/pet", "/pata": "/peta", "/{kind}/7": "/pet/8"}[templates[0]]
    assert find_nearest(path, templates) == expected


def test_the_cost_of_a_hint_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    original = nearest._compare

    def counted(words: list[str], parts: list[str], limit: int) -> int:
        nonlocal compared
        compared += 1
        return original(words, parts, limit)

    monkeypatch.setattr(nearest, "_compare", counted)
    assert find_nearest("/r/x", [f"/n{n}/y" for n in range(5000)]) is None
    assert compared == nearest.HINT_CANDIDATES
