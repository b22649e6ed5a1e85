"""References by name, made pointers: `$id`, `$anchor`, `$dynamicAnchor` (JSON Schema 2020-12 §8).

The rest of the package reads pointers only. What a `$dynamicRef` means depends on the schemas it is reached through. A
schema that contains one is copied once for each meaning, to `/x-mockserver-dynamic/0`, `/1`, ….
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from ...pointers import escape, parent_of, walk
from ..bundling import FILES, Bundle
from ..keywords import has_names, is_data
from ..sources import Source, join_address
from .adapted import Adapted

DYNAMIC = "x-mockserver-dynamic"
MEANINGS = 500  # copies of schemas with a `$dynamicRef`; a `$ref` to one more leads nowhere

_NAMING = ("$id", "$anchor", "$dynamicAnchor")
_REFERRING = ("$ref", "$dynamicRef")

Scope = Mapping[str, str]
"""Dynamic anchor -> the pointer it means at one place, which is that of the outermost schema that has it."""


@dataclass(eq=False)
class _Resource:
    """A document, a file it references, or a schema with an `$id` of its own."""

    pointer: str
    address: str  # "https://example.com/schemas/tree"
    outer: _Resource | None
    home: str  # pointer of the file it is in
    anchors: dict[str, str] = field(default_factory=dict)  # name -> pointer, dynamic ones included
    dynamic: dict[str, str] = field(default_factory=dict)


def resolve_names(bundled: Bundle) -> Adapted:
    """Return the tree of a bundle in which each `$ref` is a pointer, as far as it can be followed."""
    if not any(word in source.text for source in bundled.sources for word in ("$id", "$anchor", "$dynamic")):
        return Adapted(bundled.content)
    return _Resolver(bundled).resolve()


class _Resolver:
    def __init__(self, bundled: Bundle) -> None:
        self.bundle = bundled
        self.content = bundled.content
        self.resources: dict[str, _Resource] = {}  # by pointer
        self.copies: dict[str, Any] = {}
        self.homes: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}  # pointer and scope -> pointer of the copy
        self.pending: list[tuple[str, str, Scope]] = []  # copies to be made: number, pointer, scope
        self.asked: dict[str, set[str]] = {}  # pointer -> what `_dynamic_names` found
        self.origins: dict[str, str] = {}
        for number, source in enumerate(bundled.sources):
            home = f"/{FILES}/{number - 1}" if number else ""
            outermost = _Resource(home, _address_of(source), None, home)
            self.resources[home] = outermost
            self._index(self._find(home), home, outermost, names=False)
        self.by_address = {resource.address: resource for resource in reversed(self.resources.values())}
        declared = [name for resource in self.resources.values() for name in resource.dynamic]
        self.ambiguous = {name for name in declared if declared.count(name) > 1}

    def resolve(self) -> Adapted:
        root = self.resources[""]
        content = self._copy(self.content, "", root, root.dynamic, names=False)
        while self.pending:
            number, pointer, scope = self.pending.pop()
            self.copies[number] = self._copy(self._find(pointer), pointer, self._owner(pointer), scope, names=False)
        return Adapted({**content, DYNAMIC: self.copies} if self.copies else content, self.origins)

    # names

    def _index(self, value: Any, pointer: str, resource: _Resource, *, names: bool) -> None:
        if isinstance(value, dict) and not names:
            if pointer == resource.home and isinstance(value.get("$self"), str):  # OpenAPI 3.2.0 §4.1.2.2.1
                resource.address = join_address(resource.address, value["$self"])
            if isinstance(value.get("$id"), str):
                address = join_address(resource.address, value["$id"]).partition("#")[0]
                if pointer == resource.home:
                    resource.address = address
                else:
                    resource = self.resources[pointer] = _Resource(pointer, address, resource, resource.home)
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(value.get(keyword), str):
                    resource.anchors.setdefault(value[keyword], pointer)
            if isinstance(value.get("$dynamicAnchor"), str):
                resource.dynamic.setdefault(value["$dynamicAnchor"], pointer)
        for key, part, is_name_map in _iter_parts(value, names=names):
            if not (pointer == "" and key == FILES):
                self._index(part, f"{pointer}/{escape(key)}", resource, names=is_name_map)

    # references

    def _target(self, ref: str, at: str, resource: _Resource) -> str | None:
        """Return the pointer that a reference means, or `None` if it is not in the tree."""
        named = self.bundle.named.get(self.bundle.origin(at))
        if named is not None and named[0] == ref:
            return self.resources[named[1]].anchors.get(named[2])
        address, _, fragment = ref.partition("#")
        fragment = unquote(fragment)
        if address:
            found = self.by_address.get(join_address(resource.address, address))
            return self._inside(found, fragment) if found is not None else None
        if fragment and not fragment.startswith("/"):
            return next((r.anchors[fragment] for r in _outwards(resource) if fragment in r.anchors), None)
        # many authors write pointers from the root of the file, although the schema's `$id` makes it the root
        inner = self._inside(resource, fragment.removeprefix(resource.home))
        return inner if inner is not None else self._inside(self.resources[""], fragment)

    def _inside(self, resource: _Resource, fragment: str) -> str | None:
        if fragment and not fragment.startswith("/"):
            return resource.anchors.get(fragment)
        pointer = resource.pointer + fragment
        return pointer if self._find(pointer) is not _NOTHING else None

    def _find(self, pointer: str) -> Any:
        try:
            return walk(self.content, pointer)
        except LookupError:
            return _NOTHING

    def _owner(self, pointer: str) -> _Resource:
        while pointer not in self.resources:
            pointer = parent_of(pointer)
        return self.resources[pointer]

    # the tree without names

    def _copy(self, value: Any, pointer: str, resource: _Resource, scope: Scope, *, names: bool) -> Any:
        if isinstance(value, list):
            parts = _iter_parts(value, names=names)
            return [self._copy(part, f"{pointer}/{n}", resource, scope, names=False) for n, part, _ in parts]
        if not isinstance(value, dict):
            return value
        if not names and pointer in self.resources and self.resources[pointer] is not resource:
            resource = self.resources[pointer]
            scope = {**resource.dynamic, **scope}
        copied = dict(value)
        for key, part, is_name_map in _iter_parts(value, names=names):
            copied[key] = self._copy(part, f"{pointer}/{escape(key)}", resource, scope, names=is_name_map)
        if not names:
            self._rename(copied, pointer, resource, scope)
        return copied

    def _rename(self, schema: dict[str, Any], at: str, resource: _Resource, scope: Scope) -> None:
        """Remove a schema's names, and make its references pointers."""
        for keyword in _NAMING:
            if isinstance(schema.get(keyword), str):
                del schema[keyword]
        mapping = schema.get("mapping")
        if isinstance(mapping, dict):
            schema["mapping"] = {name: self._renamed(ref, at, resource, scope) for name, ref in mapping.items()}
        if isinstance(schema.get("$ref"), str):
            schema["$ref"] = self._renamed(schema["$ref"], at, resource, scope)
        if isinstance(schema.get("$dynamicRef"), str):
            ref = schema.pop("$dynamicRef")
            target = self._target(ref, at, resource)
            name = ref.partition("#")[2]
            if target is not None and self._owner(target).dynamic.get(name) == target:
                target = scope.get(name, target)
            meant = ref if target is None else self._refer(target, scope)
            if "$ref" in schema:
                schema["allOf"] = [*schema.get("allOf", ()), {"$ref": meant}]
            else:
                schema["$ref"] = meant

    def _renamed(self, ref: Any, at: str, resource: _Resource, scope: Scope) -> Any:
        target = self._target(ref, at, resource) if isinstance(ref, str) and ("#" in ref or "/" in ref) else None
        if target is None and isinstance(ref, str) and join_address(resource.address, ref) in self.by_address:
            target = self.by_address[join_address(resource.address, ref)].pointer
        return ref if target is None else self._refer(target, scope)

    def _refer(self, target: str, scope: Scope) -> str:
        """Return a `$ref` to a pointer, or to a copy of the schema there if it means something else in this scope."""
        owner = self._owner(target)
        inner = {**owner.dynamic, **scope}
        wanted = self._dynamic_names(target)
        special = tuple(sorted((name, inner[name]) for name in wanted if name in inner))
        if special == tuple(sorted((name, owner.dynamic[name]) for name in wanted if name in owner.dynamic)):
            return "#" + quote(target, safe="/~")
        if (target, special) not in self.homes:
            number = str(len(self.homes))
            if len(self.homes) >= MEANINGS:
                return f"#/{DYNAMIC}/more-than-{MEANINGS}"
            home = self.homes[target, special] = f"/{DYNAMIC}/{number}"
            self.origins[home] = target
            self.pending.append((number, target, inner))
        return "#" + self.homes[target, special]

    def _dynamic_names(self, start: str) -> set[str]:
        """Return the ambiguous dynamic anchors that a schema refers to, directly or through its references."""
        if start in self.asked or not self.ambiguous:
            return self.asked.get(start, set())
        pending, seen, found = [start], set[str](), set[str]()
        while pending:
            pointer = pending.pop()
            if pointer in seen:
                continue
            seen.add(pointer)
            for at, keyword, ref in _iter_referring(self._find(pointer), pointer):
                name = ref.partition("#")[2]
                if keyword == "$dynamicRef" and name in self.ambiguous:
                    found.add(name)
                target = self._target(ref, at, self._owner(at))
                if target is not None:
                    pending.append(target)
        self.asked[start] = found
        return found


