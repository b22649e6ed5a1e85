"""The schemas of whole documents, which older versions state in JSON Schema draft 4."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from mockserver.openapi.documents.versions.structure import read_structure

INFO = {"title": "t", "version": "1"}


@pytest.mark.parametrize(
    ("version", "document"),
    [
        pytest.param("2.0", {"swagger": "2.0", "info": INFO, "paths": {}}, id="2.0"),
        pytest.param("3.0.3", {"openapi": "3.0.3", "info": INFO, "paths": {}}, id="3.0"),
        pytest.param("3.1.0", {"openapi": "3.1.0", "info": INFO, "paths": {}}, id="3.1"),
        pytest.param("3.2.0", {"openapi": "3.2.0", "info": INFO, "paths": {}}, id="3.2"),
    ],
)
def test_a_document_of_each_version(version: str, document: dict[str, Any]) -> None:
    validator = jsonschema_rs.validator_for(read_structure(version))
    assert validator.is_valid(document)
    assert not validator.is_valid({**document, "info": {}})


@pytest.mark.parametrize("version", ["2.0", "3.0.3"])
def test_bounds_of_draft_4_are_read(version: str) -> None:
    schemas = {"A": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "multipleOf": 2}}
    place = {"definitions": schemas} if version == "2.0" else {"components": {"schemas": schemas}}
    keyword = "swagger" if version == "2.0" else "openapi"
    document = {keyword: version, "info": INFO, "paths": {}, **place}
    validator = jsonschema_rs.validator_for(read_structure(version))
    assert validator.is_valid(document)
    schemas["A"]["multipleOf"] = 0
    assert not validator.is_valid(document)
