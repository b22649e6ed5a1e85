"""What a discriminator says: which schema the value of its property names (OpenAPI 3.1.1 §4.8.25)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from ..pointers import escape
from .document import Document
from .named_schemas import DEPTH, NamedSchemas, size_of

_VALUES = ("x-discriminator-value", "x-ms-discriminator-value")  # widespread in documents of version 2.0


@dataclass(frozen=True)
class Discriminator:
    """The discriminator of one schema."""

    name: str  # of the property: "kind"
    keyword: str  # "oneOf" or "anyOf", which has the alternatives; "": the schemas that inherit by `allOf`
    targets: Mapping[str, str]  # value -> pointer of the schema it names: a branch, an heir or the schema itself
    known: tuple[str, ...]  # values to show: ("bus", "tram")
    unclear: frozenset[str]  # values that several schemas claim, or that name a schema that is not there
    is_closed: bool  # any other text names no schema
    default: str | None  # pointer of the schema for other values, and for an absent property (OpenAPI 3.2)

    @property
    def schemas(self) -> tuple[str, ...]:
        """The pointers of all schemas that a value may name."""
        named = [*self.targets.values()] if self.default is None else [*self.targets.values(), self.default]
        return tuple(dict.fromkeys(named))

    def target(self, value: Any) -> str | None:
        """Return the pointer of the schema that judges a value; `None` if the discriminator does not decide."""
        if not isinstance(value, dict):
            return None
        if self.name not in value:
            return self.default
        text = _text(value[self.name])
        if text is not None and text in self.targets:
            return self.targets[text]
        return None if text in self.unclear else self.default

    def is_unknown(self, value: Any) -> bool:
        """Whether a value has a text for the property that names no schema."""
        text = value.get(self.name) if isinstance(value, dict) else None
        is_named = text in self.targets or text in self.unclear if isinstance(text, str) else True
        return self.is_closed and self.default is None and not is_named

    def decides(self, value: Any) -> bool:
        """Whether one schema judges a value, or none, because the value is unknown."""
        return self.target(value) is not None or self.is_unknown(value)

    def values_of(self, target: str) -> list[str]:
        """Return the values that name a schema, those to show first."""
        named = [value for value, pointer in self.targets.items() if pointer == target]
        return sorted(named, key=lambda value: value not in self.known)


@dataclass
class _Target:
    """A schema that values may name."""

    pointer: str
    chain: list[str]  # its pointer, and those that its `$ref`s lead to
    explicit: list[str]  # keys of `mapping`
    fixed: list[str]  # values that the schema itself allows for the property
    inside: list[str]  # values that a discriminator inside it, or of a parent, shows for the same property
    nested: list[str]  # all values that it knows
    names: list[str]  # of the schema


class Discriminators:
    """The discriminators of one document."""

    def __init__(self, document: Document) -> None:
        self._sources = document.sources
        self._schemas = NamedSchemas(document)
        self._known: dict[str, Discriminator | None] = {}
        self.ignores_siblings = document.dialect.ignores_siblings  # a `$ref` counts alone

    @cached_property
    def are_used(self) -> bool:
        return any("discriminator" in source.text for source in self._sources)

    def at(self, pointer: str) -> Discriminator | None:
        """Return the discriminator of the schema at a pointer; `None` if it has none, or one that tells nothing."""
        if not self.are_used:
            return None
        if pointer not in self._known:
            self._known[pointer] = self._read(pointer, frozenset())
        return self._known[pointer]

    def _read(self, pointer: str, above: frozenset[str]) -> Discriminator | None:
        schema = self._schemas.at(pointer)
        stated = schema.get("discriminator")
        name = stated.get("propertyName") if isinstance(stated, dict) else None
        if not isinstance(stated, dict) or not isinstance(name, str) or pointer in above:
            return None
        keyword = next((one for one in ("oneOf", "anyOf") if size_of(schema, one)), "")
        targets = self._find_targets(pointer, name, keyword, above | {pointer})
        unclear = self._map(stated.get("mapping"), targets)
        if len(targets) == 1 and not keyword and not targets[0].explicit:
            return None  # no schema inherits
        default = self._mapped(stated.get("defaultMapping"), targets)
        return _join(name, keyword, targets, unclear, default.pointer if default else None)

    def find_lost(self, pointer: str) -> list[str]:
        """Return the keys of a discriminator's mapping that name no schema."""
        schema = self._schemas.at(pointer)
        stated = schema.get("discriminator")
        if not isinstance(stated, dict):
            return []
        name = str(stated.get("propertyName"))
        keyword = next((one for one in ("oneOf", "anyOf") if size_of(schema, one)), "")
        lost = self._map(stated.get("mapping"), self._find_targets(pointer, name, keyword, frozenset((pointer,))))
        return sorted(lost)

    def _find_targets(self, pointer: str, name: str, keyword: str, above: frozenset[str]) -> list[_Target]:
        """Return the schemas that values may name without a mapping: the branches, or the family."""
        if keyword:
            size = size_of(self._schemas.at(pointer), keyword)
            branches = [f"{pointer}/{keyword}/{index}" for index in range(size)]
            return [self._target(one, name, above) for one in branches if self._may_be_object(one)]
        family = [pointer, *self._schemas.iter_heirs(pointer)]
        return [self._heir(one, name, frozenset(family)) for one in family]

    def _map(self, mapping: Any, targets: list[_Target]) -> set[str]:
        """Add the keys of a mapping to its targets, and new targets; return the keys without one."""
        lost = set[str]()
        for key, reference in mapping.items() if isinstance(mapping, dict) else ():
            target = self._mapped(reference, targets)
            if target is None:
                lost.add(str(key))
            else:
                target.explicit.append(str(key))
                if target not in targets:
                    targets.append(target)
        return lost

    def _mapped(self, reference: Any, targets: list[_Target]) -> _Target | None:
        """Return what a value of a mapping names: a schema by its name or by a reference."""
        if not isinstance(reference, str):
            return None
        is_pointer = reference.startswith("#")
        pointer = unquote(reference[1:]) if is_pointer else f"/components/schemas/{escape(reference)}"
        *_, end = self._schemas.chain(pointer)
        for target in targets:
            if target.chain[-1] == end or (not is_pointer and reference in target.names):
                return target
        return _Target(pointer, [pointer], [], [], [], [], []) if self._schemas.at(pointer) else None

    # what names a schema

    def _target(self, pointer: str, name: str, above: frozenset[str]) -> _Target:
        chain = self._schemas.chain(pointer)
        inner = self._read(chain[-1], above)
        if inner is not None and inner.name != name:
            inner = None
        names = [one for at in chain[1:] for one in self._schemas.names_of(at)]
        fixed = self._fixed(pointer, name, frozenset())
        inside, nested = ([*inner.known], [*inner.targets]) if inner is not None else ([], [])
        for parent in self._schemas.ancestors_of(chain[-1]):
            inherited = self.at(parent)
            if inherited is not None and inherited.name == name:
                inside += [value for value in inherited.known if inherited.targets.get(value) == chain[-1]]
                nested += inherited.values_of(chain[-1])
        return _Target(pointer, chain, [], fixed, inside, nested, names)

    def _heir(self, pointer: str, name: str, family: frozenset[str]) -> _Target:
        fixed = self._fixed(pointer, name, family - {pointer})
        return _Target(pointer, [pointer], [], fixed, [], [], self._schemas.names_of(pointer))

    def _fixed(self, pointer: str, name: str, beyond: frozenset[str], depth: int = DEPTH) -> list[str]:
        """Return the values to which a schema limits the property `name`; empty if it does not."""
        *_, at = self._schemas.chain(pointer)
        schema = self._schemas.raw(at)
        if at in beyond or not depth:
            return []
        stated = next((schema[key] for key in _VALUES if isinstance(schema.get(key), str)), None)
        if stated is not None:
            return [stated]
        properties = schema.get("properties")
        if isinstance(properties, dict) and name in properties:
            found = self._limits(f"{at}/properties/{escape(name)}", depth)
            if found:
                return found
        for index in range(size_of(schema, "allOf")):
            found = self._fixed(f"{at}/allOf/{index}", name, beyond, depth - 1)
            if found:
                return found
        return []

    def _limits(self, pointer: str, depth: int) -> list[str]:
        """Return the texts that a schema admits; empty if it admits any."""
        *_, at = self._schemas.chain(pointer)
        schema = self._schemas.raw(at)
        listed = [schema["const"]] if "const" in schema else schema.get("enum")
        if isinstance(listed, list):
            return [text for text in map(_text, listed) if text is not None]
        parts = [f"{at}/allOf/{index}" for index in range(size_of(schema, "allOf"))]
        return next(filter(None, (self._limits(part, depth - 1) for part in parts)), []) if depth else []

    def _may_be_object(self, pointer: str) -> bool:
        kinds = self._schemas.at(self._schemas.chain(pointer)[-1]).get("type", "object")
        return "object" in kinds if isinstance(kinds, list) else kinds == "object"


