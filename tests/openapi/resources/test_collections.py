"""Collections whose items have no path."""

from __future__ import annotations

import pytest

from tests.openapi.resources.shorthand import find, roles


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ("GET /notes > [Note]", "POST /notes < Note"),
            {"list GET /notes", "create POST /notes"},
            id="list-and-create",
        ),
        pytest.param(("GET /notes > {notes: [Note]}",), {"list GET /notes"}, id="a-list-alone-with-identifiers"),
        pytest.param(
            ("GET /notes > [Note]", "GET /note ? id! > Note", "DELETE /note ? id!"),
            {"list GET /notes", "read GET /note", "delete DELETE /note"},
            id="identifiers-in-the-query",
        ),
        pytest.param(
            ("GET /user ? accountId > User", "POST /user < User", "DELETE /user ? accountId"),
            {"read GET /user", "create POST /user", "delete DELETE /user"},
            id="a-parameter-that-a-read-and-a-deletion-share",
        ),
        pytest.param(
            ("GET /notes > [Note]", "POST /notes < {turn: string} > {ok: boolean}"),
            {"list GET /notes"},
            id="a-post-of-something-else",
        ),
        pytest.param(
            ("GET /users/{id}/notes > {notes: [Note]}", "POST /users/{id}/notes < Note"),
            {"list GET /users/{id}/notes", "create POST /users/{id}/notes"},
            id="below-a-parent",
        ),
    ],
)
def test_collections_without_items(lines: tuple[str, ...], expected: set[str]) -> None:
    [found] = roles(*lines).values()
    assert found == expected


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("GET /prices > [{amount: number}]",), id="items-without-identifier"),
        pytest.param(("GET /words > [string]",), id="texts"),
        pytest.param(("POST /tokens < NewToken > Token",), id="only-create"),
        pytest.param(("POST /login < {name: string, secret: string} > 201 Token",), id="create-of-something-else"),
        pytest.param(("POST /notes < Note > 201 {note_title: string}",), id="create-without-identifier"),
        pytest.param(("GET /account > Account", "POST /account/register < Account"), id="no-list"),
    ],
)
def test_what_is_no_collection(lines: tuple[str, ...]) -> None:
    assert roles(*lines) == {}


def test_what_is_sent_comes_back_with_an_identifier() -> None:
    assert roles("POST /notes < NewNote > 201 Note") == {"note": {"create POST /notes"}}


def test_a_collection_below_a_parent_knows_it() -> None:
    [note] = find("GET /users/{id}/notes > [Note]", "POST /users/{id}/notes < Note")
    assert (note.place, note.parents) == ("/users/{}/notes/{}", ("/users/{}",))
