"""Lists that contain an item, do not, or may have more pages."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.messages import Response
from mockserver.provider.documented.listed import is_listed


@pytest.mark.parametrize(
    ("listed", "link", "verdict"),
    [
        pytest.param([{"id": 7}], None, True, id="there"),
        pytest.param(["7"], None, True, id="there-as-text"),
        pytest.param({"items": [{"id": "7"}], "next": "x"}, None, True, id="there-on-a-page"),
        pytest.param([{"id": 8}], None, False, id="absent"),
        pytest.param({"items": [], "total": 0, "next": None}, None, False, id="absent-of-none"),
        pytest.param({"items": [{"id": 8}], "total": 2}, None, None, id="more-than-shown"),
        pytest.param({"items": [{"id": 8}], "next_cursor": "x"}, None, None, id="another-page"),
        pytest.param([{"id": 8}], "<x>; rel=next", None, id="linked-page"),
        pytest.param([{"id": 8}] * 10, None, None, id="a-full-page"),
        pytest.param({"a": [], "b": []}, None, None, id="two-lists"),
        pytest.param("text", None, None, id="text"),
    ],
)
def test_a_list_contains_an_item_or_not_or_may_have_more_pages(
    listed: Any, link: str | None, verdict: bool | None
) -> None:
    headers = Response(200, (("Link", link),) if link else ())
    assert is_listed(listed, "7", headers=headers) is verdict


@pytest.mark.parametrize(
    ("shown", "listed", "verdict"),
    [
        pytest.param({"id": 7, "weeks": 7}, [{"id": 8, "weeks": 7}], False, id="another-item-with-an-equal-number"),
        pytest.param({"id": 7, "weeks": 7}, [{"id": 7, "weeks": 8}], False, id="changed-in-between"),
        pytest.param({"id": 7, "weeks": 7}, [{"id": 7}], True, id="a-summary"),
        pytest.param({"data": {"id": 7}}, [{"id": 8, "weeks": 7}], False, id="shown-in-an-envelope"),
        pytest.param({"id": 7}, [{"_id": 7}], True, id="named-differently-in-the-list"),
        pytest.param({"name": "x"}, [{"id": 7}], True, id="shown-without-the-identifier"),
        pytest.param({"id": 7}, ["7"], True, id="identifiers-only"),
        pytest.param(None, [{"id": 7}], True, id="not-shown"),
    ],
)
def test_a_listed_item_has_the_identifier_where_the_item_has_it(shown: Any, listed: Any, verdict: bool) -> None:
    assert is_listed(listed, "7", item=shown, headers=Response(200)) is verdict
