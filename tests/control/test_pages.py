"""The pages: what they show, that they load nothing from other servers, and that they escape what they show."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mockserver.control.world_page import EXCHANGES_SHOWN, SEARCHED, WORLDS_SHOWN
from tests.control.small_sandbox import Client


class Page(HTMLParser):
    """The addresses a page names, the identifiers it has and the text it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []  # what a browser loads by itself
        self.linked: list[str] = []
        self.related: list[tuple[str, str]] = []  # addresses with their rel
        self.ids: list[str] = []
        self.text = ""
        self.handlers: list[str] = []  # onclick and the like
        self._stack: list[str] = []
        self.inline: list[str] = []  # elements with code or styles of their own
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        self.handlers += [key for key in named if key.startswith("on")]
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "a":
            self.linked.append(named["href"])
            self.related += [(named["href"], named["rel"])] if "rel" in named else []
        elif "src" in named or tag == "link":
            self.loaded.append(named.get("src") or named["href"])
        if (tag == "script" and "src" not in named) or tag == "style" or "style" in named:
            self.inline.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(client: Client, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


PAGES = [
    "/_mock/",
    "/_mock/try/hats",
    "/_mock/?world=anna",
    "/_mock/journal",
    "/_mock/ui/pets",
    "/_mock/ui/hats",
    "/_mock/ui/control",
]


@pytest.mark.parametrize("path", ["/", "/_mock"])
@pytest.mark.parametrize("query", ["", "?world=anna&find=a%26b", "?%0d%0aX:%20y"])
def test_the_root_leads_to_the_start_page(client: Client, path: str, query: str) -> None:
    response = client.get(path + query)
    assert response.is_redirect
    assert response.headers["location"].removeprefix("http://mock.test:8000").lower() == "/_mock/" + query.lower()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_other_servers(client: Client, path: str) -> None:
    page = read(client, path)
    assert page.inline == []
    assert page.handlers == []
    for address in page.loaded:
        assert address.startswith("/_mock/")
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client: Client, path: str) -> None:
    client.ask_mock("GET", "/pets/pets")
    page = read(client, path)
    for address in page.linked:
        if address.startswith("#"):
            assert address[1:] in page.ids
        else:
            target = address if address.startswith("/") else "/_mock/" + address
            assert client.get(target).status_code == 200, address


