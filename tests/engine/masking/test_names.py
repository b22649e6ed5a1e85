"""The names of secrets."""

from __future__ import annotations

import pytest

from mockserver.engine.masking.names import Hidden, SecretNames, cut


def test_names_that_are_given_have_no_case() -> None:
    names = SecretNames(["Card"])
    assert "CARD" in names and "cards" not in names
    assert "cvc" in names | ["cvc"] and "cvc" not in names
    assert names | ["card"] is names


@pytest.mark.parametrize(
    ("key", "is_secret"),
    [
        ("password", True),
        ("user[password]", True),
        ("user%5Bpassword%5D[]", True),
        ("user.password", True),
        ("p%61ssword", True),
        ("passwordless", False),
        ("next_token", False),
        ("[]", False),
    ],
)
def test_a_key_of_a_form(key: str, is_secret: bool) -> None:
    assert SecretNames().has_key(key) is is_secret


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        (b'{"Password" : 1}', True),
        (b'{"kind": "api_key", "tokens": 3}', False),
        (b"a=1&client_secret=x", True),
        (b"user%5Bpassw%6frd%5D=x", True),
        (b'{"p\\u0061ssword": 1}', True),
        (b"<login><token>x</token></login>", True),
        (b'content-disposition: form-data; name="password"\r\n\r\nx', True),
        ('{"password": 1}'.encode("utf-16"), True),
        (b'{"name": "Ann"}', False),
    ],
)
def test_a_quick_search_finds_every_name(body: bytes, is_found: bool) -> None:
    assert SecretNames().may_be_in(body) is is_found


@pytest.mark.parametrize("name", ["Card Number", "a+b", "c.d-e", "(x", "$", "[0]", "\\d", "#", "~&"])
def test_a_quick_search_finds_given_names_as_they_are(name: str) -> None:
    names = SecretNames([name])
    assert names.may_be_in(f'{{"{name.upper()}": 1}}'.encode())
    assert not names.may_be_in(b'{"id": 1, "name": "a1 cxdxe"}')


def test_a_name_beyond_ascii_is_always_sought() -> None:
    assert SecretNames(["schlüssel"]).may_be_in(b"")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"user": "ann", "password": "hunt', '{"user": "ann", "password***'),
        ("{'user': 'ann'}", "{'user': 'ann'}"),
        ('{"\\u0070assword": "x', "***"),
    ],
)
def test_a_text_is_cut_at_the_first_name(text: str, kept: str) -> None:
    assert cut(text, SecretNames()) == kept


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b'{"a": 1, "my_password": "x", "token": 2}', b'{"a": 1, "my_password***'),
        (b'{"keyboard": 1}', b'{"keyboard": 1}'),
        (b'{"a": "%", "password": "x"}', b"***"),
    ],
)
def test_a_large_body_is_cut_at_the_first_name(body: bytes, kept: bytes) -> None:
    assert SecretNames().cut(body) == kept


def test_the_mask_and_nothing_are_no_secrets() -> None:
    hidden = Hidden()
    assert [hidden.hide(value) for value in ("", "***", "x")] == ["***"] * 3
    assert hidden == {"x"}
