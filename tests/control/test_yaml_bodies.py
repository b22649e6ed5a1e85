"""YAML bodies hold what JSON can hold."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.control.yaml_bodies import parse_yaml
from mockserver.openapi.bodies import BodyError


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        pytest.param(b"pet:\n- {id: a, born: 2020-01-01}\n", {"pet": [{"id": "a", "born": "2020-01-01"}]}, id="block"),
        pytest.param(b'\xef\xbb\xbf{"pet": []}', {"pet": []}, id="json-with-a-mark"),
        pytest.param(b"1: [&x {a: 1}, *x]", {"1": [{"a": 1}, {"a": 1}]}, id="alias"),
    ],
)
def test_values(raw: bytes, value: Any) -> None:
    assert parse_yaml(raw) == value


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"a: [1", "is not readable as YAML or JSON: .* at line 2 column 1", id="syntax"),
        pytest.param(b"a: 1\na: 2", "the key 'a' appears twice in one mapping at line 2 column 1", id="repeated-key"),
        pytest.param(b"a: \xff", "is not UTF-8: byte 3", id="encoding"),
        pytest.param(b"a: [1.5, .nan]", "holds nan, which JSON cannot hold", id="not-a-number"),
        pytest.param(b"a: {b: -.inf}", "holds -inf, which JSON cannot hold", id="infinity"),
        pytest.param(b"a: !!python/name:os.system x", "the tag .* is not known", id="python"),
        pytest.param(b"a: &a [*a]", "recursive", id="recursive"),
        pytest.param(
            b"a: &a [x,x,x,x,x,x,x,x]\n"
            + b"".join(b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 108)),
            "its aliases stand for more than",
            id="many-aliases",
        ),
    ],
)
def test_other_texts_are_refused(raw: bytes, message: str) -> None:
    with pytest.raises(BodyError, match=message):
        parse_yaml(raw)
