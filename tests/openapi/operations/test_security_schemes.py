"""The credentials that an operation needs."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.operations import read_operations
from tests.openapi.operations.pets import (
    document,
    only_operation,
)
from tests.support.omissions import reported


def requirements(operation: dict[str, Any], **more: Any) -> list[list[tuple[str, tuple[str, ...]]]]:
    read = only_operation(operation, **more)
    return [[(scheme.name, scopes) for scheme, scopes in requirement.schemes] for requirement in read.security]


USED = "/paths/~1a/get/security/0/x"
DOCUMENT_WIDE: list[Any] = [{"key": []}]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        pytest.param({}, [[("key", ())]], id="inherited"),
        pytest.param({"security": []}, [], id="none"),
        pytest.param({"security": [{}]}, [[]], id="anonymous"),
        pytest.param({"security": [{"oauth": ["read", "write"]}]}, [[("oauth", ("read", "write"))]], id="scopes"),
        pytest.param(
            {"security": [{"key": [], "oauth": []}, {"basic": None}]},
            [[("key", ()), ("oauth", ())], [("basic", ())]],
            id="or-of-ands",
        ),
    ],
)
def test_security(operation: dict[str, Any], expected: Any) -> None:
    assert requirements(operation, security=DOCUMENT_WIDE) == expected


def test_security_schemes() -> None:
    operation = only_operation({"security": [{"key": [], "basic": [], "alias": []}]})
    key, basic, alias = (scheme for scheme, _ in operation.security[0].schemes)
    assert (key.type, key.location, key.key) == ("apiKey", "header", "X-Key")
    assert (basic.type, basic.scheme) == ("http", "basic")
    assert (alias.name, alias.key, alias.pointer) == ("alias", "X-Key", "/components/securitySchemes/key")


def test_a_document_without_security_schemes() -> None:
    assert requirements({}, components={}) == []
    assert requirements({}, components={"securitySchemes": None}) == []


@pytest.mark.parametrize(
    ("components", "pointer"),
    [
        pytest.param([], USED, id="components"),
        pytest.param({"securitySchemes": []}, "/components/securitySchemes", id="schemes"),
        pytest.param({"securitySchemes": {"x": None}}, USED, id="scheme"),
        pytest.param({"securitySchemes": {"x": 5}}, USED, id="no-mapping"),
        pytest.param({"securitySchemes": {"x": {"$ref": "#/nowhere"}}}, USED, id="nowhere"),
    ],
)
def test_broken_components(components: Any, pointer: str) -> None:
    """What a scheme asks for is then unknown, so that any credential will do, and none."""
    needing, other = read_operations(
        document({"/a": {"get": {"security": [{"x": []}]}, "put": {}}}, components=components)
    )
    ((scheme, _),) = needing.security[0].schemes
    assert (scheme.name, scheme.type) == ("x", "")
    assert pointer in [reason.pointer for reason in reported(needing)]
    assert other.omissions == ()