@pytest.mark.parametrize("path", [*PAGES, "/", "/_mock/static/pages.css", "/_mock/static/swagger-ui/swagger-ui.css"])
def test_the_policy_admits_this_server_only(client: Client, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "http" not in policy
    assert "script-src" not in policy  # so that scripts come from this server, too, and are never inline


def test_the_style_sheet_fetches_nothing(client: Client) -> None:
    sheet = client.get("/_mock/static/pages.css").text
    assert not re.search(r"url\(|@import", sheet)
    assert "prefers-color-scheme: dark" in sheet


def test_the_start_page_shows_what_is_served(client: Client) -> None:
    page = read(client, "/_mock/")
    for shown in (
        "Pets & <friends>",
        "http://mock.test:8000/pets",
        "stands in for api.pets.example",
        "remembers pet",
        "/pets/{id}/photo",
        "List <all> pets",
        "4XX",
        "Create a pet",
        "curl http://mock.test:8000/pets/pets -H 'X-Key: k1'",
        '--data-raw \'{"name":"Rex"}\'',
    ):
        assert shown in page.text


def test_the_start_page_shows_worlds_and_their_last_exchanges(client: Client) -> None:
    for _ in range(EXCHANGES_SHOWN + 1):
        client.ask_mock("GET", "/pets/pets?q=<b>", world="anna")
    client.ask_mock("POST", "/pets/pets", b'{"name": "", "tag": "<script>alert(1)</script>"}', world="anna")
    client.put("/_mock/worlds/anna/clock", {"freeze": "2030-01-02T03:04:05Z"})
    page = read(client, "/_mock/?world=anna")
    assert f"{EXCHANGES_SHOWN + 2} requests" in page.text
    assert "stopped at 2030-01-02 03:04" in page.text
    assert page.text.count("/pets/pets?q=<b>") == 2 * (EXCHANGES_SHOWN - 1)  # in the row, and in its curl line
    assert "1 violation" in page.text
    assert '"" is shorter than 1 character' in page.text
    assert "<script>alert(1)</script>" in page.text  # as text, not as an element


def test_the_journal_alone_is_the_same_as_on_the_start_page(client: Client) -> None:
    client.ask_mock("GET", "/pets/pets/a/photo")
    journal = client.get("/_mock/journal").text
    assert journal in client.get("/_mock/").text
    assert "4 bytes that are not text" in journal


@pytest.mark.parametrize(
    ("world", "sentence"),
    [
        pytest.param("bob", "There is no world “bob” yet.", id="unused"),
        pytest.param("<i>", "There is no world “<i>” yet.", id="not-a-name"),
        pytest.param("default", "The world “default” has had no requests yet.", id="idle"),
        pytest.param("", "The world “default” has had no requests yet.", id="empty"),
    ],
)
def test_a_world_without_exchanges(client: Client, world: str, sentence: str) -> None:
    assert "data-world" not in client.get("/_mock/", params={"world": world}).text, "there is nothing to choose"
    assert sentence in read(client, f"/_mock/?world={world}").text
    assert client.engine.worlds.names() == ("default",)


# what belongs to one world


def test_the_world_of_a_page(client: Client) -> None:
    for name in ("anna", "ben"):
        client.engine.worlds.get(name)
    for path, headers, shown in (
        ("/_mock/", {}, "default"),
        ("/_mock/", {"Cookie": "mock-world=anna"}, "anna"),
        ("/_mock/", {"Cookie": "mock-world=anna", "Mock-World": "ben"}, "ben"),
        ("/_mock/?world=default", {"Cookie": "mock-world=anna"}, "default"),
    ):
        assert f"<h3>{shown}</h3>" in client.get(path, headers=headers).text


def test_a_browser_is_put_into_a_world_without_scripts(client: Client) -> None:
    client.engine.worlds.get("anna")
    for name, cookie in (("anna", "mock-world=anna; "), ("default", "mock-world=; Expires="), ("an na", "")):
        response = client.send("POST", "/_mock/browser", data={"world": name})
        assert response.status_code == 303
        assert response.headers.get("set-cookie", "").startswith(cookie)
        assert ("set-cookie" in response.headers) is bool(cookie)
    page = client.get("/_mock/?world=anna", headers={"Cookie": "mock-world=anna"}).text
    assert 'data-world="default"' in page


def prepare(client: Client, **body: Any) -> None:
    assert client.send("POST", "/_mock/worlds/anna/responses", json=body).status_code == 201


def test_what_is_prepared_is_shown_and_removed_without_scripts(client: Client) -> None:
    prepare(client, match={"operation_id": "listPets"}, responses=[{"status": 500}, {"example": "two"}], force=True)
    prepare(client, match={"path": "/pets/pets"}, responses=[{"delay_milliseconds": 5}])
    client.ask_mock("GET", "/pets/pets", world="anna")
    text = " ".join(read(client, "/_mock/?world=anna").text.split())
    assert "/pets/pets the usual response after 5 ms always Remove" in text
    assert "listPets 500, two 1 left, used 1 time Remove" in text
    client.send("POST", "/_mock/remove", data={"world": "anna", "path": "responses/r1"})
    assert "listPets 500" not in " ".join(read(client, "/_mock/?world=anna").text.split())
    assert client.send("POST", "/_mock/remove", data={"world": "nobody", "path": "x"}).status_code == 303


def test_exchanges_that_match_are_shown(client: Client) -> None:
    client.ask_mock("GET", "/pets/pets?q=needle", world="anna")
    client.ask_mock("POST", "/pets/pets", b'{"name": ""}', world="anna")
    for query, shown in (
        ("text=NEEDLE", ["1"]),
        ("violations=true", ["2"]),
        ("violations=false&status=2XX", ["1"]),
        ("status=422&source=contract", ["2"]),
        ("source=example", []),
        ("status=abc&source=x&violations=perhaps", ["2", "1"]),
        ("after=1", ["2"]),
        ("after=7", ["2", "1"]),
        ("limit=0", []),
    ):
        html = client.get(f"/_mock/journal?world=anna&{query}").text
        assert re.findall(r'<li data-key="(\d+)">', html) == shown, query
        assert ("data-anew" in html) is (query == "after=7")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "latency", "milliseconds": 250}, "any request latency 250 ms always Remove"),
        ({"kind": "latency", "milliseconds": {"from": 3, "to": 9}, "times": 2}, "latency 3 to 9 ms 2 left Remove"),
        ({"kind": "latency", "milliseconds": {"median": 2, "p95": 9}}, "latency 2 ms, 5% over 9 ms always"),
        (
            {"kind": "reset", "rate": 0.055, "match": {"operation_id": "listPets"}},
            "listPets reset, 5.5% of the requests",
        ),
        ({"kind": "rate_limit", "limit": 10, "window_seconds": 60}, "rate limit 10 in 60 s always"),
        ({"kind": "slow", "bytes_per_second": 8}, "slow 8 bytes a second always"),
        ({"kind": "error", "status": 503}, "error 503 always"),
    ],
)
def test_faults_are_shown_and_removed_without_scripts(client: Client, fault: dict[str, Any], words: str) -> None:
    assert client.send("POST", "/_mock/worlds/anna/faults", json=fault).status_code == 201
    assert words in " ".join(read(client, "/_mock/?world=anna").text.split())
    client.send("POST", "/_mock/remove", data={"world": "anna", "path": "faults/f1"})
    assert words not in " ".join(read(client, "/_mock/?world=anna").text.split())


