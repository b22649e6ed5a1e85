"""The servers of a document."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents.servers import COMBINATIONS, iter_addresses


def server(url: str, **variables: dict[str, Any]) -> dict[str, Any]:
    return {"url": url, "variables": variables}


@pytest.mark.parametrize(
    ("servers", "addresses"),
    [
        pytest.param([server("/a"), server("https://b.test/v1")], ["/a", "https://b.test/v1"], id="1-in-their-order"),
        pytest.param([server("/{v}", v={"default": "b", "enum": ["a", "b"]})], ["/b", "/a"], id="2-default-first"),
        pytest.param([server("/{v}", v={"enum": ["a", "b"]})], ["/", "/a", "/b"], id="2-no-default"),
        pytest.param(
            [server("//{h}.test/{v}", h={"default": "eu", "enum": ["eu", "us"]}, v={"default": 1, "enum": [1, 2]})],
            ["//eu.test/1", "//eu.test/2", "//us.test/1", "//us.test/2"],
            id="2-of-several-variables",
        ),
        pytest.param([server("/a", unused={"default": "b", "enum": ["x", "y"]})], ["/a"], id="unused-variable"),
        pytest.param(
            [server("v1"), server("./v2/"), server("../v3"), server("")], ["/v1", "/v2/", "/v3", "/"], id="relative"
        ),
        pytest.param([server("http://[::1")], ["/"], id="no-address"),
        pytest.param(
            [{"url": "/a", "variables": []}, {"url": "/b", "variables": {"v": 1}}, 5, None], ["/a"], id="no-server"
        ),
        pytest.param({"url": "/a"}, [], id="no-list"),
    ],
)
def test_addresses(servers: Any, addresses: list[str]) -> None:
    assert list(iter_addresses({"servers": servers}, "")) == addresses


def test_servers_of_paths_and_operations_come_last() -> None:
    item = {"servers": [server("/path")], "get": {"servers": [server("/get")]}, "parameters": [{}], "x": 5}
    content = {"paths": {"/a": item, "/b": None, "/c": {"get": 5}}, "servers": [server("/all")]}
    assert list(iter_addresses(content, "")) == ["/all", "/path", "/get"]


def test_relative_servers_of_a_document_from_the_web() -> None:
    servers = [server("v1"), server("/v2"), server("https://b.test")]
    found = list(iter_addresses({"servers": servers}, "https://a.test/docs/openapi.yaml"))
    assert found == ["https://a.test/docs/v1", "https://a.test/v2", "https://b.test"]


def test_the_number_of_combinations_is_limited() -> None:
    many = {"default": "0", "enum": [str(number) for number in range(1000)]}
    assert len(list(iter_addresses({"servers": [server("/{a}/{b}", a=many, b=many)]}, ""))) == COMBINATIONS
