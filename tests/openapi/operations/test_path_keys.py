"""Keys of `paths` that hold more than a path."""

from __future__ import annotations

import pytest

from mockserver.openapi.operations.path_keys import split_path_key


@pytest.mark.parametrize(
    ("key", "path", "pairs"),
    [
        pytest.param("/pets/{id}", "/pets/{id}", "", id="a-path"),
        pytest.param("/", "/", "", id="root"),
        pytest.param("/a?b=1&c", "/a", "b=1&c", id="query"),
        pytest.param("/#Action=List", "/", "Action=List", id="fragment"),
        pytest.param("/a?b=1#c=2", "/a", "b=1&c=2", id="both"),
        pytest.param("/a?", "/a", "", id="nothing-after-the-question-mark"),
        pytest.param("/a?&&b", "/a", "b", id="empty-pairs"),
        pytest.param("/a{?b,c}", "/a", "", id="expansion"),
        pytest.param("/a{?b}{&c}{#d}", "/a", "", id="expansions"),
        pytest.param("/a?b={c}", "/a", "b={c}", id="variable"),
        pytest.param("/{is it?}/b", "/{is it?}/b", "", id="a-name-with-a-question-mark"),
        pytest.param("/a%3Fb", "/a%3Fb", "", id="encoded"),
        pytest.param("/{", "/{", "", id="a-lone-brace"),
    ],
)
def test_split(key: str, path: str, pairs: str) -> None:
    assert split_path_key(key) == (path, pairs)
