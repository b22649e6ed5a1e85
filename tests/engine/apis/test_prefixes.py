"""Prefixes of any characters that a path may have."""

from __future__ import annotations

import pytest

from mockserver.engine.apis.prefixes import read_prefix


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        pytest.param("/", "", id="root"),
        pytest.param("/pets", "/pets", id="plain"),
        pytest.param("/v2/pets/", "/v2/pets", id="slash-at-the-end"),
        pytest.param("/v1:beta/@me", "/v1:beta/@me", id="colon-and-at"),
        pytest.param("/a!$&'()*+,;=b", "/a!$&'()*+,;=b", id="every-delimiter"),
        pytest.param("/größe/my pets", "/gr%C3%B6%C3%9Fe/my%20pets", id="encoded-where-it-must-be"),
        pytest.param("/%67r%c3%b6%2Fe", "/gr%C3%B6%2Fe", id="one-spelling"),
        pytest.param("/a%25b", "/a%25b", id="a-percent-sign"),
        pytest.param("/{id}", "/%7Bid%7D", id="braces"),
        pytest.param("/...", "/...", id="three-dots"),
        pytest.param("pets", None, id="without-slash"),
        pytest.param("", None, id="empty"),
        pytest.param("//", None, id="slashes"),
        pytest.param("/a//b", None, id="empty-segment"),
        pytest.param("/a/%2e%2E/b", None, id="dots-encoded"),
        pytest.param("/a?b", None, id="query"),
        pytest.param("/a#b", None, id="fragment"),
        pytest.param("/a%zz", None, id="broken-escape"),
        pytest.param("/a\tb", None, id="control-character"),
        pytest.param("/_mock/x", None, id="reserved"),
        pytest.param("/%5Fw/anna", None, id="reserved-and-encoded"),
        pytest.param("/_mocks", "/_mocks", id="like-a-reserved-one"),
    ],
)
def test_a_prefix_is_read(text: str, prefix: str | None) -> None:
    assert read_prefix(text) == prefix