_NOTHING = object()


def _iter_parts(value: Any, *, names: bool) -> Iterator[tuple[str, Any, bool]]:
    """Yield the keys and parts of a value that may contain schemas, and whether the keys of the part are names."""
    if isinstance(value, list):
        yield from ((str(index), part, False) for index, part in enumerate(value))
    elif isinstance(value, dict):
        for key, part in value.items():
            if names or not is_data(key, part):
                yield key, part, not names and has_names(key)


def _iter_referring(value: Any, pointer: str) -> Iterator[tuple[str, str, str]]:
    """Yield every reference of a tree: the pointer of its object, the keyword and the value."""
    pending: list[tuple[str, Any, bool]] = [(pointer, value, False)]
    while pending:
        at, value, names = pending.pop()
        if isinstance(value, dict) and not names:
            yield from ((at, word, value[word]) for word in _REFERRING if isinstance(value.get(word), str))
        parts = _iter_parts(value, names=names)
        pending += [(f"{at}/{escape(key)}", part, is_name_map) for key, part, is_name_map in parts]


def _outwards(resource: _Resource | None) -> Iterator[_Resource]:
    while resource is not None:
        yield resource
        resource = resource.outer


def _address_of(source: Source) -> str:
    return source.address if source.is_remote or not source.address else Path(source.address).as_uri()
