"""Which schemas of a document are none: the ones their own dialect's meta-schema refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema_rs

from ..errors import DocumentError
from ..pointers import escape
from .bundling import FILES, iter_references
from .keywords import has_names, is_data

if TYPE_CHECKING:
    from .document import Dialect, Document

_META = {
    "draft-4": "http://json-schema.org/draft-04/schema#",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def iter_schemas(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every schema that stands in no other schema: `/components/schemas/Pet`, `/paths/~1pets/…/schema`."""
    pending: list[tuple[str, Any, bool]] = [("", content, False)]
    while pending:
        pointer, value, names = pending.pop()
        if isinstance(value, list):
            pending += [(f"{pointer}/{index}", part, False) for index, part in enumerate(value)]
        elif isinstance(value, dict):
            for key, part in value.items():
                at = f"{pointer}/{escape(key)}"
                if not names and key in ("schema", "itemSchema"):
                    yield at, part
                elif not names and key in ("schemas", "definitions") and isinstance(part, dict):
                    yield from ((f"{at}/{escape(name)}", schema) for name, schema in part.items())
                elif names or not (is_data(key, part) or key == FILES):
                    pending.append((at, part, not names and has_names(key)))


def iter_unreadable(document: Document) -> Iterator[tuple[str, str]]:
    """The pointer of every schema, or part of one, that no validator can read, and a sentence."""
    content = document.content
    schemas = dict(iter_schemas(content))
    if FILES in content:
        _add_referenced(document, schemas)
    validator = _meta_validator(document.dialect)
    if validator.is_valid({"$defs": schemas}):
        return
    for pointer, schema in schemas.items():
        for error in validator.iter_errors({"$defs": {"it": schema}}):
            below = "".join(f"/{escape(str(word))}" for word in list(error.instance_path)[2:])
            yield pointer + below, str(error).partition("\n")[0]


def _add_referenced(document: Document, schemas: dict[str, Any]) -> None:
    """The schemas of other files: whatever a schema refers to is one."""
    pending = list(schemas.values())
    while pending:
        for _, ref in iter_references(pending.pop()):
            if ref.startswith(f"#/{FILES}/") and (target := unquote(ref[1:])) not in schemas:
                with suppress(DocumentError):  # it leads nowhere, which is another rule's business
                    schemas[target] = found = document.lookup(target)
                    pending.append(found)


@cache
def _meta_validator(dialect: Dialect) -> jsonschema_rs.Validator:
    """Judges `{"$defs": {name: schema}}`, so that one call judges all."""
    schema = {"properties": {"$defs": {"additionalProperties": {"$ref": _META[dialect]}}}}
    return (jsonschema_rs.Draft4Validator if dialect == "draft-4" else jsonschema_rs.Draft202012Validator)(
        schema, validate_formats=True
    )
