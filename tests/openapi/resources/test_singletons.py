"""Things of which there is one."""

from __future__ import annotations

import pytest

from tests.openapi.resources.shorthand import find, roles


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ("GET /settings > Settings", "PUT /settings < Settings", "PATCH /settings < Settings", "DELETE /settings"),
            {"read GET /settings", "replace PUT /settings", "change PATCH /settings", "delete DELETE /settings"},
            id="all-methods",
        ),
        pytest.param(
            ("GET /settings > Settings", "POST /settings < Settings"),
            {"read GET /settings", "change POST /settings"},
            id="post",
        ),
        pytest.param(
            ("GET /settings > {colours: [{code: string}], size: number}", "PUT /settings < {size: number}"),
            {"read GET /settings", "replace PUT /settings"},
            id="has-a-list",
        ),
        pytest.param(
            ("GET /settings/get > Settings", "POST /settings/update < Settings"),
            {"read GET /settings/get", "change POST /settings/update"},
            id="verbs",
        ),
        pytest.param(
            ("GET /getSettings > Settings", "POST /updateSettings < Settings"),
            {"read GET /getSettings", "change POST /updateSettings"},
            id="procedures",
        ),
    ],
)
def test_singletons(lines: tuple[str, ...], expected: set[str]) -> None:
    [found] = roles(*lines).values()
    [resource] = find(*lines)
    assert (found, resource.is_singleton) == (expected, True)


def test_one_below_each_parent() -> None:
    [user, preferences] = find(
        "POST /users < User",
        "GET /users/{id} > User",
        "GET /users/{user_id}/preferences > Preferences",
        "PUT /users/{user_id}/preferences < Preferences",
    )
    assert (preferences.name, preferences.place) == ("preferences", "/users/{}/preferences")
    assert (preferences.parents, preferences.is_singleton) == ((user.place,), True)
    [read] = preferences.having("read")
    assert (read.identifier, read.parents) == (None, {"user_id": "/users/{}"})


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("GET /me > User",), id="only-read"),
        pytest.param(("PUT /settings < Settings",), id="only-written"),
        pytest.param(("GET /stats > Stats", "POST /stats < Login > Token"), id="post-of-something-else"),
        pytest.param(("GET /notes > [Note]", "PUT /notes < [Note]"), id="a-list"),
    ],
)
def test_what_is_no_singleton(lines: tuple[str, ...]) -> None:
    assert [one for one in find(*lines) if one.is_singleton] == []
