"""The resources of whole documents, and what holds for every document."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi import Description
from mockserver.openapi.resources.grouping import find_documented_resources
from tests.openapi.resources.shorthand import describe
from tests.support.yaml_text import load_yaml

STYLES = Path(__file__).parents[2] / "memory" / "styles"
EXPECTED = load_yaml((Path(__file__).parent / "styles.yaml").read_text(encoding="utf-8"))
SEGMENTS = st.sampled_from(
    """
    books book Books('{id}') list create delete search book.info createBook cancel members {id} {id}.json {id}:archive
    {a}-{b} {owner} {format} .{x} ~ : () é %20 //
    """.split()  # noqa: SIM905 - many quoted words are hard to read
)
BODIES = st.sampled_from(["", " < Book", " < {id: integer}", " < [Book]", " < {book_id: string}", " < bytes"])
RESPONSES = st.sampled_from(["", " > Book", " > [Book]", " > {items: [Book]}", " > 201 Book", " > string", " > bytes"])
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY", "HEAD"])
PATHS = st.lists(SEGMENTS, max_size=5).map(lambda segments: "/" + "/".join(segments))
LINES = st.builds("{} {}{}{}".format, METHODS, PATHS, BODIES, RESPONSES)


@pytest.mark.parametrize("style", EXPECTED)
def test_styles(style: str) -> None:
    resources = find_documented_resources(Description.load(STYLES / style / "openapi.yaml").operations)
    assert {
        resource.name: {str(one.operation): one.role for one in resource.operations} for resource in resources
    } == EXPECTED[style]


@given(st.lists(LINES, max_size=12))
def test_laws(lines: list[str]) -> None:
    """Names are unique; an operation is in one resource at most; parents come before their children."""
    operations = describe(*lines).operations
    resources = find_documented_resources(operations)
    names = Counter(resource.name for resource in resources)
    uses = Counter(id(one.operation) for resource in resources for one in resource.operations)
    assert not names or max(names.values()) == 1
    assert not uses or max(uses.values()) == 1
    for index, resource in enumerate(resources):
        assert not set(resource.parents) & {other.place for other in resources[index:]}
        assert resource.place in resource.places
        for one in resource.operations:
            assert one.reason.startswith(str(one.operation))
            assert (
                one.identifier is None or one.identifier.location != "path" or one.identifier.name in one.operation.path
            )


@given(st.lists(LINES, max_size=8))
def test_the_order_of_a_document_does_not_matter(lines: list[str]) -> None:
    """Which operations are remembered does not depend on their order, apart from which name comes first."""
    operations = list(describe(*lines).operations)
    found = {str(one.operation) for resource in find_documented_resources(operations) for one in resource.operations}
    operations.reverse()
    other = {str(one.operation) for resource in find_documented_resources(operations) for one in resource.operations}
    assert found == other


def test_work_grows_with_the_operations() -> None:
    """Twice as many operations look twice as often into the document."""
    counts = []
    for size in (20, 40):
        lines = [
            line.replace("X", str(number))
            for number in range(size)
            for line in (
                "GET /thingsX > {data: [ThingX], next: string}",
                "POST /thingsX < ThingX > 201 ThingX",
                "GET /thingsX/{id} > ThingX",
                "GET /thingsX/{id}/tags > [TagX]",
                "POST /thingsX/{id}/tags < {tag_id: integer}",
                "DELETE /thingsX/{id}/tags/{tag_id}",
                "POST /thingsX/{id}/open > ThingX",
                "GET /thingsX/{id}/settings > SettingsX",
                "PUT /thingsX/{id}/settings < SettingsX",
            )
        ]
        description = describe(*lines)
        with patch.object(description.document, "lookup", wraps=description.document.lookup) as lookup:
            assert len(find_documented_resources(description.operations)) == 3 * size
        counts.append(lookup.call_count)
    assert counts[1] < 2.1 * counts[0]
