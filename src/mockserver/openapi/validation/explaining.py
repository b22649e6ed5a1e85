"""Explain why a value breaks its schema, in time that grows with the size of the value.

A validator collects the errors of every branch of every `oneOf` before it returns the first, and each branch collects
those of the branches inside it: a body of 220 bytes can take all memory. Here each pair of a schema and a part of the
value is checked once, and the result is kept until the whole value has been checked.

`jsonschema_rs` checks the keywords that concern one value alone (`type`, `pattern`, `enum`, …). The keywords that lead
to other schemas are followed here.

The members of long arrays and objects are checked in slices by a compiled validator. Only those of an invalid slice
become parts, so that a long value costs little memory, and no call into the validator is long (`slices`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

import jsonschema_rs

from ..documents import Discriminator
from ..pointers import escape
from .choices import Reports, explain_choice, explain_undecided
from .error_messages import Report, report_choice, report_error, report_keyword, report_unknown
from .large_values import iter_large_reports
from .slices import iter_doubtful
from .tangles import SchemaSource

REPORT_LIMIT = 100  # reports of one schema that are kept


@dataclass(frozen=True, slots=True)
class ValuePart:
    """A part of a value, and the schema that it must satisfy."""

    schema: str  # "/components/schemas/Pet/properties/tags", a pointer in the document
    pointer: str  # "/0/tags", a pointer in the value
    value: Any


Steps = Generator[ValuePart, Reports, Reports]
"""The check of one part: it yields the parts that it depends on, receives their reports, and returns its own."""


class ExplanationSource(SchemaSource, Protocol):
    """What the explainer needs of a document's schemas."""

    def compile_keywords(self, keywords: Mapping[str, Any]) -> jsonschema_rs.Validator:
        """Return a validator for keywords that do not lead to other schemas."""
        ...

    def is_quickly_valid(self, part: ValuePart) -> bool:
        """Return whether a compiled validator accepts the part; `False` also if that check would take too long."""
        ...

    def are_quickly_valid(self, schema: str, values: Sequence[Any]) -> bool:
        """Return whether a compiled validator accepts each value; `False` also if that check would take too long."""
        ...

    def judge(self, part: ValuePart) -> bool | None:
        """Return whether a compiled validator accepts the part; `None` if that check would take too long."""
        ...

    def is_large(self, value: Any) -> bool:
        """Return whether a value is too large for one call of a validator."""
        ...

    def iter_reports(self, part: ValuePart) -> Iterable[Report]:
        """Yield the reports of a compiled validator on a part."""
        ...


