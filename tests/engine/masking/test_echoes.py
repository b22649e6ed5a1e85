"""Secrets in other texts, however they are written."""

from __future__ import annotations

import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.masking.echoes import COUNTLESS, MANY, Echoes
from mockserver.openapi.rules import quote as quote_value

SECRET = 'hun"ter <2>'


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        quote(SECRET),
        quote_plus(SECRET),
        json.dumps(SECRET),
        "hun&quot;ter &lt;2&gt;".replace("&quot;", '"'),
        quote_value(SECRET),
        quote_value({"a": SECRET}),
    ],
)
def test_a_secret_is_found(written: str) -> None:
    masked = Echoes([SECRET]).mask(f"it was {written}, which is wrong")
    assert "hun" not in masked and masked.startswith("it was ") and masked.endswith(", which is wrong")


@pytest.mark.parametrize("length", range(90, 125))
def test_a_quotation_that_is_cut_inside_a_secret(length: int) -> None:
    written = quote_value({"a": "x" * (length - 20), "password": SECRET * 20})
    assert "hun" not in Echoes([SECRET * 20]).mask(f"{written} is not a list")


@pytest.mark.parametrize(
    ("secret", "text", "masked"),
    [
        ("abc", 'abcd "abc" abc', 'abcd "***" abc'),
        ("abc", '{"detail": "\\"abc\\" is short"}', '{"detail": "\\"***\\" is short"}'),
        ("test", "the latest test", "the latest ***"),
        ("hunter22", "xhunter22x", "x***x"),
        ("", "any", "any"),
    ],
)
def test_a_short_secret_is_no_part_of_a_word(secret: str, text: str, masked: str) -> None:
    assert Echoes([secret]).mask(text) == masked


def test_sentences_are_replaced_in_bodies() -> None:
    echoes = Echoes([])
    echoes.add_sentence('"7" is\tshort', "*** is short")
    assert echoes.mask_bytes(json.dumps({"detail": 'a: "7" is\tshort'}).encode()) == b'{"detail": "a: *** is short"}'


def test_many_secrets_mask_whole_texts() -> None:
    secrets = [f"secret-{number}" for number in range(MANY + 1)]
    assert Echoes(secrets).mask("it was secret-7") == "***"
    assert Echoes(secrets).mask("it was another") == "it was another"
    countless = [f"secret-{number}" for number in range(COUNTLESS + 1)]
    assert Echoes(countless).mask("it was another") == "***"


def test_many_sentences_mask_the_whole_body() -> None:
    echoes = Echoes([])
    for number in range(MANY + 1):
        echoes.add_sentence(f"{number} is wrong", "*** is wrong")
    assert echoes.mask_bytes(b"x") == b"***"


@given(st.text(min_size=8), st.text())
def test_no_text_keeps_the_secret(secret: str, text: str) -> None:
    assert secret == "*" * len(secret) or secret not in Echoes([secret]).mask(f"{text}{secret}{text}")


@given(st.from_regex(r"[A-Za-z0-9_.~-]{8,118}", fullmatch=True))
def test_a_plain_secret_is_written_alike_everywhere(value: str) -> None:
    written = {quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1], html.escape(value)}
    assert written == {value}
    assert Echoes([value]).mask(f"it is {value}, and {value}") == "it is ***, and ***"