# curl lines


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/_mock/try/hats", "curl http://mock.test:8000/hats/hats"),
        ("/_mock/try/pets/createPet", "curl http://mock.test:8000/pets/pets -H 'Content-Type: application/json'"),
        ("/_mock/try/hats?world=anna", "curl http://mock.test:8000/_w/anna/hats/hats"),
    ],
)
def test_curl_lines_are_made_when_they_are_asked_for(client: Client, path: str, line: str) -> None:
    assert line in read(client, path).text


def test_there_is_no_curl_line_for_an_unknown_operation(client: Client) -> None:
    response = client.get("/_mock/try/hats/listShoes")
    assert (response.status_code, response.json()["detail"]) == (
        404,
        'there is no operation "listShoes"; there are: listHats',
    )


# many worlds


def make_worlds(client: Client, number: int) -> list[str]:
    """Make worlds `w000`, `w001` and so on, and return all names, the default one first, then those used last."""
    for each in range(number):
        client.engine.worlds.get(f"w{each:03}")
    return ["default", *(f"w{each:03}" for each in reversed(range(number)))]


def worlds_of(page: Page) -> list[str]:
    """The worlds that a page shows."""
    return re.findall(r"(default|w\d{3})\s+\d+ requests?", page.text)


def find_link(page: Page, rel: str) -> str:
    """The address of the previous or the next page of worlds."""
    (address,) = (address for address, kind in page.related if kind == rel)
    return address


def test_many_worlds_are_shown_in_pages_that_follow_each_other(client: Client) -> None:
    names = make_worlds(client, 2 * WORLDS_SHOWN + 5)
    page = read(client, "/_mock/?world=w003")
    seen, texts = worlds_of(page), [page.text]
    for _ in range(2):
        page = read(client, find_link(page, "next"))
        seen += worlds_of(page)
        texts.append(page.text)
    assert seen == names
    assert [rel for _, rel in page.related] == ["prev"]
    assert worlds_of(read(client, find_link(page, "prev"))) == names[WORLDS_SHOWN : 2 * WORLDS_SHOWN]
    assert f"1–{WORLDS_SHOWN} of\n      {len(names)} worlds" in texts[0]
    assert all("The world “w003” has had no requests yet" in text for text in texts), "the chosen world stays chosen"


