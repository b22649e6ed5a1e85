"""Resources: the operations of a document that belong together."""

from __future__ import annotations

import pytest

from mockserver.provider.documented.resources import find_resources
from tests.openapi.resources.shorthand import describe
from tests.provider.things import API, CREATE, DELETE, LIST, READ


def test_a_resource_is_found() -> None:
    [resource] = find_resources(API.operations)
    assert (resource.items, resource.places) == (("/things/{thing_id}",), ("/things/{}",))
    assert resource.operations == (CREATE, LIST, READ, DELETE)


@pytest.mark.parametrize(
    ("lines", "operations", "assumed"),
    [
        pytest.param(
            ("POST /books < Book > 201 Book", "GET /books/{id} > Book", "PUT /books/{id} < Book"),
            ("POST /books", "GET /books/{id}", "PUT /books/{id}"),
            (),
            id="pair",
        ),
        pytest.param(
            ("POST /book < Book > 201 Book", "GET /book/{id} > Book", "GET /books > [Book]"),
            ("POST /book", "GET /books", "GET /book/{id}"),
            (),
            id="plural",
        ),
        pytest.param(
            ("POST /members/{id}/loans < Loan > 201 Loan", "GET /loans/{id} > Loan", "DELETE /loans/{id}"),
            ("POST /members/{id}/loans", "GET /loans/{id}", "DELETE /loans/{id}"),
            ("/loans/{}",),
            id="shorter-path",
        ),
        pytest.param(
            ("POST /books/create < Book > 201 Book", "GET /books/{id} > Book", "GET /books/list > [Book]"),
            ("POST /books/create", "GET /books/list", "GET /books/{id}"),
            (),
            id="verbs",
        ),
        pytest.param(
            ("POST /books < Book > 201 Book", "GET /books/{id} > Book", "GET /books/findByTitle ? title! > [Book]"),
            ("POST /books", "GET /books/{id}"),
            (),
            id="a-list-of-some",
        ),
        pytest.param(
            ("GET /books/{id} > Book", "PUT /books/{id} < Book > 201 Book", "DELETE /books/{id}"),
            ("PUT /books/{id}", "GET /books/{id}", "PUT /books/{id}", "DELETE /books/{id}"),
            (),
            id="a-put-creates",
        ),
    ],
)
def test_what_the_document_tells(lines: tuple[str, ...], operations: tuple[str, ...], assumed: tuple[str, ...]) -> None:
    [resource] = find_resources(describe(*lines).operations)
    assert (tuple(map(str, resource.operations)), resource.assumed) == (operations, assumed)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("POST /books/batch < [Book] > 201 [Book]", "GET /books/{id} > Book"), id="several-at-once"),
        pytest.param(("GET /settings > Settings", "PUT /settings < Settings > 201 Settings"), id="one-thing"),
        pytest.param(("POST /books < Book > 201 Book", "GET /books > [Book]"), id="items-without-paths"),
        pytest.param(("GET /books/{id} > Book", "PUT /books/{id} < Book"), id="nothing-is-created"),
    ],
)
def test_what_is_not_tested_as_a_sequence(lines: tuple[str, ...]) -> None:
    assert find_resources(describe(*lines).operations) == ()


def test_parents_come_first() -> None:
    resources = find_resources(
        describe(
            "POST /houses/{id}/rooms < Room > 201 Room",
            "GET /houses/{id}/rooms/{room} > Room",
            "POST /houses < House > 201 House",
            "GET /houses/{id} > House",
        ).operations
    )
    assert [resource.items for resource in resources] == [("/houses/{id}",), ("/houses/{id}/rooms/{room}",)]
    assert [resource.parents for resource in resources] == [(), ("/houses/{}",)]
