"""What follows an item in a path."""

from __future__ import annotations

import pytest

from tests.openapi.resources.shorthand import find

ORDERS = ("POST /orders < NewOrder > 201 Order", "GET /orders/{id} > Order")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("POST /orders/{id}/cancel > Order", ("act", "cancel", "id"), id="verb"),
        pytest.param("PUT /orders/{id}/cancel > 204", ("act", "cancel", "id"), id="put"),
        pytest.param(
            "POST /orders/{id}/markAsPaid < {at: string} > {ok: boolean}", ("act", "markAsPaid", "id"), id="words"
        ),
        pytest.param("POST /orders/{id}:cancel > Order", ("act", "cancel", "id"), id="custom-verb"),
        pytest.param("POST /orders/{id}/actions/cancel > Order", ("act", "cancel", "id"), id="below-actions"),
        pytest.param("POST /orders/{id}/frobnicate > Order", ("act", "frobnicate", "id"), id="answers-with-the-item"),
        pytest.param("DELETE /orders/{id}/lock", ("act", "unlock", "id"), id="undo"),
        pytest.param(
            "POST /orders/cancel < {order_id: integer}", ("act", "cancel", "/order_id"), id="identifier-in-body"
        ),
        pytest.param("PUT /orders/{id}/state < {price: number}", ("change", "", "id"), id="sends-members-of-the-item"),
        pytest.param("POST /orders/{id}/price < {price: number}", ("change", "", "id"), id="is-called-like-a-member"),
        pytest.param("GET /orders/{id}/invoice > bytes", ("download", "", "id"), id="download"),
        pytest.param("GET /orders/{id}/status > Order", ("read", "", "id"), id="a-part-that-shows-all"),
    ],
)
def test_parts(line: str, expected: tuple[str, str, str]) -> None:
    [order] = find(*ORDERS, line)
    [claim] = (one for one in order.operations if str(one.operation) == " ".join(line.split()[:2]))
    assert claim.identifier is not None
    assert (claim.role, claim.verb, claim.identifier.name) == expected


def test_bytes_are_uploaded_where_they_are_read() -> None:
    [order] = find(*ORDERS, "GET /orders/{id}/scan > bytes", "PUT /orders/{id}/scan < bytes")
    assert [(one.role, str(one.operation)) for one in order.having("download", "change")] == [
        ("download", "GET /orders/{id}/scan"),
        ("change", "PUT /orders/{id}/scan"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("POST /orders/{id}/comments < Comment > 201 Comment", id="creates-something-else"),
        pytest.param("POST /orders/{id}/refund < Refund > 201 Refund", id="verb-that-creates-something-else"),
        pytest.param("GET /orders/{id}/history > {text: string}", id="only-shown"),
        pytest.param("PUT /orders/{id}/note < {text: string}", id="sends-other-members"),
        pytest.param("POST /orders/{id}/preview < {price: number} > {total: number}", id="computes-something"),
        pytest.param("POST /orders/preview < NewOrder > {total: number}", id="names-no-item"),
        pytest.param("POST /carts/{id}/cancel", id="of-no-resource"),
    ],
)
def test_what_is_no_part(line: str) -> None:
    [order, *_] = find(*ORDERS, line)
    assert len(order.operations) == len(ORDERS)