def test_worlds_are_found_by_a_part_of_their_names(client: Client) -> None:
    names = make_worlds(client, 2 * WORLDS_SHOWN)
    found = [name for name in names if "W0" in name.upper()]
    page = read(client, "/_mock/?find=W0")
    assert worlds_of(page) == found[:WORLDS_SHOWN]
    following = find_link(page, "next")
    assert parse_qs(urlsplit(following).query) == {"world": ["default"], "find": ["W0"], "page": ["2"]}
    assert worlds_of(read(client, following)) == found[WORLDS_SHOWN:]
    page = read(client, "/_mock/?find=<i>")
    assert (worlds_of(page), page.related) == ([], [])
    assert f"No world of {len(names)} has “<i>” in its name" in page.text


def test_what_is_refreshed_has_the_same_worlds(client: Client) -> None:
    make_worlds(client, 3 * WORLDS_SHOWN)
    html = client.get("/_mock/?world=w003&find=W0&page=2").text
    address = re.search(r'data-source="([^"]+)"', html)
    assert address is not None
    assert client.get(unescape(address[1])).text in html


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "1", "99", "9" * 50])
def test_a_page_of_worlds_that_does_not_exist_is_the_first_or_the_last(client: Client, page: str) -> None:
    names = make_worlds(client, 2 * WORLDS_SHOWN)
    expected = names[2 * WORLDS_SHOWN :] if page.startswith("9") else names[:WORLDS_SHOWN]
    assert worlds_of(read(client, f"/_mock/?page={page}")) == expected


def test_a_few_worlds_need_no_search(client: Client) -> None:
    make_worlds(client, SEARCHED - 1)
    assert "find" not in read(client, "/_mock/").ids
    make_worlds(client, SEARCHED)
    assert "find" in read(client, "/_mock/").ids


def test_looking_at_a_world_is_no_use_of_it(client: Client) -> None:
    names = make_worlds(client, 3)
    read(client, "/_mock/?world=w000")
    assert client.engine.worlds.recent() == names


# large exchanges


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/pets/pets", b'{"name": "' + b"x" * 5_000_000 + b'"}', id="body"),
        pytest.param("/pets/pets", b'{"name": "' + "é€😀".encode() * 500_000 + b'"}', id="wide-characters"),
        pytest.param("/pets/pets", b"\xff" * 5_000_000, id="no-text"),
        pytest.param("/pets/pets?q=" + "q" * 50_000, b"", id="query"),
        pytest.param(
            "/pets/pets",
            b'{"name": 1, ' + b", ".join(b'"x%d": 1' % each for each in range(3_000)) + b"}",
            id="violations",
        ),
    ],
)
def test_a_large_exchange_is_shown_in_part(client: Client, path: str, body: bytes) -> None:
    client.ask_mock("POST", path, body, world="large")
    html = client.get("/_mock/journal?world=large").text
    assert len(html.encode()) < 40_000


def test_the_size_of_a_body_that_is_cut_is_told(client: Client) -> None:
    client.ask_mock("POST", "/pets/pets", b'{"name": "' + b"x" * 10_000 + b'"}', world="large")
    page = read(client, "/_mock/?world=large")
    assert "The beginning of 10,012 bytes" in page.text
    assert "x" * 3_000 in page.text


# Swagger UI


def test_swagger_ui_sends_requests_to_the_mock(client: Client) -> None:
    html = client.get("/_mock/ui/pets").text
    address = re.search(r'data-document="([^"]+)"', html)
    assert address is not None
    assert client.get(address[1]).json()["servers"] == [
        {"url": "http://mock.test:8000/pets", "description": "This mock"}
    ]


def test_swagger_ui_of_an_unknown_api_is_a_problem(client: Client) -> None:
    response = client.get("/_mock/ui/dogs")
    assert response.status_code == 404
    assert response.json()["detail"] == 'there is no API "dogs"; there are: pets, hats'
