"""Findings, and the rules they break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

LintRuleId = Literal[
    "document.unreadable",
    "document.unfinished",
    "document.key-twice",
    "document.structure",
    "document.dialect",
    "reference.broken",
    "reference.not-standard",
    "part.unreadable",
    "operation.broken",
    "operation.id-twice",
    "operation.no-success",
    "path.ambiguous",
    "path.query",
    "path.parameter-undeclared",
    "path.parameter-unused",
    "parameter.duplicate",
    "discriminator.mapping",
    "schema.keyword",
    "schema.unreadable",
    "schema.unsatisfiable",
    "schema.long-pattern",
    "example.schema",
    "example.unreadable",
    "default.schema",
    "component.unused",
    "response.framing-field",
]

RULES: dict[LintRuleId, tuple[Severity, str]] = {
    "document.unreadable": ("error", "the file cannot be read, or is not an OpenAPI document"),
    "document.unfinished": ("note", "there was not enough time for all checks"),
    "document.key-twice": ("error", "a key stands twice in one mapping; the last one counts"),
    "document.structure": ("error", "a part of the document breaks the schema of its OpenAPI version"),
    "document.dialect": ("warning", "`jsonSchemaDialect` names another dialect than JSON Schema 2020-12"),
    "reference.broken": ("error", "a $ref has no target, or may not be followed"),
    "reference.not-standard": ("warning", "a $ref is where the standard allows none"),
    "part.unreadable": ("error", "a part of an operation cannot be read, and is left out"),
    "operation.broken": ("error", "an operation cannot be served"),
    "operation.id-twice": ("error", "two operations have one operationId"),
    "operation.no-success": ("note", "an operation documents no successful response"),
    "path.ambiguous": ("error", "two operations match the same requests"),
    "path.query": ("warning", "a path has a query or a fragment, which no path has"),
    "path.parameter-undeclared": ("error", "a path names a parameter that its operation does not declare"),
    "path.parameter-unused": ("error", "an operation declares a path parameter that its path does not name"),
    "parameter.duplicate": ("error", "a list declares a parameter twice"),
    "discriminator.mapping": ("warning", "a discriminator maps a value to a schema that is not there"),
    "schema.keyword": ("note", "a key of a schema is probably a misspelt keyword"),
    "schema.unreadable": ("error", "a part of a schema is not valid JSON Schema, and is left out"),
    "schema.unsatisfiable": ("warning", "no value was found that satisfies a schema"),
    "schema.long-pattern": ("note", "a pattern is too long to find texts for it"),
    "example.schema": ("error", "an example breaks its schema"),
    "example.unreadable": ("error", "the file that holds an example cannot be read"),
    "default.schema": ("error", "a default breaks its schema"),
    "component.unused": ("note", "no reference uses a component"),
    "response.framing-field": ("note", "a response documents a header field that only a server can set"),
}
"""Rule id -> severity and meaning. Ids never change; a new rule gets a new id."""

CHECKED: tuple[Severity, ...] = ("error", "warning")  # findings that make the command fail


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken at one place."""

    rule: LintRuleId  # "example.schema"
    message: str  # '"x" is shorter than 2 characters', a sentence without its place
    file: str  # "specs/pets.yaml"
    line: int | None
    pointer: str  # "/components/schemas/Pet/example", in that file

    @property
    def severity(self) -> Severity:
        return RULES[self.rule][0]
