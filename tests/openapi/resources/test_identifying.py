"""Where a request to a collection names an item."""

from __future__ import annotations

import pytest

from mockserver.openapi.resources.identifying import find_identifier
from tests.openapi.resources.shorthand import describe


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("DELETE /items ? lang id", ("query", "id"), id="1-id"),
        pytest.param("DELETE /items ? lang orderItemId", ("query", "orderItemId"), id="1-name-and-id"),
        pytest.param("DELETE /items ? item", ("query", "item"), id="1-name"),
        pytest.param("DELETE /items ? item_ids", ("query", "item_ids"), id="1-several"),
        pytest.param("DELETE /items ? sku", ("query", "sku"), id="1-as-the-path"),
        pytest.param("PUT /items < {id: integer, price: number}", ("body", "/id"), id="2-body"),
        pytest.param("PUT /items < {data: {id: integer}}", ("body", "/data/id"), id="2-envelope"),
        pytest.param("PUT /items < [{id: integer}]", ("body", "/id"), id="2-array"),
        pytest.param("DELETE /items ? anything!", ("query", "anything"), id="3-only-required"),
        pytest.param("DELETE /items ? code! lang!", ("query", "code"), id="3-usual"),
        pytest.param("DELETE /items < {orderItems: [string]}", ("body", "/orderItems"), id="2-list"),
        pytest.param("DELETE /items < {orderItems: [Item]}", None, id="a-list-of-items"),
        pytest.param("DELETE /items ? a! b!", None, id="two-required"),
        pytest.param("PUT /items < {name: string}", None, id="a-name-is-no-identifier"),
        pytest.param("DELETE /items", None, id="nothing"),
    ],
)
def test_identifiers(line: str, expected: tuple[str, str] | None) -> None:
    assert find_identifier(describe(line).operations[0], "order_item", "sku") == expected


def test_a_required_parameter_may_be_something_else() -> None:
    [operation] = describe("DELETE /items ? lang!").operations
    assert find_identifier(operation, "item", may_guess=False) is None
