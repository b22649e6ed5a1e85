"""The page that asks for the control token."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from mockserver.openapi.messages import Headers, Request, Response
from mockserver.server.guard import Guard
from mockserver.server.sign_in import ask_for_token

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
GUARD = Guard(token="s3cret")


def ask(query: str = "", *, method: str = "GET", path: str = "/_mock/", accept: str | None = BROWSER) -> Response:
    fields = [("host", "127.0.0.1:8000"), *([("accept", accept)] if accept is not None else [])]
    response = GUARD.check(Request(method, path, query, Headers(fields)))
    assert response is not None
    return response


class Form(HTMLParser):
    """The form of a page: where it leads, and its fields."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self.feed(response.body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = named["action"]
        elif tag == "input":
            self.fields.append((named["name"], named.get("value", "")))


@pytest.mark.parametrize(
    ("accept", "method", "media_type"),
    [
        pytest.param(BROWSER, "GET", "text/html; charset=utf-8", id="browser"),
        pytest.param(BROWSER, "HEAD", "text/html; charset=utf-8", id="head"),
        pytest.param(BROWSER, "POST", "application/problem+json", id="change"),
        pytest.param("*/*", "GET", "application/problem+json", id="curl"),
        pytest.param("application/json", "GET", "application/problem+json", id="program"),
        pytest.param("text/html;q=0", "GET", "application/problem+json", id="not-html"),
        pytest.param(None, "GET", "application/problem+json", id="no-preference"),
    ],
)
def test_people_get_a_page_and_programs_a_problem(accept: str | None, method: str, media_type: str) -> None:
    response = ask(method=method, accept=accept)
    assert (response.status, response.media_type) == (401, media_type)
    assert response.header("www-authenticate") == "Bearer"
    assert response.header("cache-control") == "no-store"


def test_the_form_leads_back_to_the_page_with_what_was_asked() -> None:
    form = Form(ask("world=anna&find=%22%3E%3Cscript%3E", path="/_mock/ui/%22%3E"))
    assert form.action == "/_mock/ui/%22%3E"
    assert form.fields == [("world", "anna"), ("find", '"><script>'), ("token", "")]


def test_a_wrong_token_is_told_and_not_repeated() -> None:
    response = ask("token=s3creT&world=anna")
    assert b"This is not the token" in response.body
    assert b"s3creT" not in response.body
    assert Form(response).fields == [("world", "anna"), ("token", "")]


def test_the_right_token_opens_the_page() -> None:
    response = ask("world=anna&token=s3cret")
    assert (response.status, response.header("location")) == (303, "/_mock/?world=anna")


def test_nothing_but_its_own_form_and_styles_works_on_the_page() -> None:
    response = ask_for_token(Request("GET", "/_mock/", headers=Headers([("accept", BROWSER)])))
    assert response is not None
    policy = response.header("content-security-policy") or ""
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert b"<script" not in response.body
