"""Every bundled document is valid OpenAPI, with valid examples and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from openapi_spec_validator import validate

from mockserver.engine.apis.apis import bundled_folder, bundled_names
from mockserver.openapi.documents import Direction, Document
from mockserver.openapi.json_text import write_json
from mockserver.openapi.operations import Example, MediaTypeObject, Operation, read_operations
from mockserver.openapi.pointers import escape
from mockserver.openapi.validation import Schemas

NAMES = bundled_names()
VERSIONS = {"adapter": "3.1", "intercom": "3.0", "idun": "3.1", "siro": "3.0"}
EXPRESSION = re.compile(r"\$(response\.body#(?P<pointer>/.*)|request\.path\.(?P<path>.+))")


@cache
def document(name: str) -> Document:
    return Document.load(bundled_folder("specs") / f"{name}.yaml", name=f"specs/{name}.yaml")


@cache
def operations(name: str) -> tuple[Operation, ...]:
    return read_operations(document(name))


@cache
def schemas(name: str, direction: Direction) -> Schemas:
    return Schemas(document(name), direction)


def values_of(raw: dict[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    """Return the pointer and value of every example of a parameter or header."""
    if "example" in raw:
        yield f"{pointer}/example", raw["example"]
    for name, example in (raw.get("examples") or {}).items():
        yield f"{pointer}/examples/{escape(name)}", example.get("value")


def iter_content(name: str) -> Iterator[tuple[Operation, Direction, MediaTypeObject]]:
    for operation in operations(name):
        if operation.body is not None:
            for media_type in operation.body.content.values():
                yield operation, "request", media_type
        for response in operation.responses.values():
            for media_type in response.content.values():
                yield operation, "response", media_type


def test_the_four_bundled_documents() -> None:
    assert {name: document(name).version[:3] for name in NAMES} == VERSIONS


@pytest.mark.parametrize("name", NAMES)
def test_valid_openapi(name: str) -> None:
    validate(document(name).content)


@pytest.mark.parametrize("name", NAMES)
def test_pure_openapi(name: str) -> None:
    """A document has no extensions of ours. What a sandbox needs beyond it is in fixtures/."""
    extensions: list[str] = []

    def walk(value: Any, pointer: str) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                if key.startswith("x-") and not pointer.endswith(("/properties", "/headers")):
                    extensions.append(f"{pointer}/{key}")
                walk(item, f"{pointer}/{key}")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                walk(item, f"{pointer}/{index}")

    walk(document(name).content, "")
    assert extensions == []


@pytest.mark.parametrize("name", NAMES)
def test_every_media_type_example_keeps_its_schema(name: str) -> None:
    """In its direction: no readOnly member in a request, no writeOnly one in a response."""
    checked = 0
    for _, direction, media_type in iter_content(name):
        for example in media_type.examples:
            assert media_type.schema is not None
            violations = schemas(name, direction).check(
                media_type.schema, example.value, rule="body.schema", location="body", hidden_rule="body.read-only"
            )
            assert [str(violation) for violation in violations] == [], example.pointer
            checked += 1
    assert checked > 30


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_and_header_example_keeps_its_schema(name: str) -> None:
    shown = [
        (parameter.schema, pointer, value, "request")
        for operation in operations(name)
        for parameter in operation.parameters
        for pointer, value in values_of(document(name).lookup(parameter.pointer), parameter.pointer)
    ] + [
        (header.schema, pointer, value, "response")
        for operation in operations(name)
        for response in operation.responses.values()
        for header in response.headers
        for pointer, value in values_of(document(name).lookup(header.pointer), header.pointer)
    ]
    for schema, pointer, value, direction in shown:
        assert schema is not None, pointer
        assert schemas(name, "request" if direction == "request" else "response").is_valid(schema, value), pointer
    assert shown


@pytest.mark.parametrize("name", NAMES)
def test_every_default_and_schema_example_keeps_its_schema(name: str) -> None:
    found: list[str] = []

    def walk(value: Any, pointer: str) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("type"), (str, list)) and not pointer.endswith("/properties"):
                shown = [(key, value[key]) for key in ("default", "example") if key in value]
                shown += [
                    ("examples", item) for item in value.get("examples") or () if isinstance(value["examples"], list)
                ]
                for key, item in shown:
                    assert schemas(name, "response").is_valid(pointer, item), f"{pointer}/{key}"
                    found.append(pointer)
            for key, item in value.items():
                walk(item, f"{pointer}/{escape(key)}")

    walk(document(name).content["components"]["schemas"], "/components/schemas")
    assert found


@pytest.mark.parametrize("name", NAMES)
def test_every_example_has_a_name_of_its_own_and_a_summary(name: str) -> None:
    def check(examples: list[Example], place: str) -> None:
        assert all(example.name and example.summary for example in examples), place
        names = [example.name for example in examples]
        assert len(names) == len(set(names)), place

    for operation in operations(name):
        if operation.body is not None:
            check([e for m in operation.body.content.values() for e in m.examples], f"{operation} body")
        shown = [e for r in operation.responses.values() for _, e in r.iter_examples()]
        check(shown, f"{operation} responses")  # unique over all statuses: `Prefer: example=` names one response


@pytest.mark.parametrize("name", NAMES)
def test_every_response_with_a_body_has_an_example(name: str) -> None:
    for operation in operations(name):
        for response in operation.responses.values():
            if response.content:
                assert list(response.iter_examples()), f"{operation} {response.status}"


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_is_described(name: str) -> None:
    tags = {tag["name"] for tag in document(name).content["tags"]}
    for operation in operations(name):
        assert operation.summary, operation
        assert operation.tags, operation
        assert set(operation.tags) <= tags, operation
        assert " " not in operation.operation_id, operation


@pytest.mark.parametrize("name", NAMES)
def test_links_fit_the_operations_they_lead_to(name: str) -> None:
    """What they take from a response is in at least one of its examples."""
    by_id = {operation.operation_id: operation for operation in operations(name)}
    followed = set()
    for operation in operations(name):
        for response in operation.responses.values():
            raw = document(name).lookup(response.pointer)
            shown = [example.value for _, example in response.iter_examples()]
            for link_name in raw.get("links") or {}:
                _, link = document(name).resolve(f"{response.pointer}/links/{escape(link_name)}")
                target = by_id[link["operationId"]]
                followed.add(target.operation_id)
                for parameter, expression in link["parameters"].items():
                    where, _, bare = parameter.rpartition(".")
                    assert any(p.name == bare and where in ("", p.location) for p in target.parameters), link_name
                    found = EXPRESSION.fullmatch(expression)
                    assert found, f"{link_name}: {expression}"
                    if found["pointer"]:
                        assert any(stands_at(value, found["pointer"]) for value in shown), f"{link_name}: {expression}"
                    else:
                        assert operation.parameter(found["path"], "path"), f"{link_name}: {expression}"
    items = {op.operation_id for op in operations(name) if any(p.location == "path" for p in op.parameters)}
    assert items <= followed, "every item operation is reached by a link"


def stands_at(value: Any, pointer: str) -> bool:
    for word in pointer.split("/")[1:]:
        if isinstance(value, list) and word.isdigit() and int(word) < len(value):
            value = value[int(word)]
        elif isinstance(value, dict) and word in value:
            value = value[word]
        else:
            return False
    return value is not None


@pytest.mark.parametrize("name", NAMES)
def test_it_is_json_too(name: str) -> None:
    """YAML adds no date, no NaN and no key that is not text."""
    assert write_json(document(name).content)
