"""Formats together with lengths and patterns, in static and dynamic values."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mockserver.openapi.generation import Dynamic, Generator, Unsatisfiable
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of
from tests.support.work import count_calls

POINTER = "/components/schemas/It"
WAYS: tuple[Dynamic | None, ...] = (None, Dynamic(seed=1), Dynamic(seed=2))
SHORTEST = {  # the shortest length that is tried, and the longest
    "date-time": (22, 400),
    "time": (11, 400),
    "duration": (3, 400),
    "email": (6, 200),
    "idn-email": (6, 200),
    "hostname": (2, 200),
    "idn-hostname": (2, 200),
    "ipv4": (7, 15),
    "ipv6": (3, 39),
    "uri": (6, 400),
    "iri": (6, 400),
    "uri-reference": (1, 400),
    "iri-reference": (1, 400),
    "uri-template": (1, 400),
    "json-pointer": (2, 400),
    "relative-json-pointer": (1, 400),
    "regex": (2, 400),
    "byte": (4, 400),
}


def make(schema: dict[str, Any], dynamic: Dynamic | None = None) -> str:
    """A text for a schema, which it keeps."""
    schemas = Schemas(document_of({"It": {"type": "string", **schema}}), "response")
    value = Generator(schemas).generate(POINTER, dynamic=dynamic)
    assert schemas.check(POINTER, value, rule="body.schema", location="body") == []
    assert isinstance(value, str)
    return value


@pytest.mark.parametrize("name", SHORTEST)
def test_a_format_with_a_length(name: str) -> None:
    least, most = SHORTEST[name]
    step = 4 if name == "byte" else 1
    lengths = {least, least + step, least + 4 * step, (least + most) // 2 // step * step, most - step, most}
    for length in sorted(length for length in lengths if least <= length <= most):
        for dynamic in WAYS:
            assert len(make({"format": name, "minLength": length, "maxLength": length}, dynamic)) == length


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("date-time", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"),
        ("date-time", r"\+02:00$"),
        ("date-time", "^2019-"),
        ("date-time", "^1987-12-31"),
        ("date-time", "^(?!2026)"),
        ("date-time", "t.*z$"),
        ("date", "^2019-"),
        ("date", "-31$"),
        ("date", "-02-29$"),
        ("time", "^09:"),
        ("time", r"^\d\d:\d\d:\d\d\.\d{6}Z$"),
        ("email", r"@acme\.io$"),
        ("email", r"^[^+]+\+[^+]+@"),
        ("idn-email", r"^[A-Z]+@.*\.org$"),
        ("hostname", r"\.internal$"),
        ("hostname", r"^db-[0-9]+\."),
        ("uri", "^s3://"),
        ("uri", "^urn:isbn:[0-9]+$"),
        ("uri", r"\.png$"),
        ("uri", r"^https://[^/]+/callback\?code="),
        ("iri", "^http:"),
        ("uri-reference", r"^\.\./"),
        ("uri-reference", r"\?page=[0-9]+$"),
        ("uri-template", r"\{user_id\}"),
        ("uuid", "^[0-9a-f]{8}-[0-9a-f]{4}-7"),
        ("uuid", "^[0-9A-F-]+$"),
        ("ipv4", r"^10\."),
        ("ipv4", r"^192\.168\.[0-9]+\.1$"),
        ("ipv6", "^fe80:"),
        ("ipv6", "^::"),
        ("duration", "^P[0-9]+D$"),
        ("duration", "S$"),
        ("byte", "=$"),
        ("byte", "^[^+/=]+$"),
        ("json-pointer", "^/data/attributes/"),
        ("relative-json-pointer", "#$"),
        ("regex", r"^\^[a-z]{12}"),
        ("int64", "^[0-9]{18}$"),
        ("decimal", r"^\d+\.\d{4}$"),
    ],
)
def test_a_format_with_a_pattern(name: str, pattern: str) -> None:
    for dynamic in WAYS:
        assert re.search(pattern, make({"format": name, "pattern": pattern}, dynamic))


def test_a_format_with_a_length_and_a_pattern() -> None:
    for dynamic in WAYS:
        assert re.fullmatch(
            r"[a-z.]+@acme\.io", make({"format": "email", "minLength": 30, "pattern": r"^[a-z.]+@acme\.io$"}, dynamic)
        )
        assert (
            len(make({"allOf": [{"format": "date-time"}, {"pattern": r"\.\d+Z$"}, {"maxLength": 24}]}, dynamic)) <= 24
        )


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"format": "date-time", "maxLength": 24}, "2026-01-20T15:00:00Z"),
        ({"format": "date-time", "minLength": 24, "maxLength": 24}, "2026-01-20T15:00:00.000Z"),
        ({"format": "date-time", "minLength": 25, "maxLength": 25}, "2026-01-20T15:00:00+00:00"),
        ({"format": "email", "maxLength": 40}, "ada@example.com"),
        ({"format": "uuid", "pattern": "^[0-9a-f-]{36}$"}, "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
        ({"format": "date", "pattern": "^2019-"}, "2019-01-20"),
    ],
)
def test_the_ordinary_text_is_kept_where_it_fits(schema: dict[str, Any], text: str) -> None:
    assert make(schema) == text


def test_dynamic_moments_with_milliseconds_differ() -> None:
    schema = {"format": "date-time", "minLength": 24, "maxLength": 24}
    assert len({make(schema, Dynamic(seed=seed)) for seed in range(5)}) == 5


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"format": "uuid", "maxLength": 10}, 'no text was found with format "uuid" and at most 10 characters'),
        ({"format": "ipv4", "minLength": 16}, 'no text was found with format "ipv4" and at least 16 characters'),
        ({"format": "date", "pattern": "^x"}, "is not a valid date"),
        ({"minLength": 3, "maxLength": 2}, "its parts contradict each other"),
    ],
)
def test_what_is_impossible_is_said_truly(schema: dict[str, Any], reason: str) -> None:
    for dynamic in WAYS:
        with count_calls() as work, pytest.raises(Unsatisfiable) as raised:
            make(schema, dynamic)
        assert reason in str(raised.value)
        assert work.calls < 1_500_000
