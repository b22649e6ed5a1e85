"""One compiled validator for each schema position, compiled at first use.

`$ref` is resolved through a registry of the schemas that it leads to, never by inlining: recursion costs nothing, and
every report names the place in the author's text.
"""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any, cast
from urllib.parse import quote as percent_encode

import jsonschema_rs

from ..documents import Direction, Discriminator, Document, Excerpts, piece_of
from ..errors import DocumentError
from ..printable import clip
from ..rules import Location, RuleId, Violation
from .error_messages import Report
from .explaining import Explainer, ValuePart
from .tangles import Tangles
from .validator_reports import iter_reports

REPORT_LIMIT = 100  # violations of one schema that are named
SMALL = 64  # values inside a value that are explained faster than a validator is compiled
LARGE = 10_000  # values inside a value from which on it is validated in slices
SHALLOW = 4  # levels of a value for which even a tangled schema is validated quickly
REASON_LIMIT = 200  # characters of a validator's reason that are shown
REGISTRIES = 8  # kept for further schemas
_RESOURCE = "urn:document"
# a tenth of the default of jsonschema-rs: about 30 ms on one processor
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _format_check(name: str) -> Callable[[str], bool]:
    validator = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
    return validator.is_valid


@cache
def _formats(later: tuple[str, ...]) -> dict[str, Callable[[str], bool]]:
    return {"byte": _is_base64} | {name: _format_check(name) for name in later}


def _has_more_than(count: int, value: Any) -> bool:
    """Return whether a value has more than `count` values inside it, at any depth."""
    pending, found = [value], 0
    while pending and found <= count:
        part = pending.pop()
        if isinstance(part, (dict, list)):
            found += len(part)
            if found <= count:
                pending += part.values() if isinstance(part, dict) else part
    return found > count


def _is_deeper_than(levels: int, value: Any) -> bool:
    """Return whether objects and arrays are nested more than `levels` deep."""
    if not isinstance(value, (dict, list)):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper_than(levels - 1, part) for part in parts)


def _reference(pointer: str) -> dict[str, Any]:
    return {"$ref": f"{_RESOURCE}#{percent_encode(pointer, safe='/~')}"}