class Explainer:
    """Explains the parts of one value; each value needs its own, because results are kept by place in the value."""

    def __init__(self, source: ExplanationSource, known: dict[str, jsonschema_rs.Validator | None]) -> None:
        self._source = source
        self._known = known  # by a schema's pointer, the validator of its keywords for one value; None: it has none
        self._results: dict[tuple[str, str], Reports] = {}
        self._has_large = False  # the value has parts that are too large for one call of a validator
        self.checked_parts = 0  # parts that were checked: a measure of the work that does not depend on the machine

    def explain(self, part: ValuePart) -> Reports:
        """Return every report of a part, at most one more than `REPORT_LIMIT`; an empty tuple means valid.

        Raises `DocumentError` if a reference leads nowhere.
        """
        self._has_large = self._source.is_large(part.value)
        pending = [(part, self._check(part))]
        sent: Reports | None = None  # what the topmost steps wait for; None: they have not started
        while True:
            working, steps = pending[-1]
            try:
                wanted = steps.send(sent)  # type: ignore[arg-type]  # None starts a generator
            except StopIteration as end:
                reports: Reports = end.value
                sent = self._results[working.schema, working.pointer] = reports
                pending.pop()
                if not pending:
                    return reports
                continue
            key = wanted.schema, wanted.pointer
            sent = self._results.get(key)
            if sent is None:
                self._results[key] = ()  # a schema that leads back to itself for one value adds nothing
                pending.append((wanted, self._check(wanted)))

    def _check(self, part: ValuePart) -> Steps:
        self.checked_parts += 1
        schema = self._source.lookup(part.schema)
        if schema is True or schema == {}:
            return ()
        if not isinstance(schema, dict):
            return (report_keyword(part.pointer, part.schema, "falseSchema", part.value),)
        if isinstance(part.value, (dict, list)) and self._source.is_quickly_valid(part):
            return ()
        if "$dynamicRef" in schema:  # only a validator knows where it leads
            return tuple(self._source.iter_reports(part))
        reports = list(self._check_alone(part, schema))
        for keyword, follow in _FOLLOWED.items():
            if keyword in schema and len(reports) <= REPORT_LIMIT:
                reports += yield from follow(self, part, schema)
        if not reports and ("unevaluatedProperties" in schema or "unevaluatedItems" in schema):
            reports += self._source.iter_reports(part)  # every choice inside is satisfied: no branches are collected
        return tuple(_distinct(reports)[: REPORT_LIMIT + 1])

    def _check_alone(self, part: ValuePart, schema: Mapping[str, Any]) -> Iterator[Report]:
        """Yield the reports of the keywords that concern this value alone."""
        if self._has_large and isinstance(part.value, (dict, list)) and self._source.is_large(part.value):
            yield from iter_large_reports(part.value, schema, part.pointer, part.schema, self._is_valid_alone)
            return
        if part.schema not in self._known:
            alone = {keyword: value for keyword, value in schema.items() if keyword not in _NOT_ALONE}
            self._known[part.schema] = self._source.compile_keywords(alone) if alone else None
        validator = self._known[part.schema]
        for error in validator.iter_errors(part.value) if validator is not None else ():
            yield report_error(error, part.pointer, part.schema)

    def _is_valid_alone(self, schema: str, keyword: str, wanted: Any, value: Any) -> bool:
        """Return whether a value keeps one keyword that leads to no other schema."""
        if keyword in _NOT_ALONE:
            return True
        key = f"{schema}/{keyword}"
        if key not in self._known:
            self._known[key] = self._source.compile_keywords({keyword: wanted})
        validator = self._known[key]
        return validator is None or validator.is_valid(value)

    def _check_members(self, schema: str, pointer: str, members: Iterable[tuple[str, Any]]) -> Steps:
        """Check the values of members, each given with its name or index, against one schema."""
        named = list(members)
        reports: list[Report] = []
        for index in self._iter_doubtful(schema, [value for _, value in named]):
            name, value = named[index]
            reports += yield ValuePart(schema, f"{pointer}/{escape(name)}", value)
            if len(reports) > REPORT_LIMIT:
                break
        return tuple(reports)

    def _iter_doubtful(self, schema: str, values: Sequence[Any], start: int = 0) -> Iterator[int]:
        """Yield the indices of the values from `start` on that a compiled validator did not accept."""
        return iter_doubtful(values, lambda some: self._source.are_quickly_valid(schema, some), start)

    # keywords for the same value

    def _follow_reference(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        reference = schema["$ref"]
        if not isinstance(reference, str):
            return ()
        return (yield ValuePart(self._source.follow(reference, part.schema), part.pointer, part.value))

    def _check_all(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        reports: list[Report] = []
        for branch in _branches(part, schema, "allOf"):
            reports += yield branch
        return tuple(reports)

    def _check_any(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        return (yield from self._choose(part, schema, "anyOf"))

    def _check_one(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        return (yield from self._choose(part, schema, "oneOf"))

    def _choose(self, part: ValuePart, schema: Mapping[str, Any], keyword: str) -> Steps:
        discriminator = self._source.discriminator(part.schema)
        if discriminator is not None and discriminator.keyword == keyword:
            if discriminator.decides(part.value):
                judged = yield from self._judge_named(part, discriminator)
                return tuple(replace(report, is_of_branch=True) for report in judged)
        else:
            discriminator = None
        found: list[Reports] = []
        for branch in _branches(part, schema, keyword):
            found.append((yield branch))
            if keyword == "anyOf" and not found[-1]:
                return ()
        fitting = sum(not reports for reports in found)
        if not found or (fitting == 1 and keyword == "oneOf"):
            return ()
        whole = report_choice(part.pointer, f"{part.schema}/{keyword}", part.value, fitting, len(found))
        if fitting:
            return (whole,)
        undecided = (
            explain_undecided(discriminator, part.value, part.pointer, part.schema, found) if discriminator else ()
        )
        explained = undecided or explain_choice(part.pointer, found) or (whole,)
        return tuple(replace(report, is_of_branch=True) for report in explained)

    def _check_named(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        """`discriminator` of a parent; that of a `oneOf` or `anyOf` is followed with it."""
        discriminator = self._source.discriminator(part.schema)
        if discriminator is None or discriminator.keyword or not discriminator.decides(part.value):
            return ()
        return (yield from self._judge_named(part, discriminator))

    def _judge_named(self, part: ValuePart, discriminator: Discriminator) -> Steps:
        """Check a value against the schema that its discriminator names."""
        target = discriminator.target(part.value)
        if target is None:
            name = discriminator.name
            at, value = f"{part.pointer}/{escape(name)}", part.value[name]
            return (report_unknown(at, f"{part.schema}/discriminator", value, discriminator.known),)
        return () if target == part.schema else (yield ValuePart(target, part.pointer, part.value))

    def _check_not(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        reports = yield ValuePart(f"{part.schema}/not", part.pointer, part.value)
        return () if reports else (report_keyword(part.pointer, f"{part.schema}/not", "not", part.value),)

    def _check_condition(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        reports = yield ValuePart(f"{part.schema}/if", part.pointer, part.value)
        branch = "else" if reports else "then"
        if branch not in schema:
            return ()
        return (yield ValuePart(f"{part.schema}/{branch}", part.pointer, part.value))

    def _check_dependent(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        return (yield from self._depend(part, schema, "dependentSchemas"))

    def _check_dependencies(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        return (yield from self._depend(part, schema, "dependencies"))

    def _depend(self, part: ValuePart, schema: Mapping[str, Any], keyword: str) -> Steps:
        reports: list[Report] = []
        wanted = schema[keyword]
        if isinstance(part.value, dict) and isinstance(wanted, dict):
            for name, needed in wanted.items():
                at = f"{part.schema}/{keyword}/{escape(name)}"
                if name in part.value and isinstance(needed, list):
                    absent = [other for other in needed if other not in part.value]
                    reports += (report_keyword(f"{part.pointer}/{escape(one)}", at, "required", None) for one in absent)
                elif name in part.value:
                    reports += yield ValuePart(at, part.pointer, part.value)
        return tuple(reports)

    # keywords for members and items

    def _check_properties(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        reports: list[Report] = []
        declared = schema["properties"]
        if isinstance(part.value, dict) and isinstance(declared, dict):
            for name in declared:
                if name in part.value:
                    at = escape(name)
                    value = part.value[name]
                    reports += yield ValuePart(f"{part.schema}/properties/{at}", f"{part.pointer}/{at}", value)
        return tuple(reports)

    def _check_patterns(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        reports: list[Report] = []
        patterns = schema["patternProperties"]
        if isinstance(part.value, dict) and isinstance(patterns, dict):
            for pattern in patterns:
                at = f"{part.schema}/patternProperties/{escape(pattern)}"
                members = ((name, value) for name, value in part.value.items() if self._matches(pattern, name))
                reports += yield from self._check_members(at, part.pointer, members)
        return tuple(reports)

    def _check_others(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        """`additionalProperties`."""
        if not isinstance(part.value, dict) or schema["additionalProperties"] is True:
            return ()
        at = f"{part.schema}/additionalProperties"
        others = ((name, value) for name, value in part.value.items() if not self._is_declared(name, schema))
        if schema["additionalProperties"] is not False:
            return (yield from self._check_members(at, part.pointer, others))
        return tuple(
            report_keyword(f"{part.pointer}/{escape(name)}", at, "additionalProperties", name)
            for name, _ in islice(others, REPORT_LIMIT + 1)
        )

    def _is_declared(self, name: str, schema: Mapping[str, Any]) -> bool:
        properties, patterns = schema.get("properties"), schema.get("patternProperties")
        if isinstance(properties, dict) and name in properties:
            return True
        return isinstance(patterns, dict) and any(self._matches(pattern, name) for pattern in patterns)

    def _matches(self, pattern: str, name: str) -> bool:
        key = f"pattern:{pattern}"  # a pointer begins with a slash
        validator = self._known.get(key)
        if validator is None:
            validator = self._known[key] = self._source.compile_keywords({"pattern": pattern})
        return validator.is_valid(name)

    def _check_names(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        reports: list[Report] = []
        at = f"{part.schema}/propertyNames"
        names = list(part.value) if isinstance(part.value, dict) else []
        for index in self._iter_doubtful(at, names):
            name = names[index]
            broken = yield ValuePart(at, f"{part.pointer}/{escape(name)}/name", name)
            if broken:
                first = broken[0]
                reports.append(
                    report_keyword(part.pointer, first.schema_pointer, "propertyNames", part.value, first.message)
                )
            if len(reports) > REPORT_LIMIT:
                break
        return tuple(reports)

    def _check_items(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        items = schema["items"]
        if isinstance(items, list):  # Draft 4: one schema for each item
            return (yield from self._check_prefix(part, schema, "items"))
        return (yield from self._check_rest(part, f"{part.schema}/items", len(schema.get("prefixItems") or ())))

    def _check_first_items(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        return (yield from self._check_prefix(part, schema, "prefixItems"))

    def _check_more_items(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        first = schema.get("items")
        if not isinstance(first, list):  # Draft 4: it has no effect without a list of schemas
            return ()
        return (yield from self._check_rest(part, f"{part.schema}/additionalItems", len(first)))

    def _check_prefix(self, part: ValuePart, schema: Mapping[str, Any], keyword: str) -> Steps:
        reports: list[Report] = []
        if isinstance(part.value, list):
            for index, value in enumerate(part.value[: len(schema[keyword])]):
                reports += yield ValuePart(f"{part.schema}/{keyword}/{index}", f"{part.pointer}/{index}", value)
        return tuple(reports)

    def _check_rest(self, part: ValuePart, at: str, start: int) -> Steps:
        reports: list[Report] = []
        if isinstance(part.value, list):
            for index in self._iter_doubtful(at, part.value, start):
                reports += yield ValuePart(at, f"{part.pointer}/{index}", part.value[index])
                if len(reports) > REPORT_LIMIT:
                    break
        return tuple(reports)

    def _check_contains(self, part: ValuePart, schema: Mapping[str, Any]) -> Steps:
        if not isinstance(part.value, list):
            return ()
        least, most = schema.get("minContains", 1), schema.get("maxContains")
        fitting = 0
        for index, value in enumerate(part.value):
            wanted = ValuePart(f"{part.schema}/contains", f"{part.pointer}/{index}", value)
            verdict = self._source.judge(wanted)
            fitting += verdict if verdict is not None else not (yield wanted)
            if fitting >= least and (most is None or fitting > most):
                break  # the result is known
        if fitting < least:
            keyword = "minContains" if "minContains" in schema else "contains"
        elif most is not None and fitting > most:
            keyword = "maxContains"
        else:
            return ()
        return (report_keyword(part.pointer, f"{part.schema}/{keyword}", keyword, part.value),)


_FOLLOWED: Mapping[str, Callable[[Explainer, ValuePart, Mapping[str, Any]], Steps]] = {
    "$ref": Explainer._follow_reference,
    "allOf": Explainer._check_all,
    "anyOf": Explainer._check_any,
    "oneOf": Explainer._check_one,
    "discriminator": Explainer._check_named,
    "not": Explainer._check_not,
    "if": Explainer._check_condition,
    "dependentSchemas": Explainer._check_dependent,
    "dependencies": Explainer._check_dependencies,
    "properties": Explainer._check_properties,
    "patternProperties": Explainer._check_patterns,
    "additionalProperties": Explainer._check_others,
    "propertyNames": Explainer._check_names,
    "items": Explainer._check_items,
    "prefixItems": Explainer._check_first_items,
    "additionalItems": Explainer._check_more_items,
    "contains": Explainer._check_contains,
}
_BESIDE = ("then", "else", "minContains", "maxContains", "unevaluatedProperties", "unevaluatedItems")
_NOT_ALONE = frozenset((*_FOLLOWED, *_BESIDE))


def _distinct(reports: Iterable[Report]) -> list[Report]:
    """Return the reports without those that two schemas make about one place in the same words."""
    return list({(report.pointer, report.schema_pointer, report.message): report for report in reports}.values())


def _branches(part: ValuePart, schema: Mapping[str, Any], keyword: str) -> Iterator[ValuePart]:
    listed = schema[keyword]
    for index in range(len(listed) if isinstance(listed, list) else 0):
        yield ValuePart(f"{part.schema}/{keyword}/{index}", part.pointer, part.value)
