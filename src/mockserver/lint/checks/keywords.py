"""Keywords of JSON Schema are spelt as it spells them: a schema of 3.1 and 3.2 may have any other key."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.pointers import escape, name_at
from ...openapi.spelling import find_nearest_name
from ..findings import Finding
from ..subject import LintSubject
from .schemas import iter_inner

_KEYWORDS = frozenset(  # JSON Schema 2020-12, and those of OpenAPI's base vocabulary
    (
        *("$schema", "$id", "$anchor", "$ref", "$dynamicRef", "$dynamicAnchor", "$defs", "$comment", "$vocabulary"),
        *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "prefixItems", "items"),
        *("contains", "properties", "patternProperties", "additionalProperties", "propertyNames"),
        *("unevaluatedItems", "unevaluatedProperties", "type", "enum", "const", "multipleOf", "maximum", "minimum"),
        *("exclusiveMaximum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems"),
        *("uniqueItems", "maxContains", "minContains", "maxProperties", "minProperties", "required"),
        *("dependentRequired", "format", "contentEncoding", "contentMediaType", "contentSchema", "title"),
        *("description", "default", "deprecated", "readOnly", "writeOnly", "example", "examples"),
        *("discriminator", "xml", "externalDocs", "nullable", "definitions", "dependencies", "additionalItems"),
    )
)
_OBJECTS = ("discriminator", "mapping", "xml", "externalDocs")  # of OpenAPI, inside schemas
_SHORTEST = 5  # letters of a key that is compared: many a short word is near another one


def check_spelling(subject: LintSubject) -> Iterator[Finding]:
    """`schema.keyword`; in 2.0 and 3.0 such a key breaks the structure of the document."""
    if not subject.document.dialect.keyword:
        return
    for pointer, schema in iter_inner(subject):
        if name_at(pointer) in _OBJECTS:
            continue
        for key in schema:
            if len(key) < _SHORTEST or key in _KEYWORDS or key.startswith("x-"):
                continue
            near = find_nearest_name(key, _KEYWORDS)
            if near is not None and len(near) >= _SHORTEST:
                message = f"is not a keyword of JSON Schema; did you mean `{near}`?"
                yield subject.finding("schema.keyword", f"{pointer}/{escape(key)}", message)
