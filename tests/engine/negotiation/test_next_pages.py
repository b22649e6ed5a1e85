"""Which `Link` entries lead to a next page."""

from __future__ import annotations

import pytest

from mockserver.engine.negotiation.next_pages import end_pages
from mockserver.openapi.description import Description
from mockserver.openapi.messages import Request

DESCRIPTION = Description.parse(
    """
    openapi: 3.1.0
    info: {title: Repositories, version: '1'}
    servers: [{url: https://api.forge.test/v3}]
    paths:
      /repos/{owner}/issues: {get: {responses: {'200': {description: ok}}}}
      /repos: {post: {responses: {'200': {description: ok}}}}
    """
)
SAME = "<https://api.forge.test/v3/repos/ann/issues?page=2&per_page=1>"
SELF = '<>; rel="self"'
FIRST = '<https://api.forge.test/v3/repos/ann/issues?page=1>; rel="first"'


@pytest.mark.parametrize(
    ("query", "link", "kept"),
    [
        pytest.param("page=1", f'{SAME}; rel="next"', f'{SAME}; rel="next"', id="another-page"),
        pytest.param("", f"{SAME}; rel=next", f"{SAME}; rel=next", id="the-first-page"),
        pytest.param("per_page=1&page=2", f'{SAME}; rel="next"', SELF, id="this-page"),
        pytest.param("per_page=1&page=2", f'{SAME}; title="a, b"; rel="last next"', SELF, id="several-relations"),
        pytest.param("per_page=1&page=2", f"{SAME}; rel=next, {FIRST}", FIRST, id="others-are-kept"),
        pytest.param("per_page=1&page=2", f"{FIRST}, {SAME}; rel=next", FIRST, id="others-before-it"),
        pytest.param("per_page=1&page=2", f'{SAME}; rel="prev"', f'{SAME}; rel="prev"', id="not-the-next"),
        pytest.param("per_page=1&page=2", f'{SAME}; rel="nextish"', f'{SAME}; rel="nextish"', id="a-longer-word"),
        pytest.param("", '</repos/bob/issues>; rel="next"', '</repos/bob/issues>; rel="next"', id="a-path"),
        pytest.param("", '</repos/ann/issues>; rel="next"', SELF, id="the-path-itself"),
        pytest.param("page=2", '<?page=2>; rel="next"', SELF, id="a-query"),
        pytest.param("", '<https://api.forge.test/resource?page=2>; rel="next"', SELF, id="no-such-path"),
        pytest.param("", '</repos>; rel="next"', SELF, id="nothing-to-get"),
        pytest.param("", '<http://[>; rel="next"', SELF, id="no-address"),
        pytest.param("", "next", "next", id="not-a-link"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/forge"])
def test_next_pages(prefix: str, query: str, link: str, kept: str) -> None:
    request = Request("GET", f"{prefix}/repos/ann/issues", query)
    others = (("X-Next", "next"),)
    fields = end_pages((*others, ("Link", link)), DESCRIPTION, request, prefix)
    assert fields == (*others, ("Link", kept))
