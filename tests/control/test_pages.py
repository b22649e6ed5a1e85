"""The pages: what they show, that they load nothing from other servers, and that they escape what they show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from mockserver.control.pages import EXCHANGES_SHOWN
from tests.control.small_sandbox import Client


class Page(HTMLParser):
    """The addresses a page names, the identifiers it has and the text it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []  # what a browser loads by itself
        self.linked: list[str] = []
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


PAGES = ["/_mock/", "/_mock/?world=anna", "/_mock/journal", "/_mock/ui/pets", "/_mock/ui/hats", "/_mock/ui/control"]


@pytest.mark.parametrize("path", ["/", "/_mock"])
def test_the_root_leads_to_the_start_page(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.is_redirect
    assert response.headers["location"].removeprefix("http://mock.test:8000") == "/_mock/"


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
    assert page.text.count("/pets/pets?q=<b>") == EXCHANGES_SHOWN - 1
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
    assert sentence in read(client, f"/_mock/?world={world}").text
    assert client.engine.worlds.names() == ("default",)


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
