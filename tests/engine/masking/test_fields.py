"""Header fields, queries and addresses without their secrets."""

from __future__ import annotations

import pytest

from mockserver.engine.masking.fields import mask_field, mask_query, mask_url
from mockserver.engine.masking.names import Hidden, SecretNames

NAMES = SecretNames(["x-door", "door"])


@pytest.mark.parametrize(
    ("name", "value", "masked", "hidden"),
    [
        ("authorization", "Bearer abc", "Bearer ***", {"abc"}),
        ("authorization", "bearer  abc ", "bearer ***", {"abc"}),
        ("authorization", 'Digest username="ann", response="abc"', "Digest ***", {'username="ann", response="abc"'}),
        ("authorization", "Basic YW5uOng6eQ==", "Basic ***", {"YW5uOng6eQ==", "ann:x:y", "x:y"}),
        ("authorization", "Basic no base64", "Basic ***", {"no base64"}),
        ("authorization", "abc", "***", {"abc"}),
        ("authorization", "abc def", "***", {"abc def"}),
        ("authorization", "Bearer ", "***", {"Bearer "}),
        ("x-forwarded-authorization", "Bearer abc", "Bearer ***", {"abc"}),
        ("cookie", 'a=1; b="2"; c', "a=***; b=***; ***", {"1", '"2"', "2", "c"}),
        ("cookie", "", "", set()),
        ("set-cookie", "a=b=c; Path=/; HttpOnly", "a=***; Path=/; HttpOnly", {"b=c"}),
        ("set-cookie", "a=", "a=***", set()),
        ("x-door", "abc", "***", {"abc"}),
        ("x-api-key", "abc", "***", {"abc"}),
        ("accept", "text/html", "text/html", set()),
        ("location", "/a?limit=3&door=x#access_token=y", "/a?limit=3&door=***#access_token=***", {"x", "y"}),
        ("link", '<https://u:p@h/?door=x>; rel="next"', '<https://***@h/?door=***>; rel="next"', {"u:p", "p", "x"}),
        ("refresh", "0; url=/?door=x", "0; url=/?door=***", {"x"}),
    ],
)
def test_a_field(name: str, value: str, masked: str, hidden: set[str]) -> None:
    found = Hidden()
    assert mask_field(name, value, NAMES, found) == masked
    assert found == hidden


@pytest.mark.parametrize(
    ("query", "masked"),
    [
        ("limit=3", "limit=3"),
        ("limit=3&door=a&door=b&", "limit=3&door=***&door=***&"),
        ("door=a=b", "door=***"),
        ("door=", "door="),
        ("door", "door"),
        ("D%4For=a", "D%4For=***"),
        ("%zz=1&password=%zz", "%zz=1&password=***"),
    ],
)
def test_a_query(query: str, masked: str) -> None:
    assert mask_query(query, NAMES, Hidden()) == masked


def test_a_value_is_hidden_as_it_is_written_and_as_it_is_meant() -> None:
    hidden = Hidden()
    mask_query("door=a%2Fb", NAMES, hidden)
    assert hidden == {"a%2Fb", "a/b"}


def test_a_url() -> None:
    assert mask_url("http://ann:x@h:80/a?token=y") == "http://***@h:80/a?token=***"
    assert mask_url("http://h/@ann?limit=1") == "http://h/@ann?limit=1"
