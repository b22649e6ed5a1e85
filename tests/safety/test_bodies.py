"""Bodies that are made to take time or memory: each is accepted or refused, at a cost that its size explains."""

from __future__ import annotations

import gzip
import zlib

import pytest

from .bodies import (
    LAUGHS,
    SECRET,
    SIZE,
    Make,
    chain_of,
    colliding_keys,
    compress_zeros,
    dump,
    field,
    fill,
    multipart,
    nest,
    number,
    quadratic_entities,
    tree,
)
from .conversation import LAST, converse
from .watched_server import Limits, WatchedServer

MEGABYTES = SIZE / 1_000_000
# a body of a megabyte that is nothing but empty objects becomes about 50 MB of values
LIMITS = Limits(cpu=2 + 3 * MEGABYTES, memory=60 + 70 * MEGABYTES, stall=2 + MEGABYTES)

JSON, XML, LINES = b"application/json", b"application/xml", b"application/x-ndjson"
FORM, MULTIPART = b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b"
REFUSED = (400, 413, 415, 422)
NOT_CODED = (400, 415)
BAD, WRONG, LARGE, MADE = (400,), (422,), (413,), (201,)


def attack(watched: WatchedServer, path: bytes, media_type: bytes, body: bytes, *fields: bytes) -> int:
    lines = [b"POST " + path + b" HTTP/1.1", b"Host: localhost", b"Content-Type: " + media_type, *fields]
    lines += [b"Content-Length: %d" % len(body), b"", b""]
    sent = b"\r\n".join(lines) + body + LAST
    with watched.attack(LIMITS):
        response = converse(watched, sent)[0]
    assert len(response.body) < 100_000  # a hundred violations, each with its sentence
    assert b"Traceback" not in response.body
    assert b"root:" not in response.body
    return response.status


