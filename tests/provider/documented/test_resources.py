"""Resources: the operations of a document that belong together."""

from __future__ import annotations

from mockserver.provider.documented.resources import find_resources
from tests.provider.things import API, CREATE, DELETE, LIST, READ


def test_a_resource_is_found() -> None:
    [resource] = find_resources(API.operations)
    assert (resource.items, resource.places) == (("/things/{thing_id}",), ("/things/{}",))
    assert resource.operations == (CREATE, LIST, READ, DELETE)
