"""Media types are read, compared and chosen (RFC 9110 §8.3.1, §12.5.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.media_types import (
    MediaType,
    choose,
    choose_nearest,
    find_range,
    parse_accept,
    parse_media_type,
)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("text/html", MediaType("text", "html")),
        ("Application/JSON", MediaType("application", "json")),
        (" text/html ", MediaType("text", "html")),
        ("text/html;charset=UTF-8", MediaType("text", "html", (("charset", "UTF-8"),))),
        ("text/html ; Charset=utf-8 ; a=b", MediaType("text", "html", (("charset", "utf-8"), ("a", "b")))),
        ('a/b; x="p; q, \\"r\\""', MediaType("a", "b", (("x", 'p; q, "r"'),))),
        ('a/b; x=""', MediaType("a", "b", (("x", ""),))),
        ("a/b;;", MediaType("a", "b")),
        ("*/*", MediaType("*", "*")),
        ("image/*", MediaType("image", "*")),
        ("application/vnd.api+json", MediaType("application", "vnd.api+json")),
    ],
)
def test_media_types(text: str, media_type: MediaType) -> None:
    assert parse_media_type(text) == media_type


@pytest.mark.parametrize(
    "text",
    ["", "text", "text/", "/html", "a/b c", "a /b", "a/b; c", "a/b; c=", 'a/b; c="d', "a/b, c/d", "a/b\x00", "ä/b"],
)
def test_text_that_is_not_a_media_type(text: str) -> None:
    assert parse_media_type(text) is None


TOKENS = st.text("!#$%&'*+-.^_`|~09azAZ", min_size=1)
MEDIA_TYPES = st.builds(
    MediaType,
    TOKENS.map(str.lower),
    TOKENS.map(str.lower),
    st.lists(st.tuples(TOKENS.map(str.lower), st.text())).map(tuple),
)


@given(MEDIA_TYPES)
def test_what_is_written_is_read_again(media_type: MediaType) -> None:
    assert parse_media_type(str(media_type)) == media_type


@given(MEDIA_TYPES)
def test_a_media_type_includes_itself_and_lies_in_its_ranges(media_type: MediaType) -> None:
    unique = MediaType(media_type.type, media_type.subtype, tuple(dict(media_type.parameters).items()))
    assert unique.includes(unique)
    assert MediaType(unique.type, "*").includes(unique)
    assert MediaType("*", "*").includes(unique)


@pytest.mark.parametrize(
    ("text", "is_json", "is_text"),
    [
        ("application/json", True, False),
        ("application/problem+json; charset=utf-8", True, False),
        ("text/json", True, True),
        ("application/jsonl", False, False),
        ("application/json-seq", False, False),
        ("text/csv", False, True),
    ],
)
def test_families(text: str, is_json: bool, is_text: bool) -> None:
    media_type = parse_media_type(text)
    assert media_type is not None
    assert (media_type.is_json, media_type.is_text) == (is_json, is_text)


@pytest.mark.parametrize(
    ("text", "specificity"),
    [("*/*", 0), ("text/*", 1), ("text/html", 2), ("text/html; level=1", 3), ("a/b; c=d; e=f", 4)],
)
def test_specificity(text: str, specificity: int) -> None:
    media_type = parse_media_type(text)
    assert media_type is not None
    assert media_type.specificity == specificity


@pytest.mark.parametrize(
    ("media_range", "text", "included"),
    [
        ("*/*", "text/html", True),
        ("text/*", "text/html", True),
        ("text/*", "image/png", False),
        ("text/html", "text/html; charset=utf-8", True),
        ("text/html; charset=utf-8", "text/html", False),
        ("text/html; charset=utf-8", "text/html; charset=UTF-8", True),
        ("text/html; charset=utf-8", "text/html; charset=latin-1", False),
        ("text/html", "text/*", False),
        ("application/json", "application/vnd+json", False),
    ],
)
def test_includes(media_range: str, text: str, included: bool) -> None:
    one, other = parse_media_type(media_range), parse_media_type(text)
    assert one is not None
    assert other is not None
    assert one.includes(other) is included


@pytest.mark.parametrize(
    ("text", "ranges", "found"),
    [
        ("application/json", ["*/*", "application/*", "application/json"], "application/json"),
        ("application/json", ["*/*", "application/*"], "application/*"),
        ("text/csv", ["application/*", "*/*"], "*/*"),
        ("text/csv", ["application/*"], None),
        (
            "application/json; charset=utf-8",
            ["application/json", "Application/JSON; Charset=UTF-8"],
            "Application/JSON; Charset=UTF-8",
        ),
        ("application/json", ["application/json; charset=utf-8"], "application/json; charset=utf-8"),
        ("application/json; charset=latin-1", ["application/json; charset=utf-8"], None),
        ("application/json", ["application/json; version=1"], None),
        ("application/json", ["application/json; version=1; charset=utf-8"], None),
        ("application/json", ["nonsense", "application/json"], "application/json"),
        ("application/json", [], None),
        ("text/csv", ["text/*", "TEXT/*"], "text/*"),
    ],
)
def test_find_range(text: str, ranges: list[str], found: str | None) -> None:
    media_type = parse_media_type(text)
    assert media_type is not None
    assert find_range(media_type, ranges) == found


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("text/html", [("text/html", 1.0)]),
        ("text/html;q=0.5, */*;q=0.1", [("text/html", 0.5), ("*/*", 0.1)]),
        ("text/html;level=1;q=0.5", [("text/html; level=1", 0.5)]),
        ("text/html;Q=0.5", [("text/html", 0.5)]),
        ('a/b; x="p, q";q=0.5, c/d', [('a/b; x="p, q"', 0.5), ("c/d", 1.0)]),
        ("nonsense, text/html", [("text/html", 1.0)]),
        (",, text/html ,", [("text/html", 1.0)]),
        ("text/html;q=2", [("text/html", 0.0)]),
        ("text/html;q=-1", [("text/html", 0.0)]),
        ("text/html;q=nan", [("text/html", 0.0)]),
        ("text/html;q=high", [("text/html", 0.0)]),
        ("", []),
        ("nonsense", []),
    ],
)
def test_parse_accept(text: str, ranges: list[tuple[str, float]]) -> None:
    assert [(str(media_type), weight) for media_type, weight in parse_accept(text)] == ranges


JSON, CSV, XML, IMAGES = "application/json", "text/csv", "application/xml", "image/*"


@pytest.mark.parametrize(
    ("accept", "offers", "chosen"),
    [
        # 1. nothing readable is asked for: the first offer
        pytest.param(None, [JSON, CSV], JSON, id="1-no-header"),
        pytest.param("", [JSON, CSV], JSON, id="1-empty"),
        pytest.param("nonsense", [JSON, CSV], JSON, id="1-unreadable"),
        pytest.param(None, [], None, id="1-nothing-offered"),
        # 2. the weight of the most specific range
        pytest.param("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", [CSV, JSON], JSON, id="2-most-specific"),
        pytest.param("*/*, application/json;q=0", [JSON, CSV], CSV, id="2-zero-rules-out"),
        pytest.param("*/*;q=0, text/csv", [JSON, CSV], CSV, id="2-zero-for-all-others"),
        pytest.param("text/csv;q=0", [CSV], None, id="2-zero-alone"),
        pytest.param("image/png", [JSON, CSV], None, id="2-nothing-fits"),
        pytest.param("image/png", [JSON, IMAGES], IMAGES, id="2-inside-an-offered-range"),
        pytest.param("nonsense, text/csv", [JSON, CSV], CSV, id="2-beside-an-unreadable-range"),
        pytest.param("*/*", ["nonsense", CSV], CSV, id="2-unreadable-offer"),
        pytest.param("APPLICATION/JSON", [CSV, JSON], JSON, id="2-case"),
        # 3. the heaviest, then the earlier
        pytest.param("text/csv;q=0.2, application/json;q=0.3", [CSV, JSON], JSON, id="3-heaviest"),
        pytest.param("text/csv, application/json", [JSON, CSV], JSON, id="3-equals-by-offer"),
        pytest.param("*/*", [XML, JSON], XML, id="3-anything"),
    ],
)
def test_choose(accept: str | None, offers: list[str], chosen: str | None) -> None:
    assert choose(accept, offers) == chosen


@pytest.mark.parametrize("accept", ['"' + '\\"' * 30_000, 'a/b;x="' + '\\"' * 30_000, '"a' * 20_001])
def test_an_open_quote_is_read_once(accept: str) -> None:
    """It takes a minute if every quote is tried as the first."""
    assert len(parse_accept(accept)) <= 1


@given(st.text(), st.lists(st.sampled_from([JSON, CSV, XML, IMAGES]), unique=True))
def test_any_header_chooses_an_offer_or_none(accept: str, offers: list[str]) -> None:
    assert choose(accept, offers) in [*offers, None]


@pytest.mark.parametrize(
    ("accept", "offers", "nearest"),
    [
        pytest.param("text/csv", ["application/json", "text/csv"], "text/csv", id="preferred"),
        pytest.param("application/vnd.x.v3+json", ["text/csv", "application/json"], "application/json", id="json"),
        pytest.param(
            "application/json", ["text/csv", "application/vnd.api+json"], "application/vnd.api+json", id="suffix"
        ),
        pytest.param("text/xml", ["application/json", "application/atom+xml"], "application/atom+xml", id="xml"),
        pytest.param(
            "text/xml;q=0.1, application/problem+json;q=0.2",
            ["application/xml", "application/json"],
            "application/json",
            id="weight",
        ),
        pytest.param("application/x+json;q=0", ["text/csv", "application/json"], "text/csv", id="not-wanted"),
        pytest.param("image/png", ["text/csv", "application/json"], "text/csv", id="no-kin"),
        pytest.param("image/png", [], None, id="no-offer"),
        pytest.param(None, ["text/csv", "application/json"], "text/csv", id="no-header"),
    ],
)
def test_choose_nearest(accept: str | None, offers: list[str], nearest: str | None) -> None:
    assert choose_nearest(accept, offers) == nearest
