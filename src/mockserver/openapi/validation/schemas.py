"""One compiled validator per schema position, built when it is first needed.

`$ref` is resolved through a registry of what the schema leads to, never by inlining: recursion costs nothing, and every
report names the place in the author's text.
"""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any, cast
from urllib.parse import quote as percent_encode

import jsonschema_rs

from ..documents import Direction, Document, Excerpts, piece_of
from ..rules import Location, RuleId, Violation
from .error_messages import Report, iter_reports, report_choice
from .large_values import Narrower, Part

REPORT_LIMIT = 100  # violations of one schema that are named
VALUE_LIMIT = 10_000  # values inside each other, of which each may be wrong in several ways
REGISTRIES = 8  # that are kept for schemas yet to be compiled
_RESOURCE = "urn:document"


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _asserted(name: str) -> Callable[[str], bool]:
    validator = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
    return validator.is_valid


@cache
def _formats(later: tuple[str, ...]) -> dict[str, Callable[[str], bool]]:
    return {"byte": _is_base64} | {name: _asserted(name) for name in later}


def _is_large(value: Any) -> bool:
    """Whether a value holds more than `VALUE_LIMIT` others, however deep."""
    pending, count = [value], 0
    while pending and count <= VALUE_LIMIT:
        part = pending.pop()
        if isinstance(part, (dict, list)):
            count += len(part)
            if count <= VALUE_LIMIT:
                pending += part.values() if isinstance(part, dict) else part
    return count > VALUE_LIMIT


def _first_error(validator: jsonschema_rs.Validator, instance: Any) -> Iterator[jsonschema_rs.ValidationError]:
    try:
        validator.validate(instance)
    except jsonschema_rs.ValidationError as error:
        yield error


class Schemas:
    """The schemas of one document, ready to judge values travelling in one direction."""

    def __init__(self, document: Document, direction: Direction) -> None:
        self.document = document
        self.direction = direction
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        self._excerpts = Excerpts(document, direction)
        self._registries: deque[tuple[frozenset[str], jsonschema_rs.Registry]] = deque(maxlen=REGISTRIES)

    @property
    def compiled(self) -> int:
        """How many schemas have been compiled."""
        return len(self._validators)

    def let_go(self) -> None:
        """Forget what was compiled, of which each may take a megabyte; it is compiled again when it is needed."""
        self._validators.clear()
        self._registries.clear()

    def is_valid(self, pointer: str, instance: Any) -> bool:
        """The quick verdict, without reasons."""
        validator = self._validators.get(pointer) or self._compile(pointer)
        return validator.is_valid(instance)

    def check(
        self,
        pointer: str,
        instance: Any,
        *,
        rule: RuleId,
        location: Location,
        name: str = "",
        hidden_rule: RuleId | None = None,
    ) -> list[Violation]:
        """Every way in which `instance` breaks the schema at `pointer`; empty when it keeps it.

        Beyond `REPORT_LIMIT` one last violation says that there are more: nobody reads thousands, and listing them
        would keep every other client waiting. For the same reason only the first is looked for where there are more
        than `VALUE_LIMIT` values.

        `hidden_rule` is the rule for a property this direction may not carry (readOnly, writeOnly).
        """
        validator = self._validators.get(pointer) or self._compile(pointer)
        if validator.is_valid(instance):
            return []
        is_large = _is_large(instance)
        found = self._iter_first(pointer, instance) if is_large else iter_reports(validator.iter_errors(instance))
        reports = list(islice(found, REPORT_LIMIT + 1))
        violations = [self._violation(report, rule, location, name, hidden_rule) for report in reports[:REPORT_LIMIT]]
        if is_large or len(reports) > REPORT_LIMIT:
            message = f"breaks its schema in more than {REPORT_LIMIT} places, of which the first are named"
            if is_large:
                message = f"has more than {VALUE_LIMIT:,} values; only the first place that breaks its schema is named"
            position = self.document.position(pointer)
            violations.append(Violation(rule, location, message, name=name, position=position))
        return violations

    def _iter_first(self, pointer: str, instance: Any) -> Iterator[Report]:
        """The reports of the first place where a large value breaks its schema."""
        part, choice = Narrower(self.document, self.is_valid).narrow(Part(pointer, "", instance), _is_large)
        if choice is not None:
            yield report_choice(part, choice)
            return
        validator = self._validators.get(part.schema) or self._compile(part.schema)
        for report in iter_reports(_first_error(validator, part.value)):
            yield replace(report, pointer=part.pointer + report.pointer)

    def _violation(
        self, report: Report, rule: RuleId, location: Location, name: str, hidden_rule: RuleId | None
    ) -> Violation:
        if hidden_rule is not None and self._is_hidden(report.schema_pointer):
            rule, word = hidden_rule, "read-only" if self.direction == "request" else "write-only"
            message, allowed = f"is {word} and may not be in a {self.direction}", "absent"
        else:
            message, allowed = report.message, report.allowed
        return Violation(
            rule=rule,
            location=location,
            message=message,
            pointer=report.pointer,
            name=name,
            keyword=report.keyword,
            seen=report.seen,
            allowed=allowed,
            position=self.document.position(report.schema_pointer),
        )

    def lookup(self, pointer: str) -> Any:
        """The schema at a pointer as validators see it; `False`, which nothing satisfies, where nothing stands."""
        return self._excerpts.lookup(pointer)

    def _is_hidden(self, pointer: str) -> bool:
        if not pointer.endswith("/not"):
            return False
        _, schema = self.document.resolve(pointer.removesuffix("/not"))
        return (
            isinstance(schema, dict) and schema.get("readOnly" if self.direction == "request" else "writeOnly") is True
        )

    def _compile(self, pointer: str) -> jsonschema_rs.Validator:
        dialect = self.document.dialect
        reference = {"$ref": f"{_RESOURCE}#{percent_encode(pointer, safe='/~')}"}
        try:
            validator = dialect.validator(
                reference,
                registry=self._registry_for(pointer),
                validate_formats=True,
                formats=cast(Any, _formats(dialect.later_formats)),
                offline=True,
            )
        except (ValueError, jsonschema_rs.ReferencingError) as reason:
            sentence = str(reason).partition("\n")[0]  # what follows is a picture of the schema
            raise self.document.error(f"is not a schema a validator can read: {sentence}", pointer) from None
        self._validators[pointer] = validator
        return validator

    def _registry_for(self, pointer: str) -> jsonschema_rs.Registry:
        """A registry of what the schema at `pointer` leads to; one that holds it already is used again."""
        piece = piece_of(pointer)
        for pieces, registry in self._registries:
            if piece in pieces or "" in pieces:  # and with it whatever it leads to
                return registry
        excerpt = self._excerpts.around(pointer)
        registry = jsonschema_rs.Registry([(_RESOURCE, excerpt.content)], draft=self.document.dialect.draft)
        self._registries.appendleft((excerpt.pieces, registry))
        return registry