def _join(name: str, keyword: str, targets: list[_Target], lost: set[str], default: str | None) -> Discriminator:
    """Let each value name one target, in this order.

    1. A key of `mapping`.
    2. A value to which one schema alone limits the property.
    3. The name of a schema.
    4. A value that a discriminator inside one schema knows, or for which that of its parent names it.
    """
    named: dict[str, str] = {}
    unclear = set(lost)
    for target in targets:
        named |= dict.fromkeys(target.explicit, target.pointer)
    for kind in ("fixed", "names", "nested"):
        claims: dict[str, list[str]] = {}
        for target in targets:
            for value in dict.fromkeys(getattr(target, kind)):
                claims.setdefault(value, []).append(target.pointer)
        for value, pointers in claims.items():
            if value not in named and value not in unclear:
                named |= {value: pointers[0]} if len(pointers) == 1 else {}
                unclear |= {value} if len(pointers) > 1 else set()
    shown = [one.explicit or one.fixed or one.inside or one.names[:1] for one in targets]
    is_closed = all(shown)
    if not keyword and any(one.explicit for one in targets):  # the parent itself is abstract, unless it is mapped
        shown[0] = targets[0].explicit
    known = dict.fromkeys(value for values in shown for value in values)
    if not keyword and targets[0].fixed:  # the parent limits its heirs
        known = {value: None for value in known if value in targets[0].fixed} or known
    return Discriminator(name, keyword, named, tuple(known), frozenset(unclear), is_closed, default)


def _text(value: Any) -> str | None:
    """Return a value as a key of `mapping`, which is text (OpenAPI 3.1.1 §4.8.25.1)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, (str, int)) else None
