"""Tells: the places in a response where a list says something about its page and the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .listings import BOOLEAN, INTEGER, LIST, TEXT, envelope, infer, nested, query

URI = {"type": ["string", "null"], "format": "uri"}
NO_TEXT = {"type": ["string", "null"]}
NO_INTEGER = {"type": ["integer", "null"]}
NUMBERED = [query("page", INTEGER), query("per_page", INTEGER)]
SKIPPING = [query("offset", INTEGER), query("limit", INTEGER)]
CURSOR = [query("cursor"), query("limit", INTEGER)]


@pytest.mark.parametrize(
    ("parameters", "response", "tells"),
    [
        pytest.param(SKIPPING, envelope(total=INTEGER, count=INTEGER), {"/total": "total", "/count": "count"}, id="1"),
        pytest.param(
            SKIPPING,
            envelope(count=INTEGER, next=URI, previous=URI),
            {"/count": "total", "/next": "next_link", "/previous": "previous_link"},
            id="django-rest-framework",
        ),
        pytest.param(
            NUMBERED,
            {
                "type": "object",
                "properties": {
                    "data": LIST,
                    "links": nested(first=TEXT, last=TEXT, prev=NO_TEXT, next=NO_TEXT),
                    "meta": {
                        "type": "object",
                        "properties": {
                            "current_page": INTEGER,
                            "from": NO_INTEGER,
                            "last_page": INTEGER,
                            "path": TEXT,
                            "per_page": INTEGER,
                            "to": NO_INTEGER,
                            "total": INTEGER,
                        },
                    },
                },
            },
            {
                "/links/first": "first_link",
                "/links/last": "last_link",
                "/links/prev": "previous_link",
                "/links/next": "next_link",
                "/meta/current_page": "page",
                "/meta/from": "from",
                "/meta/last_page": "pages",
                "/meta/per_page": "size",
                "/meta/to": "to",
                "/meta/total": "total",
            },
            id="laravel",
        ),
        pytest.param(
            [query("page", INTEGER), query("size", INTEGER)],
            {
                "type": "object",
                "properties": {
                    "content": LIST,
                    "last": BOOLEAN,
                    "first": BOOLEAN,
                    "empty": BOOLEAN,
                    "totalElements": INTEGER,
                    "totalPages": INTEGER,
                    "size": INTEGER,
                    "number": INTEGER,
                    "numberOfElements": INTEGER,
                    "pageable": nested(offset=INTEGER, pageNumber=INTEGER, pageSize=INTEGER, paged=BOOLEAN),
                },
            },
            {
                "/last": "is_last",
                "/first": "is_first",
                "/empty": "is_empty",
                "/totalElements": "total",
                "/totalPages": "pages",
                "/size": "size",
                "/number": "page",
                "/numberOfElements": "count",
                "/pageable/offset": "offset",
                "/pageable/pageNumber": "page",
                "/pageable/pageSize": "size",
            },
            id="spring-data",
        ),
        pytest.param(
            NUMBERED,
            envelope(_links=nested(self=nested(href=TEXT), next=nested(href=TEXT), last=nested(href=TEXT))),
            {"/_links/self/href": "self_link", "/_links/next/href": "next_link", "/_links/last/href": "last_link"},
            id="hal",
        ),
        pytest.param(
            CURSOR,
            envelope(has_more=BOOLEAN, first_id=TEXT, last_id=TEXT),
            {"/has_more": "has_more", "/first_id": "first_id", "/last_id": "last_id"},
            id="identifiers-of-the-page",
        ),
        pytest.param(
            CURSOR,
            envelope(response_metadata=nested(next_cursor=TEXT)),
            {"/response_metadata/next_cursor": "next_cursor"},
            id="cursor-in-metadata",
        ),
        pytest.param(
            [query("pageToken"), query("pageSize", INTEGER)],
            envelope(nextPageToken=TEXT, totalSize=INTEGER),
            {"/nextPageToken": "next_cursor", "/totalSize": "total"},
            id="page-token",
        ),
        pytest.param(
            [query("after"), query("limit", INTEGER)],
            envelope(paging=nested(next=nested(after=TEXT, link=TEXT))),
            {"/paging/next/after": "next_cursor", "/paging/next/link": "next_link"},
            id="cursor-and-link-of-the-next",
        ),
        pytest.param(
            [query("after"), query("before"), query("limit", INTEGER)],
            envelope(paging=nested(cursors=nested(before=TEXT, after=TEXT), next=TEXT)),
            {
                "/paging/cursors/before": "previous_cursor",
                "/paging/cursors/after": "next_cursor",
                "/paging/next": "next_link",
            },
            id="cursors-of-both-directions",
        ),
        pytest.param(
            [query("after"), query("first", INTEGER)],
            envelope(pageInfo=nested(hasNextPage=BOOLEAN, hasPreviousPage=BOOLEAN, endCursor=TEXT, startCursor=TEXT)),
            {
                "/pageInfo/hasNextPage": "has_more",
                "/pageInfo/hasPreviousPage": "has_previous",
                "/pageInfo/endCursor": "next_cursor",
                "/pageInfo/startCursor": "previous_cursor",
            },
            id="page-info",
        ),
        pytest.param(
            [query("continue"), query("limit", INTEGER)],
            envelope(metadata=nested(**{"continue": TEXT, "remainingItemCount": INTEGER})),
            {"/metadata/continue": "next_cursor", "/metadata/remainingItemCount": "remaining"},
            id="cluster",
        ),
        pytest.param(
            [query("startIndex", INTEGER), query("count", INTEGER)],
            {
                "type": "object",
                "properties": {
                    "totalResults": INTEGER,
                    "startIndex": INTEGER,
                    "itemsPerPage": INTEGER,
                    "Resources": LIST,
                },
            },
            {"/totalResults": "total", "/startIndex": "offset", "/itemsPerPage": "count"},
            id="scim",
        ),
        pytest.param(
            [query("$top", INTEGER), query("$skip", INTEGER)],
            {"type": "object", "properties": {"@odata.count": INTEGER, "@odata.nextLink": TEXT, "value": LIST}},
            {"/@odata.count": "total", "/@odata.nextLink": "next_link"},
            id="odata",
        ),
        pytest.param(
            [query("start", INTEGER), query("limit", INTEGER)],
            envelope(size=INTEGER, limit=INTEGER, isLastPage=BOOLEAN, start=INTEGER, nextPageStart=NO_INTEGER),
            {
                "/size": "count",
                "/limit": "size",
                "/isLastPage": "is_last",
                "/start": "offset",
                "/nextPageStart": "next_offset",
            },
            id="start-and-limit",
        ),
        pytest.param(
            [query("startAt", INTEGER), query("maxResults", INTEGER)],
            envelope(startAt=INTEGER, maxResults=INTEGER, total=INTEGER, isLast=BOOLEAN),
            {"/startAt": "offset", "/maxResults": "size", "/total": "total", "/isLast": "is_last"},
            id="start-at",
        ),
        pytest.param(
            NUMBERED,
            envelope(pagination=nested(page=INTEGER, pages=INTEGER, next_page=NO_INTEGER, prev_page=NO_INTEGER)),
            {
                "/pagination/page": "page",
                "/pagination/pages": "pages",
                "/pagination/next_page": "next_page",
                "/pagination/prev_page": "previous_page",
            },
            id="numbers-of-pages",
        ),
        pytest.param(
            NUMBERED,
            envelope(page=nested(number=INTEGER, total=INTEGER, next=NO_INTEGER)),
            {"/page/number": "page", "/page/total": "total", "/page/next": "next_page"},
            id="object-page",
        ),
        pytest.param(
            CURSOR,
            envelope(pages=nested(next=nested(page=INTEGER, starting_after=NO_TEXT), per_page=INTEGER)),
            {"/pages/next/page": "next_page", "/pages/next/starting_after": "next_cursor", "/pages/per_page": "size"},
            id="object-next",
        ),
        pytest.param(
            [query("page", INTEGER), query("pagelen", INTEGER)],
            envelope(size=INTEGER, page=INTEGER, pagelen=INTEGER, next=TEXT),
            {"/size": "total", "/page": "page", "/pagelen": "size", "/next": "next_link"},
            id="page-and-pagelen",
        ),
        pytest.param(
            [query("page[after]"), query("page[before]"), query("page[size]", INTEGER)],
            envelope(meta=nested(has_more=BOOLEAN, after_cursor=TEXT, before_cursor=TEXT), links=nested(next=TEXT)),
            {
                "/meta/has_more": "has_more",
                "/meta/after_cursor": "next_cursor",
                "/meta/before_cursor": "previous_cursor",
                "/links/next": "next_link",
            },
            id="cursors-and-links",
        ),
        pytest.param(
            [query("pagination_token"), query("max_results", INTEGER)],
            envelope(meta=nested(result_count=INTEGER, next_token=TEXT)),
            {"/meta/result_count": "count", "/meta/next_token": "next_cursor"},
            id="count-of-a-page",
        ),
        pytest.param(CURSOR, envelope(next=TEXT), {"/next": "next_cursor"}, id="next-of-cursors"),
        pytest.param(NUMBERED, envelope(next=TEXT), {"/next": "next_link"}, id="next-of-numbers"),
        pytest.param(
            CURSOR,
            envelope(next={"type": "string", "example": "https://a.example/books?cursor=x"}),
            {"/next": "next_link"},
            id="next-with-an-address-as-example",
        ),
        pytest.param(NUMBERED, envelope(total=TEXT), {"/total": "total"}, id="total-as-text"),
        pytest.param(NUMBERED, envelope(first=TEXT, self=TEXT, status=TEXT, number=INTEGER), {}, id="other-members"),
        pytest.param([], LIST, {}, id="bare-list"),
    ],
)
def test_what_members_tell(tmp_path: Path, parameters: list[Any], response: Any, tells: dict[str, str]) -> None:
    assert infer(tmp_path, {"title": TEXT}, parameters, response).tells == tells


def test_what_header_fields_tell(tmp_path: Path) -> None:
    headers = {"Link": TEXT, "X-Total-Count": INTEGER, "X-Page": INTEGER, "X-Next-Page": INTEGER, "X-Request-Id": TEXT}
    assert infer(tmp_path, {}, NUMBERED, LIST, headers=headers).tells == {
        "header Link": "links",
        "header X-Total-Count": "total",
        "header X-Page": "page",
        "header X-Next-Page": "next_page",
    }


def test_members_of_the_rows_tell_nothing(tmp_path: Path) -> None:
    assert infer(tmp_path, {"total": INTEGER, "next": URI}, NUMBERED, envelope()).tells == {}
