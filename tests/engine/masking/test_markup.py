"""XML without its secrets."""

from __future__ import annotations

import pytest

from mockserver.engine.masking.markup import mask_xml
from mockserver.engine.masking.names import Hidden, SecretNames


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("<a><b>x</b></a>", "<a><b>x</b></a>"),
        ("<a><p:password>x</p:password></a>", "<a><p:password>***</p:password></a>"),
        ("<password/><b>x</b>", "<password/><b>x</b>"),
        ("<password></password>", "<password></password>"),
        ("<password><b>x</b></password>", "<password>***</password>"),
        ("<password><![CDATA[</b>x]]></password>", "<password>***</password>"),
        ("<token><token>x</token>y</token>z", "<token>***</token>z"),
        ("<a token='x' b=\"y\"/>", "<a token='***' b=\"y\"/>"),
        ('<a b="token=\'x\'" token = "">', '<a b="token=\'x\'" token = "">'),
        ("<a><password>x", "<a><password>***"),
        ("<a><password", "<a><password***"),
        ("<a><password x='", "<a><password***"),
    ],
)
def test_elements_and_attributes(text: str, masked: str) -> None:
    assert mask_xml(text, SecretNames(), Hidden()) == masked


def test_texts_are_hidden_as_they_are_meant() -> None:
    hidden = Hidden()
    mask_xml('<a token="&lt;x"><password>a&amp;b<![CDATA[<c>]]></password></a>', SecretNames(), hidden)
    assert {"<x", "a&b"} <= hidden