@pytest.mark.parametrize(
    ("path", "make", "wanted"),
    [
        pytest.param(b"/any", lambda: b"[" * SIZE, BAD, id="brackets"),
        pytest.param(b"/any", lambda: nest(b"[", b"", b"]"), BAD, id="deep-arrays"),
        pytest.param(b"/any", lambda: nest(b'{"":', b"1", b"}"), BAD, id="deep-objects"),
        pytest.param(b"/things", lambda: nest(b'{"inner":', b"{}", b"}"), BAD, id="deep-things"),
        pytest.param(b"/any", lambda: b'"' + b"[" * SIZE + b'"', MADE, id="brackets-in-a-string"),
        pytest.param(b"/any", lambda: b'"' + b"\\" * SIZE, BAD, id="backslashes"),
        pytest.param(b"/any", lambda: fill(b"\\u0061", b'"', b'"', b""), MADE, id="escapes"),
        pytest.param(b"/any", lambda: fill(b"\\ud800", b'"', b'"', b""), BAD, id="half-pairs"),
        pytest.param(b"/any", lambda: b" " * SIZE, BAD, id="spaces"),
        pytest.param(b"/any", lambda: b" " * SIZE + b"null", MADE, id="spaces-first"),
        pytest.param(b"/any", lambda: b"9" * SIZE, BAD, id="digits"),
        pytest.param(b"/any", lambda: b"-" * SIZE, BAD, id="minus-signs"),
        pytest.param(b"/any", lambda: b"0." + b"1" * SIZE, (201, 400), id="decimals"),
        pytest.param(b"/any", lambda: b"1e" + b"9" * SIZE, BAD, id="exponent"),
        pytest.param(b"/any", lambda: b"1e400", BAD, id="beyond-floats"),
        pytest.param(b"/any", lambda: fill(b"1e400"), BAD, id="numbers-beyond-floats"),
        pytest.param(b"/any", lambda: fill(b"9" * 4_000), (201, 400), id="long-numbers"),
        pytest.param(b"/any", lambda: fill(b"1e-400"), MADE, id="numbers-near-zero"),
        pytest.param(b"/any", lambda: fill(b"1"), MADE, id="numbers"),
        pytest.param(b"/any", lambda: fill(b"[]"), MADE, id="lists"),
        pytest.param(b"/any", lambda: fill(b"{}"), MADE, id="objects"),
        pytest.param(b"/any", lambda: fill(b'""'), MADE, id="strings"),
        pytest.param(b"/any", lambda: fill(b'{"a":[{}]}'), MADE, id="objects-in-lists"),
        pytest.param(b"/any", lambda: number(lambda n: b'"%d":1' % n), MADE, id="names"),
        pytest.param(b"/any", lambda: number(lambda n: b'"%d":1' % n, end=b',"0":1}'), BAD, id="name-twice-at-the-end"),
        pytest.param(b"/any", lambda: fill(b'"a":1', b"{", b"}"), BAD, id="one-name"),
        pytest.param(b"/any", colliding_keys, (201, 400), id="colliding-names"),
        pytest.param(b"/any", lambda: fill(b"1", end=b"]x"), BAD, id="wrong-at-the-last-byte"),
        pytest.param(b"/any", lambda: fill(b"{}", end=b",\xff]"), BAD, id="not-utf-8-at-the-end"),
        pytest.param(b"/any", lambda: dump("x" * (SIZE // 2)).decode().encode("utf-16-le"), BAD, id="utf-16"),
        pytest.param(b"/any", lambda: bytes(SIZE), BAD, id="zeros"),
        pytest.param(b"/things", lambda: fill(b"x", b'{"name":"', b'"}', b""), WRONG, id="long-name"),
        pytest.param(b"/things", lambda: b'{"name":"' + "é̈".encode() * (SIZE // 4) + b'"}', WRONG, id="accents"),
        pytest.param(b"/things", lambda: fill(b'"a"', b'{"name":"a","tags":[', b"]}"), MADE, id="tags"),
        pytest.param(b"/things", lambda: fill(b"1", b'{"name":"a","tags":[', b"]}"), WRONG, id="every-tag-is-wrong"),
        pytest.param(b"/things", lambda: number(lambda n: b'"%d":1' % n), WRONG, id="names-without-the-required-one"),
        pytest.param(b"/things", lambda: b'{"name":"a","price":1e308}', (201, 422), id="largest-price"),
        pytest.param(b"/things", lambda: b'{"name":"a","price":1e-300}', WRONG, id="smallest-price"),
        pytest.param(b"/things", lambda: b'{"name":"a","size":' + b"9" * 4_000 + b"}", (400, 422), id="long-size"),
        pytest.param(b"/unique", lambda: number(lambda n: b"%d" % n, b"[", b"]"), MADE, id="unique-numbers"),
        pytest.param(b"/unique", lambda: number(lambda n: b'{"a":%d}' % n, b"[", b"]"), MADE, id="unique-objects"),
        pytest.param(b"/unique", lambda: number(lambda n: b"[[%d]]" % n, b"[", b"]"), MADE, id="unique-lists"),
        pytest.param(
            b"/unique", lambda: number(lambda n: b'{"a":%d}' % n, b"[", b',{"a":0}]'), WRONG, id="almost-unique"
        ),
        pytest.param(b"/words", lambda: dump(["a" * 40 + "!"]), WRONG, id="backtracking"),
        pytest.param(b"/words", lambda: dump(["a" * (SIZE - 10) + "!"]), WRONG, id="backtracking-at-length"),
        pytest.param(b"/words", lambda: fill(dump("a" * 28 + "!")), WRONG, id="backtracking-in-every-item"),
        pytest.param(b"/words", lambda: fill(dump("aaaa")), MADE, id="words"),
        pytest.param(b"/names", lambda: dump({"x" * 40: 1}), WRONG, id="backtracking-name"),
        pytest.param(b"/things", lambda: fill(b'"a"', b'{"name":"a","tags":[', b",1]}"), WRONG, id="last-tag-is-wrong"),
        pytest.param(b"/unique", lambda: fill(b"[1,{}]"), WRONG, id="equal-items"),
        pytest.param(b"/names", lambda: number(lambda n: b'"%d":1' % n), WRONG, id="wrong-names"),
        pytest.param(b"/names", lambda: dump({"x" * (SIZE - 10): 1}), WRONG, id="backtracking-name-at-length"),
        pytest.param(b"/expressions", lambda: dump(tree(8, {"op": "Number", "value": "x"})), WRONG, id="tree"),
        pytest.param(b"/expressions", lambda: dump(tree(8, {"op": "Power"})), WRONG, id="tree-with-another-operator"),
        pytest.param(b"/expressions", lambda: dump(tree(12, {"op": "Number", "value": "x"})), WRONG, id="large-tree"),
        pytest.param(b"/expressions", lambda: dump(tree(12, {"op": "Number", "value": 1})), MADE, id="valid-tree"),
        pytest.param(b"/branches", lambda: dump(chain_of(22, "x")), WRONG, id="branches"),
        pytest.param(b"/branches", lambda: dump(chain_of(120, "x")), WRONG, id="many-branches"),
        pytest.param(b"/branches", lambda: dump(chain_of(120, "end")), MADE, id="valid-branches"),
    ],
)
def test_json(watched: WatchedServer, path: bytes, make: Make, wanted: tuple[int, ...]) -> None:
    assert attack(watched, path, JSON, make()) in wanted


@pytest.mark.parametrize(
    ("coding", "make", "wanted"),
    [
        pytest.param(b"gzip", lambda: compress_zeros(200), LARGE, id="bomb"),
        pytest.param(b"gzip, gzip", lambda: compress_zeros(200, 2), (400, 413, 415), id="bomb-in-a-bomb"),
        pytest.param(
            b"gzip", lambda: gzip.compress(b" ") * 100 + gzip.compress(b"null"), (201, 400, 415), id="100-members"
        ),
        pytest.param(b"gzip", lambda: gzip.compress(b"") * (SIZE // 20), NOT_CODED, id="empty-members"),
        pytest.param(b"gzip", lambda: gzip.compress(b"null")[:-4], NOT_CODED, id="cut-off"),
        pytest.param(b"gzip", lambda: gzip.compress(b"null") + b"x" * SIZE, NOT_CODED, id="more-behind-it"),
        pytest.param(b"gzip", lambda: b"\x1f\x8b" * (SIZE // 2), NOT_CODED, id="nothing-but-beginnings"),
        pytest.param(b"deflate", lambda: zlib.compress(b" " * 100_000_000), LARGE, id="deflate-bomb"),
        pytest.param(b"deflate", lambda: zlib.compress(b"null")[:-1], NOT_CODED, id="deflate-cut-off"),
        pytest.param(b",".join([b"gzip"] * 50), lambda: compress_zeros(1, 50), (400, 413, 415), id="50-codings"),
        pytest.param(b"br", lambda: b"null", (415, 400), id="unknown"),
        pytest.param(b"identity", lambda: b"null", MADE, id="identity"),
    ],
)
def test_content_coding(watched: WatchedServer, coding: bytes, make: Make, wanted: tuple[int, ...]) -> None:
    assert attack(watched, b"/any", JSON, make(), b"Content-Encoding: " + coding) in wanted


@pytest.mark.parametrize(
    ("media_type", "make"),
    [
        pytest.param(FORM, lambda: fill(b"a", b"", b"", b"&"), id="form-of-names"),
        pytest.param(FORM, lambda: fill(b"tags=a", b"", b"", b"&"), id="form-of-items"),
        pytest.param(FORM, lambda: b"&" * SIZE, id="form-of-separators"),
        pytest.param(FORM, lambda: b"name=a" + b"&" * SIZE, id="form-of-separators-behind-a-field"),
        pytest.param(FORM, lambda: b"%" * SIZE, id="form-of-percents"),
        pytest.param(FORM, lambda: b"name=a&size=" + b"9" * 10_000, id="form-with-10000-digits"),
        pytest.param(FORM, lambda: b"inner" + b"[inner]" * (SIZE // 8) + b"=1", id="form-with-a-deep-name"),
        pytest.param(FORM, lambda: b"\xff" * SIZE, id="form-that-is-not-utf-8"),
        pytest.param(MULTIPART, lambda: multipart(*[field(b"a", b"")] * (SIZE // 50)), id="many-parts"),
        pytest.param(MULTIPART, lambda: multipart(*[b"\r\n"] * (SIZE // 10)), id="many-empty-parts"),
        pytest.param(MULTIPART, lambda: b"--b\r\n" * (SIZE // 5), id="nothing-but-boundaries"),
        pytest.param(MULTIPART, lambda: b"\r\n--" * (SIZE // 4), id="almost-boundaries"),
        pytest.param(
            MULTIPART, lambda: multipart(field(b"name", b"\r\n--" * (SIZE // 4))), id="almost-boundaries-in-a-part"
        ),
        pytest.param(b"multipart/form-data", lambda: multipart(field(b"name", b"a")), id="no-boundary"),
        pytest.param(b'multipart/form-data; boundary=""', lambda: multipart(field(b"name", b"a")), id="empty-boundary"),
        pytest.param(
            b"multipart/form-data; boundary=" + b"b" * 60_000, lambda: b"--" + b"b" * SIZE, id="long-boundary"
        ),
        pytest.param(MULTIPART, lambda: b"--b\r\nX-A: " + b"a" * SIZE, id="part-header-without-end"),
        pytest.param(MULTIPART, lambda: b"--b\r\n" + b"X-A: b\r\n" * (SIZE // 8), id="part-headers-without-end"),
        pytest.param(MULTIPART, lambda: multipart(field(b"name" * (SIZE // 4), b"a")), id="long-part-name"),
        pytest.param(
            MULTIPART, lambda: multipart(field(b'a"; filename="../../../etc/passwd', b"a")), id="path-as-file-name"
        ),
        pytest.param(MULTIPART, lambda: multipart(field(b"size", b"9" * 10_000)), id="part-with-10000-digits"),
        pytest.param(
            MULTIPART,
            lambda: multipart(
                field(
                    b"inner",
                    multipart(field(b"name", b"a"), boundary=b"c"),
                    b"Content-Type: multipart/mixed; boundary=c",
                )
            ),
            id="parts-in-a-part",
        ),
        pytest.param(
            MULTIPART,
            lambda: multipart(field(b"name", b"=FF" * (SIZE // 3), b"Content-Transfer-Encoding: quoted-printable")),
            id="part-with-a-transfer-encoding",
        ),
        pytest.param(XML, lambda: LAUGHS, id="billion-laughs"),
        pytest.param(XML, lambda: SECRET % b"file:///etc/passwd", id="external-entity"),
        pytest.param(XML, lambda: SECRET % b"http://127.0.0.1:9/", id="external-entity-on-the-web"),
        pytest.param(XML, lambda: b'<!DOCTYPE t SYSTEM "file:///etc/passwd"><Thing/>', id="external-document-type"),
        pytest.param(XML, lambda: b'<!DOCTYPE t [<!ENTITY % a "%a;"> %a;]><Thing/>', id="entity-of-itself"),
        pytest.param(XML, quadratic_entities, id="quadratic-entities"),
        pytest.param(XML, lambda: nest(b"<inner>", b"", b"</inner>"), id="deep-xml"),
        pytest.param(XML, lambda: b"<a>" * (SIZE // 3), id="open-elements"),
        pytest.param(XML, lambda: fill(b"<a/>", b"<Thing>", b"</Thing>", b""), id="empty-elements"),
        pytest.param(XML, lambda: fill(b"a='b'", b"<Thing ", b"/>", b" "), id="one-attribute"),
        pytest.param(
            XML, lambda: b"<Thing " + b" ".join(b"a%d='b'" % n for n in range(SIZE // 12)) + b"/>", id="many-attributes"
        ),
        pytest.param(
            XML,
            lambda: b"<Thing " + b" ".join(b"xmlns:a%d='b'" % n for n in range(SIZE // 17)) + b"/>",
            id="namespaces",
        ),
        pytest.param(XML, lambda: b"<Thing><!--" + b"-" * SIZE, id="comment-without-end"),
        pytest.param(XML, lambda: b"<Thing><![CDATA[" + b"]" * SIZE, id="data-without-end"),
        pytest.param(XML, lambda: b"<?xml version='1.0' encoding='utf-7'?><Thing/>", id="xml-in-utf-7"),
        pytest.param(XML, lambda: b"<Thing><name>a</name><size>" + b"9" * 10_000 + b"</size></Thing>", id="xml-digits"),
        pytest.param(LINES, lambda: b"\n" * SIZE + b"1", id="empty-lines"),
        pytest.param(LINES, lambda: b"{}\n" * (SIZE // 3), id="lines-of-objects"),
        pytest.param(LINES, lambda: b"[" * SIZE, id="line-of-brackets"),
        pytest.param(b"text/plain", lambda: b"a" * SIZE, id="long-text"),
        pytest.param(b"text/plain; charset=utf-7", lambda: b"+AAA-" * (SIZE // 5), id="text-in-utf-7"),
        pytest.param(b"text/plain; charset=zip", lambda: b"PK", id="text-in-a-coding-that-is-no-charset"),
        pytest.param(b"text/plain; charset=" + b"a" * 60_000, lambda: b"a", id="long-charset"),
        pytest.param(b"a/" * 30_000, lambda: b"a", id="long-media-type"),
        pytest.param(b"application/json; a=" + b'"' * 30_000, lambda: b"{}", id="quotes-in-a-media-type"),
    ],
)
def test_other_media_types(watched: WatchedServer, media_type: bytes, make: Make) -> None:
    assert attack(watched, b"/things", media_type, make()) in REFUSED
