"""Makes schemas readable that have broken parts, by leaving out as little as possible.

1. A keyword that the meta-schema of the dialect refuses is left out. A repeated name is left out of its list, and a
   pattern in the words of another language is put into those that are read.
2. A value that is no schema, where a schema must stand, becomes `{}`, which admits anything.
3. A `$ref` that leads nowhere, or in a circle of references only, is left out; where a `$ref` counts alone, the
   schema becomes `{}`.
4. What becomes wider must not narrow others: a `not` or `if` with such a part is left out, and a `oneOf` becomes an
   `anyOf`, because a value may now satisfy several of its branches.

All readers of a document get the schemas that are made here, so that what is generated is also valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ..pointers import escape, join, name_at, parent_of, walk
from .foreign_patterns import translate
from .grammar import DOCUMENT, Role, field_of, iter_places, may_be_reference, reference_in, walk_places
from .metaschemas import compiles, is_sound, iter_refused
from .omissions import Omission
from .versions.dialects import Dialect

TRIED = 100  # keywords of a schema, to find the one that the others do not go with
ROUNDS = 5  # a mended schema may have a further mistake, which the first one hid
_ABSENT = object()  # instead of a value: the keyword is left out
_CHAIN = 100  # references that lead to references
_SCHEMA = Role("schema")
_LISTS = ("required", "enum", "type")  # keywords whose items must differ
_NO_ASSERTIONS = frozenset(("$recursiveAnchor", "$recursiveRef", "$schema", "$comment", "$vocabulary", "$id", "id"))

Follow = Callable[[dict[str, Any], str, str], str]


def mend(survey: Survey, dialect: Dialect) -> tuple[dict[str, Any], list[Omission]]:
    """Return the document with schemas that a validator can read, and what was left out of it.

    Broken references of other objects are among the omissions, too. The content of the survey is not changed.
    """
    omissions: dict[Omission, None] = {}
    for _ in range(ROUNDS):  # a reference may lead into what was left out
        if survey.is_sound(dialect):
            break
        content, found = _Mender(dialect, survey).mend()
        survey = Survey(content, survey.follow)
        if omissions.keys() >= set(found):
            break
        omissions |= dict.fromkeys(found)
    return survey.content, list(omissions)


@dataclass
class Survey:
    """The schemas and references of a document."""

    content: dict[str, Any]
    follow: Follow  # returns the pointer that a `$ref`, in the object at a pointer, leads to; raises `LookupError`
    has_misplaced: bool = False  # whether a reference is where earlier versions allow none
    outermost: dict[str, Any] = field(default_factory=dict)  # schemas by pointer; inner ones are parts of these
    patterns: dict[str, list[str]] = field(default_factory=dict)  # pattern -> pointers of schemas with it
    broken: dict[str, tuple[Role, str]] = field(default_factory=dict)  # pointer of a `$ref`'s object -> why
    odd: list[str] = field(default_factory=list)  # schemas whose `$ref` is not a text
    strays: set[str] = field(default_factory=set)  # what schemas refer to, although it is not one

    def __post_init__(self) -> None:
        chained: dict[str, tuple[str, str]] = {}  # pointer of a reference -> its text, and the pointer it leads to
        others: dict[str, Role] = {"": DOCUMENT}  # pointers of what is no schema
        for pointer, value, place, is_inner, is_referred in walk_places(self.content, self._find):
            ref = reference_in(value)
            if ref is not None:
                self.has_misplaced = self.has_misplaced or not may_be_reference(place)
                try:
                    chained[pointer] = ref, self.follow(self.content, ref, pointer)
                except LookupError as reason:
                    self.broken[pointer] = place, str(reason.args[0])
            if place != _SCHEMA:
                others[pointer] = place
            elif not is_referred or (pointer not in others and isinstance(value, (dict, bool))):
                if not is_inner:
                    self.outermost[pointer] = value
                if isinstance(value, dict):
                    self._note_schema(pointer, value)
            else:
                self.strays.add(pointer)
        for pointer in chained:
            self._check_chain(pointer, chained, others)

    def is_sound(self, dialect: Dialect) -> bool:
        return (
            not self.broken
            and not self.odd
            and is_sound(self.outermost, dialect)
            and (not self.patterns or compiles({"allOf": [{"pattern": text} for text in self.patterns]}, dialect))
        )

    def _find(self, ref: str, pointer: str) -> tuple[str, Any] | None:
        try:
            target = self.follow(self.content, ref, pointer)
        except LookupError:
            return None
        return target, walk(self.content, target)

    def _note_schema(self, pointer: str, schema: dict[str, Any]) -> None:
        if isinstance(schema.get("pattern"), str):
            self.patterns.setdefault(schema["pattern"], []).append(pointer)
        named = schema.get("patternProperties")
        for text in named if isinstance(named, dict) else ():
            self.patterns.setdefault(text, []).append(pointer)
        if "$ref" in schema and not isinstance(schema["$ref"], str):
            self.odd.append(pointer)

    def _check_chain(self, pointer: str, chained: dict[str, tuple[str, str]], others: dict[str, Role]) -> None:
        """Note a reference that leads in a circle, or from a schema to something else."""
        ref, target = chained[pointer]
        if target in self.strays:
            what = f"a {others[target]}" if target in others else "a value"
            self.broken[pointer] = _SCHEMA, f"the $ref {ref!r} leads to {what}, which is not a schema"
            return
        for _ in range(_CHAIN):
            if target not in chained:
                return
            target = chained[target][1]
        self.broken[pointer] = others.get(pointer, _SCHEMA), "its $ref leads in a circle"


class _Mender:
    def __init__(self, dialect: Dialect, survey: Survey) -> None:
        self.content = dict(survey.content)
        self.dialect = dialect
        self.survey = survey
        self.owned = {""}  # pointers of containers that are copies already
        self.omissions: list[Omission] = []
        self.fixes: dict[str, Any] = {}  # pointer -> value, or `_ABSENT`

    def mend(self) -> tuple[dict[str, Any], list[Omission]]:
        self._fix_references()
        self._fix_patterns()
        planned, touched = self.fixes, {prefix for at in self.fixes for prefix in _prefixes(at)}
        # inner ones first, so that nothing is put into a schema that has been rebuilt
        for pointer, schema in sorted(self.survey.outermost.items(), key=lambda pair: -len(pair[0])):
            self.fixes = planned if pointer in touched else {}
            mended = self._mend_schema(pointer, schema)
            if mended is not schema:
                self._own(parent_of(pointer))
                self._put(pointer, mended)
        is_changed = len(self.owned) > 1 or bool(self.omissions)
        return self.content if is_changed else self.survey.content, self.omissions

    # what is to be left out

    def _fix_references(self) -> None:
        for pointer, (place, reason) in self.survey.broken.items():
            self.omissions.append(Omission("reference.broken", pointer, reason))
            if place == _SCHEMA and self.dialect.ignores_siblings:
                self.fixes[pointer] = {}
            elif place == _SCHEMA:
                self.fixes[f"{pointer}/$ref"] = _ABSENT
        for pointer in self.survey.odd:
            self._leave_out(f"{pointer}/$ref", "the $ref must be a text")

    def _fix_patterns(self) -> None:
        for text, pointers in self.survey.patterns.items():
            if compiles({"pattern": text}, self.dialect):
                continue
            translated = translate(text)
            is_read = translated != text and compiles({"pattern": translated}, self.dialect)
            for pointer in pointers:
                schema = walk(self.survey.content, pointer)
                if schema.get("pattern") == text and is_read:
                    self.fixes[f"{pointer}/pattern"] = translated
                elif schema.get("pattern") == text:
                    self._leave_out(f"{pointer}/pattern", f"{text!r} is not a regular expression that can be read")
                if text in (schema.get("patternProperties") or ()):
                    at = f"{pointer}/patternProperties/{escape(text)}"
                    self._leave_out(at, f"{text!r} is not a regular expression that can be read")

    def _leave_out(self, pointer: str, sentence: str, value: Any = _ABSENT) -> None:
        if pointer not in self.fixes:
            self.fixes[pointer] = value
            message = f"is not a valid JSON Schema: {sentence}"
            self.omissions.append(Omission("schema.unreadable", pointer, message))

    # one schema

    def _mend_schema(self, pointer: str, schema: Any) -> Any:
        if self.fixes:
            schema, _ = self._rebuild(schema, pointer, _SCHEMA)
        for _ in range(ROUNDS):
            refused = list(iter_refused(schema, self.dialect))
            if not refused:
                return schema
            self.fixes = {}
            for path, sentence in refused:
                self._fix_refused(pointer, schema, path, sentence)
            schema, _ = self._rebuild(schema, pointer, _SCHEMA)
        return schema if not any(iter_refused(schema, self.dialect)) else {}

    def _fix_refused(self, pointer: str, schema: Any, path: list[str | int], sentence: str) -> None:
        """Decide what of a schema is left out, because the meta-schema refuses the value at `path` in it."""
        at, value, place = pointer, schema, _SCHEMA
        path = _with_empty_names(schema, path)
        for length, token in enumerate(path):
            inner = _place_below(value, place, token)
            if inner is None:  # a keyword that holds no schemas
                keyword, value = f"{at}{join([token])}", value[token]
                pruned = self._prune(str(token), value)
                shown = f"{pointer}{join(path)}" if length + 1 < len(path) else keyword
                if keyword not in self.fixes:
                    self.fixes[keyword] = pruned
                    message = f"is not a valid JSON Schema: {sentence}"
                    self.omissions.append(Omission("schema.unreadable", shown, message))
                return
            at, value, place = f"{at}{join([token])}", value[token], inner
        if place != _SCHEMA:  # `properties: 5`
            self._leave_out(at, sentence)
        elif not isinstance(value, dict):
            self._leave_out(at, sentence, {"not": {}} if value is False else {})
        else:
            self._leave_out_any(at, value, sentence)

    def _leave_out_any(self, at: str, schema: dict[str, Any], sentence: str) -> None:
        """Leave out the keyword that the others do not go with, such as an `exclusiveMinimum` without a `minimum`."""
        before = len(list(iter_refused(schema, self.dialect)))
        for keyword in islice(schema, TRIED):
            without = {key: part for key, part in schema.items() if key != keyword}
            if len(list(iter_refused(without, self.dialect))) < before:
                self._leave_out(f"{at}/{escape(keyword)}", sentence)
                return
        self._leave_out(at, sentence, {})

    def _prune(self, keyword: str, value: Any) -> Any:
        """Return what of a keyword can be kept: each name of a list once, and `null` in `type` as the name it means."""
        if keyword not in _LISTS or not isinstance(value, list):
            return _ABSENT
        if keyword == "required":
            value = [name for name in value if isinstance(name, str)]
        elif keyword == "type" and not self.dialect.has_nullable:
            value = ["null" if name is None else name for name in value]
        kept: list[Any] = []
        kept += [item for item in value if item not in kept] if not _are_plain(value) else dict.fromkeys(value)
        return kept if kept and not any(iter_refused({keyword: kept}, self.dialect)) else _ABSENT

    # the result

    def _rebuild(self, value: Any, pointer: str, place: Role) -> tuple[Any, bool]:
        """Return a value with its fixes, and whether it admits more than before."""
        if pointer in self.fixes:
            return self.fixes[pointer], True
        if isinstance(value, list):
            pairs = [self._rebuild(part, f"{pointer}/{n}", place._replace(form="one")) for n, part in enumerate(value)]
            return [part for part, _ in pairs], any(is_wider for _, is_wider in pairs)
        if not isinstance(value, dict):
            return value, False
        places = {token: inner for token, _, inner in iter_places(value, place)}
        wider: set[str] = set()
        built: dict[str, Any] = {}
        for key, part in value.items():
            token = escape(key)
            at = f"{pointer}/{token}"
            if at in self.fixes:
                if key not in _NO_ASSERTIONS and (self.fixes[at] is _ABSENT or token in places):
                    wider.add(key)
                if self.fixes[at] is not _ABSENT:
                    built[key] = self.fixes[at]
            elif token in places:
                built[key], is_wider = self._rebuild(part, at, places[token])
                wider |= {key} if is_wider else set()
            else:
                built[key] = part
        if place == _SCHEMA:
            built = _without_narrower(built, wider)
        return built, bool(wider)

    def _own(self, pointer: str) -> None:
        """Copy the containers on the way to a pointer, once, so that they may be changed."""
        if pointer in self.owned:
            return
        self._own(parent_of(pointer))
        container = walk(self.content, pointer)
        self._put(pointer, dict(container) if isinstance(container, dict) else list(container))
        self.owned.add(pointer)

    def _put(self, pointer: str, value: Any) -> None:
        parent, name = walk(self.content, parent_of(pointer)), name_at(pointer)
        parent[int(name) if isinstance(parent, list) else name] = value


def _place_below(value: Any, place: Role, token: str | int) -> Role | None:
    """Return the place of a part of a schema, `None` for a part without schemas in it."""
    if isinstance(value, list) or place.form == "names":
        return place._replace(form="one")
    inner = field_of(place.kind, str(token)) if isinstance(value, dict) else None
    return inner if inner is not None and inner.kind == "schema" else None


def _without_narrower(schema: dict[str, Any], wider: set[str]) -> dict[str, Any]:
    """Return a schema without keywords that admit less if a part of them admits more."""
    dropped = {"not"} & wider | ({"if", "then", "else"} if "if" in wider else set())
    if "oneOf" in wider and isinstance(schema.get("oneOf"), list):
        if "anyOf" in schema:
            dropped.add("oneOf")
        else:
            schema = {"anyOf" if key == "oneOf" else key: part for key, part in schema.items()}
    return {key: part for key, part in schema.items() if key not in dropped} if dropped else schema


def _with_empty_names(value: Any, path: list[str | int]) -> list[str | int]:
    """Return a path with its empty names, which jsonschema-rs 0.60 leaves out of the paths of errors."""
    found: list[str | int] = []
    for token in path:
        while isinstance(value, dict) and token not in value and "" in value:
            found.append("")
            value = value[""]
        try:
            value = value[token]
        except (LookupError, TypeError):
            break
        found.append(token)
    return found


def _prefixes(pointer: str) -> Iterator[str]:
    while pointer:
        yield pointer
        pointer = parent_of(pointer)


def _are_plain(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)
