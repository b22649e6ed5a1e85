"""Filters and pages of lists: what correct services of many styles do is right, and each fault is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pytest

from mockserver.engine.apis.apis import Api
from mockserver.provider import Outcome, Plan
from tests.engine.test_drafts import make_api
from tests.provider.bed import examine_app
from tests.support.waiting import DEADLINE

Query = dict[str, str]
Items = list[dict[str, Any]]


class Page(NamedTuple):
    """One page of a list, and what is said about the next one."""

    items: Items
    body: Any = None  # None: the items alone
    link: str = ""  # the header field


class Style(NamedTuple):
    """A way to page: the parameters of the document, and the page for a query."""

    parameters: list[dict[str, Any]]
    page: Callable[[Items, Query], Page]


def number(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer", **schema}}


def by_offset(items: Items, query: Query) -> Page:
    first, size = int(query.get("offset", 0)), int(query.get("limit", 20))
    return Page(items[first : first + size], {"items": items[first : first + size], "total": len(items)})


def by_page(first: int) -> Callable[[Items, Query], Page]:
    def page(items: Items, query: Query) -> Page:
        at, size = int(query.get("page", first)) - first, int(query.get("per_page", 20))
        return Page(items[at * size : at * size + size])

    return page


def by_cursor(items: Items, query: Query) -> Page:
    first, size = int(query.get("cursor", "c0")[1:]), int(query.get("limit", 20))
    following = f"c{first + size}" if first + size < len(items) else None
    page = items[first : first + size]
    return Page(page, {"data": page, "cursor": f"c{first}", "paging": {"next_cursor": following}})


def by_unknown_cursor(items: Items, query: Query) -> Page:
    """A way to the next page that the tester does not know."""
    size = int(query.get("limit", 20))
    return Page(items[:size], {"data": items[:size], "meta": {"resume": f"r{size}"}})


def by_nested_cursor(items: Items, query: Query) -> Page:
    first, size = int(query.get("starting_after", "c0")[1:]), int(query.get("limit", 20))
    more = {"next": {"starting_after": f"c{first + size}"}} if first + size < len(items) else {}
    return Page(items[first : first + size], {"data": items[first : first + size], "pages": more})


def by_link(items: Items, query: Query) -> Page:
    first, size = int(query.get("from", 0)), int(query.get("limit", 3))
    link = f'<https://x/things?limit={size}&from={first + size}>; rel="next"' if first + size < len(items) else ""
    return Page(items[first : first + size], None, f'<https://x/things>; rel="first", {link}' if link else "")


def by_href(items: Items, query: Query) -> Page:
    first = int(query.get("token", 0))
    links = {"self": {"href": f"/things?token={first}"}}
    if first + 2 < len(items):
        links["next"] = {"href": f"/things?token={first + 2}"}
    return Page(items[first : first + 2], {"_embedded": {"things": items[first : first + 2]}, "_links": links})


def by_clamped_page(items: Items, query: Query) -> Page:
    """The last page comes again for every page after it."""
    size = int(query.get("per_page", 20))
    last = max(1, -(-len(items) // size))
    return by_page(1)(items, {**query, "page": str(min(int(query.get("page", 1)), last))})


def total_at_first(items: Items, query: Query) -> Page:
    """Only the first page tells the total."""
    page = by_offset(items, query)
    return page if query.get("offset", "0") == "0" else Page(page.items, {"items": page.items})


def total_if_paged(items: Items, query: Query) -> Page:
    """Only pages tell the total."""
    page = by_offset(items, query)
    return page if "limit" in query else Page(page.items, {"items": page.items})


def soft(items: Items, query: Query) -> Page:
    """A service that gives fewer items than are asked for."""
    first, size = int(query.get("offset", 0)), int(query.get("limit", 20)) // 2
    return Page(items[first : first + size])


def whole(items: Items, query: Query) -> Page:
    return Page(items)


LIMIT, OFFSET = number("limit", minimum=1, maximum=50), number("offset", minimum=0)
STYLES = {
    "offset": Style([LIMIT, OFFSET], by_offset),
    "page-from-1": Style([number("page"), number("per_page")], by_page(1)),
    "page-from-0": Style([number("page"), number("per_page")], by_page(0)),
    "cursor": Style([LIMIT, {"name": "cursor", "in": "query", "schema": {"type": "string"}}], by_cursor),
    "unknown-cursor": Style(
        [LIMIT, {"name": "resume", "in": "query", "schema": {"type": "string"}}], by_unknown_cursor
    ),
    "nested-cursor": Style(
        [LIMIT, {"name": "starting_after", "in": "query", "schema": {"type": "string"}}], by_nested_cursor
    ),
    "link": Style([LIMIT], by_link),
    "href": Style([], by_href),
    "soft": Style([LIMIT, OFFSET], soft),
    "clamped-page": Style([number("page"), number("per_page")], by_clamped_page),
    "total-at-first": Style([LIMIT, OFFSET], total_at_first),
    "total-if-paged": Style([LIMIT, OFFSET], total_if_paged),
    "none": Style([], whole),
    "sizes": Style([number("limit", enum=[2, 25]), OFFSET], by_offset),
}
STATE = {"enum": ["open", "paid", "void"]}
FILTERS = [
    {"name": "state", "in": "query", "schema": STATE},
    {"name": "urgent", "in": "query", "schema": {"type": "boolean"}},
    {"name": "q", "in": "query", "schema": {"type": "string"}},
    {"name": "sort", "in": "query", "schema": {"enum": ["name", "-name"]}},
    {"name": "min_size", "in": "query", "schema": {"type": "integer"}},
]
THING = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 40},
        "state": STATE,
        "urgent": {"type": "boolean"},
        "size": {"type": "integer"},
    },
}


def make_document(style: Style, *, has_example: bool = True) -> Api:
    content: dict[str, Any] = {"schema": THING}
    if has_example:
        content["examples"] = {
            "open": {"value": {"name": "a", "state": "open", "urgent": True}},
            "paid": {"value": {"name": "b", "state": "paid", "urgent": False}},
        }
    own = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    found = {"200": {"description": "ok"}, "404": {"description": "none"}}
    refused = {"422": {"description": "no"}, "400": {"description": "no"}}
    return make_api(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {
                "/things": {
                    "get": {
                        "parameters": [*style.parameters, *FILTERS],
                        "responses": {"200": {"description": "ok", "content": {"application/json": {}}}, **refused},
                    },
                    "post": {
                        "requestBody": {"required": True, "content": {"application/json": content}},
                        "responses": {"201": {"description": "made", "content": {"application/json": {}}}, **refused},
                    },
                },
                "/things/{id}": {
                    "parameters": [own],
                    "get": {"responses": found},
                    "delete": {"responses": {"204": {"description": "gone"}, "404": {"description": "none"}}},
                },
            },
        }
    )


class Things:
    """A service of things. `change` breaks its list, given the right page, all things and the query."""

    def __init__(self, style: Style, change: Callable[[Page, Items, Query], Page] | None = None) -> None:
        self._style = style
        self._change = change
        self._things: Items = []
        self._made = 0
        self.hides_void = False
        self.newest_first = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = (await receive()).get("body", b"")
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        status, value, link = self._respond(scope["method"], scope["path"], query, body)
        fields = [(b"content-type", b"application/json")] if value is not None else []
        fields += [(b"link", link.encode())] if link else []
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": b"" if value is None else json.dumps(value).encode()})

    def _respond(self, method: str, path: str, query: Query, body: bytes) -> tuple[int, Any, str]:
        if path == "/things" and method == "POST":
            self._made += 1
            self._things.append({"id": self._made, "state": "open", "urgent": False, **json.loads(body)})
            return 201, self._things[-1], ""
        if path == "/things" and method == "GET":
            things = self._things[::-1] if self.newest_first else self._things
            shown = [each for each in things if self._is_shown(each, query)]
            page = self._style.page(shown, query)
            page = self._change(page, shown, query) if self._change else page
            return 200, page.items if page.body is None else page.body, page.link
        found = next((each for each in self._things if path == f"/things/{each['id']}"), None)
        if found is None:
            return 404, None, ""
        if method == "DELETE":
            self._things.remove(found)
            return 204, None, ""
        return (200, found, "") if method == "GET" else (405, None, "")

    def _is_shown(self, thing: dict[str, Any], query: Query) -> bool:
        if "state" not in query and self.hides_void and thing["state"] == "void":
            return False
        if query.get("state", thing["state"]) != thing["state"]:
            return False
        return query.get("urgent", str(thing["urgent"]).lower()) == str(thing["urgent"]).lower()


def run(service: Any, style: Style, *, has_example: bool = True) -> Outcome:
    plan = Plan(phases=("documented",), timeout=DEADLINE)
    return examine_app(service, make_document(style, has_example=has_example), plan)


@pytest.mark.parametrize("has_example", [True, False])
@pytest.mark.parametrize("name", STYLES)
def test_correct_services_keep_their_contract(name: str, has_example: bool) -> None:
    outcome = run(Things(STYLES[name]), STYLES[name], has_example=has_example)
    assert [failure.message for failure in outcome.failures] == []


@pytest.mark.parametrize("name", ["offset", "page-from-1", "cursor", "link"])
@pytest.mark.parametrize("habit", ["hides_void", "newest_first"])
def test_habits_of_correct_services(name: str, habit: str) -> None:
    service = Things(STYLES[name])
    setattr(service, habit, True)
    assert [failure.message for failure in run(service, STYLES[name]).failures] == []


class Sorted(Things):
    """A service that shows the number of something else before the own one of a thing."""

    def _respond(self, method: str, path: str, query: Query, body: bytes) -> tuple[int, Any, str]:
        status, value, link = super()._respond(method, path, query, body)
        if method == "POST":
            value = self._things[-1] = {"category_id": 1, **value}
        return status, value, link


@pytest.mark.parametrize("name", ["offset", "page-from-1", "cursor", "link"])
def test_a_number_that_many_items_have_names_none_of_them(name: str) -> None:
    assert [failure.message for failure in run(Sorted(STYLES[name]), STYLES[name]).failures] == []


def test_faults_are_found_beside_a_number_that_many_items_have() -> None:
    assert checks(run(Sorted(STYLES["offset"], skips_one), STYLES["offset"])) == {"list.page-loses"}


def repage(page: Page, items: Items) -> Page:
    """The page with other items, wherever its body has them."""
    if not isinstance(page.body, dict):
        return Page(items, None, page.link)
    inner = {"_embedded": {"things": items}} if "_embedded" in page.body else {}
    return Page(items, {**page.body, **{name: items for name in ("items", "data") if name in page.body}, **inner})


def repeats_the_last(page: Page, shown: Items, query: Query) -> Page:
    first = shown.index(page.items[0]) if page.items else 0
    return repage(page, [*shown[first - 1 : first], *page.items[:-1]]) if first else page


def skips_one(page: Page, shown: Items, query: Query) -> Page:
    first = shown.index(page.items[0]) if page.items else 0
    return repage(page, page.items[1:]) if first else page


def one_too_many(page: Page, shown: Items, query: Query) -> Page:
    last = shown.index(page.items[-1]) + 1 if page.items else len(shown)
    return repage(page, [*page.items, *shown[last : last + 1]])


def ignores_the_size(page: Page, shown: Items, query: Query) -> Page:
    return repage(page, shown) if not page.items or shown[0] == page.items[0] else repage(page, [])


def ignores_the_page(page: Page, shown: Items, query: Query) -> Page:
    size = int(query.get("limit", query.get("per_page", 20)))
    return repage(page, shown[:size])


def begins_again(page: Page, shown: Items, query: Query) -> Page:
    return page if page.items else repage(page, shown[: int(query.get("limit", query.get("per_page", 20)))])


PAGED = ["offset", "page-from-1", "cursor", "nested-cursor"]


@pytest.mark.parametrize(
    ("fault", "names", "check"),
    [
        (repeats_the_last, [*PAGED, "link", "href"], "list.page-repeats"),
        (skips_one, [*PAGED, "link"], "list.page-loses"),
        (one_too_many, [*PAGED, "link"], "list.page-size"),
        (ignores_the_size, [*PAGED, "link"], "list.page-size"),
        (begins_again, ["offset", "page-from-1"], "list.page-repeats"),
        (ignores_the_page, ["offset", "page-from-1", "clamped-page"], "list.page-repeats"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_faults_of_pages_are_found(fault: Callable[..., Page], names: list[str], check: str) -> None:
    found = {name: {f.check for f in run(Things(STYLES[name], fault), STYLES[name]).failures} for name in names}
    assert found == {name: {check} for name in names}


def test_a_link_that_leads_back_is_found() -> None:
    def back(page: Page, shown: Items, query: Query) -> Page:
        return Page(page.items, None, '<https://x/things?limit=2&from=2>; rel="next"')

    def same(page: Page, shown: Items, query: Query) -> Page:
        return Page(page.items, {**page.body, "paging": {"next_cursor": "c2"}})

    assert checks(run(Things(STYLES["link"], back), STYLES["link"])) == {"list.endless"}
    assert checks(run(Things(STYLES["cursor"], same), STYLES["cursor"])) == {"list.endless"}


class Faulty(Things):
    """A service whose filter has a fault."""

    def __init__(self, fault: str) -> None:
        super().__init__(STYLES["none"])
        self._fault = fault

    def _is_shown(self, thing: dict[str, Any], query: Query) -> bool:
        right = super()._is_shown(thing, query)
        return {
            "ignored": True,
            "inverted": right is (not query),
            "of one value only": right or query.get("state") == "paid",
            "by prefix": query.get("state", "")[:1] in thing["state"] or not query,
            "of booleans ignored": right or "urgent" in query,
            "empty": right and "state" not in query,
        }[self._fault]


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("ignored", "state"),
        ("inverted", "state"),
        ("of one value only", "state"),
        ("of booleans ignored", "urgent"),
        ("empty", "state"),
    ],
)
def test_faults_of_filters_are_found(fault: str, name: str) -> None:
    (failure,) = [f for f in run(Faulty(fault), STYLES["none"]).failures if f.key == name]
    assert failure.check == "list.filter"
    assert f"{name}=" in failure.curl


def test_what_was_created_for_a_list_is_deleted() -> None:
    service = Things(STYLES["offset"])
    run(service, STYLES["offset"])
    assert service._things == []
    assert service._made >= 5


def checks(outcome: Outcome) -> set[str]:
    return {str(failure.check) for failure in outcome.failures}


def test_a_page_that_calls_itself_the_last_is_found() -> None:
    def last(page: Page, shown: Items, query: Query) -> Page:
        return Page(page.items, {**page.body, "paging": {"next_cursor": None}})

    assert checks(run(Things(STYLES["cursor"], last), STYLES["cursor"])) == {"list.page-loses"}


def test_a_total_of_the_page_alone_is_found() -> None:
    def count(page: Page, shown: Items, query: Query) -> Page:
        return Page(page.items, {**page.body, "total": len(page.items)})

    assert checks(run(Things(STYLES["offset"], count), STYLES["offset"])) == {"list.total"}


class Rooms:
    """A service of houses and their rooms. A broken one lists the rooms of all houses below each."""

    def __init__(self, *, is_broken: bool) -> None:
        self._is_broken = is_broken
        self._houses: list[str] = []
        self._rooms: Items = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await receive()
        status, value = self._respond(scope["method"], scope["path"].strip("/").split("/"))
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": json.dumps(value).encode()})

    def _respond(self, method: str, path: list[str]) -> tuple[int, Any]:
        if path == ["houses"] and method == "POST":
            self._houses.append(f"h{len(self._houses)}")
            return 201, {"id": self._houses[-1]}
        if len(path) == 3 and path[1] in self._houses and method == "POST":
            self._rooms.append({"id": f"r{len(self._rooms)}", "house": path[1]})
            return 201, self._rooms[-1]
        if len(path) == 3 and path[1] in self._houses and method == "GET":
            return 200, [room for room in self._rooms if self._is_broken or room["house"] == path[1]]
        if len(path) == 2 and path[1] in self._houses and method == "GET":
            return 200, {"id": path[1]}
        found = [room for room in self._rooms if room["id"] == path[-1] and room["house"] == path[1]]
        return (200, found[0]) if found and method == "GET" else (404, {})


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_list_has_only_the_items_of_its_parent(is_broken: bool) -> None:
    said = {"content": {"application/json": {}}, "description": "ok"}
    named = {"content": {"application/json": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}
    variable = {"name": "house", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/houses": {"post": {"requestBody": named, "responses": {"201": said}}},
        "/houses/{house}": {"parameters": [variable], "get": {"responses": {"200": said, "404": said}}},
        "/houses/{house}/rooms": {
            "parameters": [variable],
            "get": {"responses": {"200": said, "404": said}},
            "post": {"requestBody": named, "responses": {"201": said, "404": said}},
        },
        "/houses/{house}/rooms/{room}": {
            "parameters": [variable, {**variable, "name": "room"}],
            "get": {"responses": {"200": said, "404": said}},
        },
    }
    api = make_api({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})
    plan = Plan(phases=("documented",), timeout=DEADLINE)
    found = checks(examine_app(Rooms(is_broken=is_broken), api, plan))
    assert found - {"response.status"} == ({"list.scope"} if is_broken else set())
