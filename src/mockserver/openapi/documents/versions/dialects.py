"""The JSON Schema dialects of OpenAPI: what they disagree about, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jsonschema_rs


@dataclass(frozen=True)
class Dialect:
    """How the schemas of a document are to be read."""

    validator: type[jsonschema_rs.Validator]
    draft: int  # as a registry of jsonschema-rs takes it
    metaschema: str  # "http://json-schema.org/draft-04/schema#"
    keyword: str = ""  # "jsonSchemaDialect": where a document may name another dialect; empty if it cannot
    has_nullable: bool = False  # `nullable: true` adds "null" to the type
    ignores_siblings: bool = False  # a `$ref` counts alone
    ignored_keywords: frozenset[str] = frozenset()  # of other drafts; its validator ignores them as well
    later_formats: tuple[str, ...] = ()  # that the validator does not check by itself

    def read(self, schema: Any) -> Any:
        """Return a schema in the words of JSON Schema 2020-12, without the keywords that its dialect ignores."""
        if not isinstance(schema, dict):
            return schema
        if self.ignores_siblings and isinstance(schema.get("$ref"), str):
            return {"$ref": schema["$ref"]}
        is_nullable = self.is_nullable(schema)
        if not is_nullable and self.ignored_keywords.isdisjoint(schema):
            return schema
        known = {keyword: value for keyword, value in schema.items() if keyword not in self.ignored_keywords}
        if is_nullable:
            known["type"] = [schema["type"], "null"]
        if "const" in self.ignored_keywords and "const" in schema:
            known["example"] = schema["const"]
        return known

    def is_nullable(self, schema: dict[str, Any]) -> bool:
        """Whether `nullable` adds "null" to the type (OpenAPI 3.0.3 §4.7.24.1, as clarified there).

        It has no effect without a `type`, and an `enum` must list null itself.
        """
        return self.has_nullable and schema.get("nullable") is True and isinstance(schema.get("type"), str)


DRAFT_4 = Dialect(  # OpenAPI 3.0.3 §4.7.24
    validator=jsonschema_rs.Draft4Validator,
    draft=jsonschema_rs.Draft4,
    metaschema="http://json-schema.org/draft-04/schema#",
    has_nullable=True,
    ignores_siblings=True,  # OpenAPI 3.0.3 §4.7.23
    ignored_keywords=frozenset(
        (
            *("if", "then", "else", "const", "contains", "minContains", "maxContains", "propertyNames", "prefixItems"),
            *("dependentSchemas", "dependentRequired", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef"),
        )
    ),
    # OpenAPI 3.0 documents use them all the same (OpenAPI Format Registry)
    later_formats=(*("uuid", "time", "duration", "uri-reference", "iri", "idn-email", "json-pointer", "uri-template"),),
)
DRAFT_2020_12 = Dialect(  # OpenAPI 3.1.1 §4.8.24
    validator=jsonschema_rs.Draft202012Validator,
    draft=jsonschema_rs.Draft202012,
    metaschema="https://json-schema.org/draft/2020-12/schema",
    keyword="jsonSchemaDialect",
    ignored_keywords=frozenset(("additionalItems",)),
)
