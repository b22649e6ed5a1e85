"""Bodies without their secrets, by media type; what is no secret stays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.masking.bodies import LARGE, hide_body, mask_body, mask_value
from mockserver.engine.masking.names import Hidden, SecretNames

NAMES = SecretNames(["card"])
JSON, FORM, XML = "application/json", "application/x-www-form-urlencoded", "application/xml"
PARTS, LINES, EVENTS = "multipart/form-data; boundary=b", "application/x-ndjson", "text/event-stream"


@pytest.mark.parametrize(
    ("content_type", "body", "masked"),
    [
        pytest.param(JSON, '{"a": 1.50, "b": "c"}', '{"a": 1.50, "b": "c"}', id="json-stays"),
        pytest.param(
            JSON, '{"card": 7, "a": [{"PASSWORD": ["x"]}]}', '{"card":"***","a":[{"PASSWORD":"***"}]}', id="json"
        ),
        pytest.param(
            JSON,
            '{"card":null,"token":true,"password":""}',
            '{"card":null,"token":true,"password":""}',
            id="no-secrets",
        ),
        pytest.param("application/x+json", '{"card": 7}', '{"card":"***"}', id="json-suffix"),
        pytest.param(JSON, '{"card": "x", "card": "y"}', '{"card":"***"}', id="twice"),
        pytest.param(JSON, '{"card": "x", "card": null}', '{"card":null}', id="twice-and-null"),
        pytest.param(JSON, '{"a": "{\\"card\\": 7}"}', '{"a":"{\\"card\\":\\"***\\"}"}', id="json-in-json"),
        pytest.param(
            JSON, '{"query": "{login(password:\\"x\\")}"}', '{"query":"{login(password***"}', id="graphql-in-json"
        ),
        pytest.param("application/yaml", "user: ann\npassword: x", "user: ann\npassword***", id="yaml"),
        pytest.param(JSON, '{"a": 1, "card": ', '{"a": 1, "card***', id="cut-json"),
        pytest.param(JSON, '{"card": "\\ud800"}', '{"card":"***"}', id="half-a-pair"),
        pytest.param(JSON, '{"a": "\\ud800", "card": 1}', '{"a":"\\ud800","card":"***"}', id="half-a-pair-that-stays"),
        pytest.param(FORM, "a=1&card=7", "a=1&card=***", id="form"),
        pytest.param(FORM, "a=%7B%22card%22%3A7%7D", "a=%7B%22card%22%3A%22%2A%2A%2A%22%7D", id="json-in-form"),
        pytest.param(
            FORM,
            "to=https%3A%2F%2Fann%3Apw%40h%2F%3Fb%3D1%26card%3D7&at=https://h/",
            "to=https%3A%2F%2F%2A%2A%2A%40h%2F%3Fb%3D1%26card%3D%2A%2A%2A&at=https://h/",
            id="address-in-form",
        ),
        pytest.param(FORM, "to=/x?card=7", "to=/x?card=***", id="path-in-form"),
        pytest.param(FORM, "to=%2Fx%3Fb%3D7&a+b=%3F", "to=%2Fx%3Fb%3D7&a+b=%3F", id="form-that-stays"),
        pytest.param(XML, "<a><card>7</card></a>", "<a><card>***</card></a>", id="xml"),
        pytest.param(LINES, '{"a":1}\n{"card":7}\n{"b":2}', '{"a":1}\n{"card":"***"}\n{"b":2}', id="lines"),
        pytest.param(LINES, '{"a":1}\n{"card":\n7}', '{"a":1}\n{"card***\n', id="broken-line"),
        pytest.param("application/json-seq", '\x1e{"card":7}\n', '\x1e{"card":"***"}\n', id="json-seq"),
        pytest.param(EVENTS, 'event: a\ndata: {"card":7}\n\n', 'event: a\ndata: {"card":"***"}\n\n', id="events"),
        pytest.param(
            PARTS,
            '--b\r\nContent-Disposition: form-data; name="card"\r\n\r\n7\r\n--b--\r\n',
            '--b\r\nContent-Disposition: form-data; name="card"\r\n\r\n***\r\n--b--\r\n',
            id="parts",
        ),
        pytest.param(
            PARTS,
            '--b\r\nContent-Disposition: form-data; name=a\r\n\r\n{"card":7}\r\n--b--',
            '--b\r\nContent-Disposition: form-data; name=a\r\n\r\n{"card":"***"}\r\n--b--',
            id="json-in-a-part",
        ),
        pytest.param(
            PARTS,
            "--b\r\nContent-Disposition: form-data; name=a\r\nX-Api-Key: k\r\n"
            "Authorization: Bearer t\r\n\r\nx\r\n--b--\r\n",
            "--b\r\nContent-Disposition: form-data; name=a\r\nX-Api-Key: ***\r\n"
            "Authorization: Bearer ***\r\n\r\nx\r\n--b--\r\n",
            id="fields-of-a-part",
        ),
        pytest.param(
            PARTS,
            "--b\nCARD:7\nPassword:\nX-Note: a card\n\nx\n--b--",
            "--b\nCARD:***\nPassword:\nX-Note: a card\n\nx\n--b--",
            id="fields-of-a-part-in-other-forms",
        ),
        pytest.param(PARTS, 'name="card"\r\n\r\n7', 'name="card***', id="no-boundary"),
        pytest.param(None, '{"card": 7}', '{"card":"***"}', id="unknown-json"),
        pytest.param("text/plain", "card: 7", "card***", id="text-with-a-value"),
        pytest.param("text/plain", "a=1&card=7", "a=1&card=***", id="text-like-a-form"),
        pytest.param("text/plain", "your password was reset", "your password was reset", id="text"),
    ],
)
def test_a_body(content_type: str | None, body: str, masked: str) -> None:
    assert mask_body(body.encode(), content_type, NAMES, Hidden()).decode() == masked


def test_other_charsets_are_kept() -> None:
    masked = mask_body('<a t="ä" card="7"/>'.encode("latin-1"), "application/xml; charset=iso-8859-1", NAMES, Hidden())
    assert masked == '<a t="ä" card="***"/>'.encode("latin-1")
    assert mask_body('{"card": 7}'.encode("utf-16"), JSON, NAMES, Hidden()) == b"***"


def test_bytes_that_are_no_text_stay() -> None:
    picture = b"\x89PNG\0\xffcard:7"
    assert mask_body(picture, "image/png", NAMES, Hidden()) == picture
    assert mask_body(b'{"a": "\xff", "card": 7}', JSON, NAMES, Hidden()) == b'{"a":"\xff","card":"***"}'


def test_a_large_body_is_cut() -> None:
    body = json.dumps({"a": "x" * LARGE, "card": "secret"}).encode()
    assert mask_body(body, JSON, NAMES, Hidden()) == body.partition(b'": "secret')[0] + b"***"


def test_a_body_nested_too_deep_is_cut() -> None:
    body = b'{"card": 7, "a": ' + b"[" * 20_000
    assert mask_body(body, JSON, NAMES, Hidden()) == b'{"card***'


def test_a_body_that_is_one_secret() -> None:
    hidden = Hidden()
    assert (hide_body(b'"abc"\n', hidden), hidden) == (b"***", {"abc"})


def test_every_scalar_of_a_secret_is_hidden() -> None:
    hidden = Hidden()
    mask_value({"card": {"number": 42, "names": ["a", None, True]}}, NAMES, hidden)
    assert hidden == {"42", "a"}


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
names = st.sampled_from(["card", "a", "password", "ä", ""])
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20)


@given(values)
def test_json_stays_json_with_its_other_members(value: Any) -> None:
    body = json.dumps(value).encode()
    once = mask_body(body, JSON, NAMES, Hidden())
    assert json.loads(once) == mask_value(value, NAMES, Hidden())
    assert mask_body(once, JSON, NAMES, Hidden()) == once


@given(st.text(), st.sampled_from([JSON, FORM, XML, PARTS, LINES, EVENTS, "text/plain", "x", None]))
def test_any_text_is_masked_without_an_error(text: str, content_type: str | None) -> None:
    for body in (f"card={text}", f'{{"card": "{text}', f"<card {text}", f"--b\r\nname=card;{text}"):
        mask_body(body.encode("utf-8", "surrogatepass"), content_type, NAMES, Hidden())