class Schemas:
    """The validators of one document's schemas, for values in one direction."""

    def __init__(self, document: Document, direction: Direction) -> None:
        self.document = document
        self.direction = direction
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        self._refused: dict[
            str, str
        ] = {}  # why a schema cannot be compiled, by its pointer: finding out may take seconds
        self._each: dict[str, jsonschema_rs.Validator] = {}  # of arrays with items of the schema, by its pointer
        self._alone: dict[str, jsonschema_rs.Validator | None] = {}  # the explainer's, by a schema's pointer
        self._tangles = Tangles(self)
        self._tangled: set[str] = set()  # pointers of compiled schemas
        self.checked_parts = 0  # parts that the last explanation checked
        self._excerpts = Excerpts(document, direction)
        self._registries: deque[tuple[frozenset[str], jsonschema_rs.Registry]] = deque(maxlen=REGISTRIES)

    @property
    def compiled(self) -> int:
        """How many schemas have been compiled."""
        return len(self._validators)

    def let_go(self) -> None:
        """Free the compiled schemas, each up to a megabyte; they are compiled again when needed."""
        self._validators.clear()
        self._each.clear()
        self._alone.clear()
        self._tangled.clear()
        self._registries.clear()

    def is_valid(self, pointer: str, instance: Any) -> bool:
        """Return whether a value is valid, without reasons, which is faster than `check`.

        Raises `DocumentError` if there is no valid schema at the pointer.
        """
        validator = self._validators.get(pointer) or self._compile(pointer)
        if pointer in self._tangled and _is_deeper_than(SHALLOW, instance):
            return not self._explain(pointer, instance)
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
        """Return every way in which `instance` breaks the schema at `pointer`; an empty list means valid.

        After `REPORT_LIMIT` violations a last one says that there are more: no client reads thousands.

        `hidden_rule` is the rule for a property that is not allowed in this direction (readOnly, writeOnly).
        """
        if self.is_valid(pointer, instance):
            return []
        return self._violations(pointer, self._explain(pointer, instance), rule, location, name, hidden_rule)

    def check_in_slices(
        self, pointer: str, instance: Any, *, rule: RuleId, location: Location, hidden_rule: RuleId | None = None
    ) -> list[Violation]:
        """Return the same as `check`, without a call of a validator that takes long.

        For values of large bodies: other threads run between the calls.
        """
        if not _has_more_than(LARGE, instance):
            return self.check(pointer, instance, rule=rule, location=location, hidden_rule=hidden_rule)
        return self._violations(pointer, self._explain(pointer, instance), rule, location, "", hidden_rule)

    def _violations(
        self,
        pointer: str,
        reports: tuple[Report, ...],
        rule: RuleId,
        location: Location,
        name: str,
        hidden_rule: RuleId | None,
    ) -> list[Violation]:
        violations = [self._violation(report, rule, location, name, hidden_rule) for report in reports[:REPORT_LIMIT]]
        if len(reports) > REPORT_LIMIT:
            message = f"breaks its schema in more than {REPORT_LIMIT} places; only the first are named"
            position = self.document.position(pointer)
            violations.append(Violation(rule, location, message, name=name, position=position))
        return violations

    def _explain(self, pointer: str, instance: Any) -> tuple[Report, ...]:
        part, reach = ValuePart(pointer, "", instance), self._tangles.reach(pointer)
        if not reach.has_choice and not reach.is_tangled and not _has_more_than(SMALL, instance):
            return tuple(islice(self.iter_reports(part), REPORT_LIMIT + 1))  # a validator reports what it finds, once
        explainer = Explainer(self, self._alone)
        reports = explainer.explain(part)
        self.checked_parts = explainer.checked_parts
        if reports or reach.is_tangled or self.is_large(instance) or self._is_compiled_valid(part):
            return reports
        return tuple(islice(self.iter_reports(part), REPORT_LIMIT + 1))

    # what the explainer needs (`explaining.ExplanationSource`)

    def follow(self, reference: str, pointer: str) -> str:
        """Return the pointer that a `$ref` at `pointer` names. Raises `DocumentError` if it names nothing."""
        return self.document.follow(reference, pointer)

    def compile_keywords(self, keywords: Mapping[str, Any]) -> jsonschema_rs.Validator:
        """Return a validator for keywords that do not lead to other schemas."""
        dialect = self.document.dialect
        # in a registry, because its meta-schema may refuse a keyword alone: Draft 4 requires `minimum` beside
        # `exclusiveMinimum`
        return self._make_validator(
            {"$ref": _RESOURCE}, jsonschema_rs.Registry([(_RESOURCE, dict(keywords))], draft=dialect.draft)
        )

    def is_quickly_valid(self, part: ValuePart) -> bool:
        """Return whether a compiled validator accepts the part; `False` also if that check would take too long."""
        if not self._tangles.is_tangled(part.schema) and not _has_more_than(SMALL, part.value):
            return False  # it is explained faster than a validator is compiled
        return self.judge(part) is True

    def are_quickly_valid(self, schema: str, values: Sequence[Any]) -> bool:
        """Return whether a compiled validator accepts each value; `False` also if that check would take too long."""
        if not self._is_quick(schema, values, SHALLOW + 1):
            return False
        validator = self._each.get(schema)
        if validator is None:
            validator = self._each[schema] = self._make_validator_at(schema, {"items": _reference(schema)})
        return validator.is_valid(values)

    def judge(self, part: ValuePart) -> bool | None:
        """Return whether a compiled validator accepts the part; `None` if that check would take too long."""
        return self._is_compiled_valid(part) if self._is_quick(part.schema, part.value, SHALLOW) else None

    def is_large(self, value: Any) -> bool:
        """Return whether a value is too large for one call of a validator."""
        return _has_more_than(LARGE, value)

    def _is_quick(self, schema: str, value: Any, levels: int) -> bool:
        if self._tangles.is_tangled(schema) and _is_deeper_than(levels, value):
            return False
        return not _has_more_than(LARGE, value)

    def iter_reports(self, part: ValuePart) -> Iterator[Report]:
        """Yield the reports of a compiled validator on a part."""
        validator = self._validators.get(part.schema) or self._compile(part.schema)
        for report in iter_reports(validator.iter_errors(part.value)):
            yield replace(report, pointer=part.pointer + report.pointer) if part.pointer else report

    def _is_compiled_valid(self, part: ValuePart) -> bool:
        validator = self._validators.get(part.schema) or self._compile(part.schema)
        return validator.is_valid(part.value)

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
        """Return the schema at a pointer as validators read it; `False`, which no value satisfies, if there is none."""
        return self._excerpts.lookup(pointer)

    def discriminator(self, pointer: str) -> Discriminator | None:
        """Return the discriminator of the schema at a pointer; `None` if it has none, or one that tells nothing."""
        return self._excerpts.discriminators.at(pointer)

    def _is_hidden(self, pointer: str) -> bool:
        if not pointer.endswith("/not"):
            return False
        try:
            _, schema = self.document.resolve(pointer.removesuffix("/not"))
        except DocumentError:  # the guard of a discriminator, which no author wrote
            return False
        return (
            isinstance(schema, dict) and schema.get("readOnly" if self.direction == "request" else "writeOnly") is True
        )

    def _compile(self, pointer: str) -> jsonschema_rs.Validator:
        validator = self._make_validator_at(pointer, _reference(pointer))
        if self._tangles.is_tangled(pointer):
            self._tangled.add(pointer)
        self._validators[pointer] = validator  # last: another thread that finds it must find it tangled
        return validator

    def _make_validator_at(self, pointer: str, schema: dict[str, Any]) -> jsonschema_rs.Validator:
        """Return a validator for a schema that leads to the one at `pointer`.

        Raises `DocumentError` if that is invalid.
        """
        sentence = self._refused.get(pointer)
        if sentence is None:
            try:
                return self._make_validator(schema, self._registry_for(pointer))
            except (ValueError, jsonschema_rs.ReferencingError) as reason:
                # one line; the rest shows the schema
                sentence = self._refused[pointer] = clip(str(reason).partition("\n")[0], REASON_LIMIT)
        raise self.document.error(f"is not a valid JSON Schema: {sentence}", pointer)

    def _make_validator(self, schema: dict[str, Any], registry: jsonschema_rs.Registry) -> jsonschema_rs.Validator:
        dialect = self.document.dialect
        return dialect.validator(
            schema,
            registry=registry,
            validate_formats=True,
            formats=cast(Any, _formats(dialect.later_formats)),
            pattern_options=_PATTERNS,
            offline=True,
        )

    def _registry_for(self, pointer: str) -> jsonschema_rs.Registry:
        """Return a registry of the schemas that the one at `pointer` leads to; an existing one is used again."""
        piece = piece_of(pointer)
        for pieces, registry in tuple(self._registries):  # another thread may add one
            if piece in pieces or "" in pieces:  # and all schemas that it leads to
                return registry
        excerpt = self._excerpts.around(pointer)
        registry = jsonschema_rs.Registry([(_RESOURCE, excerpt.content)], draft=self.document.dialect.draft)
        self._registries.appendleft((excerpt.pieces, registry))
        return registry
