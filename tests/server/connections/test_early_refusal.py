"""Refusals before a request has been read: what a log may have of them."""

from __future__ import annotations

import pytest

from mockserver.server.connections.early_refusal import EarlyRefusal


@pytest.mark.parametrize(
    ("detail", "logged"),
    [
        ('the target "/x?key=abc&a=1#f" has a fragment', 'the target "/x?***" has a fragment'),
        ('the target "/x#key=abc" has a fragment', 'the target "/x#***" has a fragment'),
        ('the target "ftp://ann:abc@h/x" is not allowed', 'the target "ftp://***@h/x" is not allowed'),
        ('the target "http://h/x?key=ab…', 'the target "http://h/x?***'),
        ("the Host field is absent", "the Host field is absent"),
    ],
)
def test_a_log_has_no_query_and_no_password(detail: str, logged: str) -> None:
    assert EarlyRefusal(400, detail).logged == logged
