"""A document's schemas as alternatives: the "and" in them flattened, the "or" laid out one after the other.

A schema is a sentence with "and" (`allOf`, `$ref`, siblings) and "or" (`oneOf`, `anyOf`, `if`, `dependentSchemas`) in
it. The "and" becomes one `Conjunction`, the "or" several of them, the likeliest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any
from urllib.parse import unquote

from ..documents import Dialect, escape
from .conjunction import Conjunction, Pointers
from .remembered import Remembered

ALTERNATIVES_LIMIT = 64  # combinations of branches looked at for one value
VISITS_LIMIT = 4096  # schemas visited on the way to them, dead ends included
REF_LIMIT = 20  # references followed to see what a schema that must not hold says
EXPANSION_LIMIT = 2000  # schemas that one value may have to satisfy at once

# OpenAPI 3.0's dialect does not know these; its validator ignores them, and so does a value
_LATER_KEYWORDS = frozenset(
    ("if", "then", "else", "contains", "minContains", "maxContains", "propertyNames", "prefixItems", "dependentSchemas")
    + ("dependentRequired", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef")
)


@dataclass(frozen=True, slots=True)
class _Branch:
    """One way to go: what must hold then, and what must not."""

    pointers: Pointers = ()
    negated: Pointers = ()
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    tag: tuple[str, str] | None = None  # discriminator property and its value


@dataclass(frozen=True, slots=True)
class _Task:
    """A schema still to be taken in, and those around it whose `unevaluated…` watches it."""

    pointer: str
    owners: Pointers = ()
    is_self: bool = True  # whether it is the value's own schema, reached without `allOf`


class SchemaTree:
    """The schemas of one document, found by JSON pointer."""

    def __init__(self, root: dict[str, Any], dialect: Dialect) -> None:
        self.root = root
        self._is_draft_4 = dialect == "draft-4"
        self._found: dict[str, Any] = {}
        self._conjunctions: dict[Pointers, Remembered[Conjunction]] = {}

    def conjunctions(self, pointers: Pointers) -> Remembered[Conjunction]:
        """The ways in which one value can satisfy all schemas at `pointers`, likeliest first; none that contradicts
        itself at first sight."""
        known = self._conjunctions.get(pointers)
        if known is None:
            expanded = _Expansion(self).run([_Task(pointer) for pointer in pointers])
            known = self._conjunctions[pointers] = Remembered(islice(expanded, ALTERNATIVES_LIMIT))
        return known

    def lookup(self, pointer: str) -> Any:
        """The schema at a pointer; `False`, the schema nothing satisfies, where nothing stands."""
        if pointer not in self._found:
            self._found[pointer] = self._read(pointer)
        return self._found[pointer]

    def target(self, reference: str) -> str:
        """The pointer that a `$ref` or `$dynamicRef` means."""
        return unquote(reference.partition("#")[2])

    def _read(self, pointer: str) -> Any:
        value: Any = self.root
        for word in pointer.split("/")[1:]:
            word = word.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and word.isdigit() and int(word) < len(value):
                value = value[int(word)]
            elif isinstance(value, dict) and word in value:
                value = value[word]
            else:
                return False
        return self._read_dialect(value) if self._is_draft_4 and isinstance(value, dict) else value

    def _read_dialect(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema of OpenAPI 3.0 without the words it cannot say; a `const` there is no more than an example."""
        if isinstance(schema.get("$ref"), str):
            return {"$ref": schema["$ref"]}
        known = {keyword: value for keyword, value in schema.items() if keyword not in _LATER_KEYWORDS}
        if "const" in known:
            known["example"] = known.pop("const")
        return known


class _Expansion:
    """One walk through everything that schemas refer to, with a bound on its length."""

    def __init__(self, tree: SchemaTree) -> None:
        self._tree = tree
        self._visits = 0

    def run(self, tasks: list[_Task]) -> Iterator[Conjunction]:
        yield from self._expand(Conjunction(), tasks, frozenset())

    def _expand(self, so_far: Conjunction, tasks: list[_Task], seen: frozenset[str]) -> Iterator[Conjunction]:
        """Take schemas in one by one; where one leaves a choice, go every way."""
        todo, taken = list(reversed(tasks)), set(seen)
        while todo:
            task = todo.pop()
            self._visits += 1
            if task.pointer in taken or len(taken) > EXPANSION_LIMIT:
                continue
            if self._visits > VISITS_LIMIT:
                return
            taken.add(task.pointer)
            schema = self._tree.lookup(task.pointer)
            if schema is False:
                return
            if not isinstance(schema, dict):
                continue
            owners = _owners(schema, task)
            so_far.take(schema, task.pointer, owners)
            if task.is_self:
                so_far.selves.append(task.pointer)
            if "not" in schema:
                negated = self._resolved(f"{task.pointer}/not")
                if isinstance(negated, dict) and negated.keys() == {"not"}:
                    todo.append(_Task(f"{task.pointer}/not/not", owners))
                so_far.take_negated(negated)
            self._tag_child(so_far, schema)
            if so_far.is_impossible or self._is_torn(so_far):
                return
            todo += reversed(self._parts(schema, task, owners))
            branches = self._branches(schema, task.pointer, so_far)
            if branches:
                rest = list(reversed(todo))
                for branch in branches:
                    twin = so_far.copy()
                    self._choose(twin, branch)
                    ways = [_Task(pointer, owners, task.is_self) for pointer in branch.pointers]
                    yield from self._expand(twin, ways + rest, frozenset(taken))
                return
        if not so_far.is_impossible:
            yield so_far

    def _parts(self, schema: dict[str, Any], task: _Task, owners: Pointers) -> list[_Task]:
        references = [schema[keyword] for keyword in ("$ref", "$dynamicRef") if isinstance(schema.get(keyword), str)]
        parts = schema.get("allOf")
        size = len(parts) if isinstance(parts, list) else 0
        is_self = task.is_self and size == 1
        return [_Task(self._tree.target(one), owners, task.is_self) for one in references] + [
            _Task(f"{task.pointer}/allOf/{index}", owners, is_self) for index in range(size)
        ]

    def _resolved(self, pointer: str) -> Any:
        """The schema at a pointer, or what it refers to when it does nothing else."""
        for _ in range(REF_LIMIT):
            schema = self._tree.lookup(pointer)
            if not isinstance(schema, dict) or schema.keys() != {"$ref"}:
                return schema
            pointer = self._tree.target(str(schema["$ref"]))
        return False

    def _choose(self, into: Conjunction, branch: _Branch) -> None:
        into.required.update(dict.fromkeys(branch.required))
        into.forbidden.update(branch.forbidden)
        for pointer in branch.negated:
            into.take_negated(self._resolved(pointer))
        if branch.tag:
            name, value = branch.tag
            into.tags.setdefault(name, []).append(value)

    def _branches(self, schema: dict[str, Any], pointer: str, so_far: Conjunction) -> list[_Branch]:
        groups = [
            self._alternatives(schema, pointer, keyword)
            for keyword in ("oneOf", "anyOf")
            if isinstance(schema.get(keyword), list) and schema[keyword]
        ]
        if "if" in schema or (isinstance(schema.get("oneOf"), list) and len(schema["oneOf"]) > 1):
            so_far.is_risky = True
        if "if" in schema:
            groups.append(_conditions(schema, pointer))
        for keyword in ("dependentSchemas", "dependencies"):
            dependent = schema.get(keyword)
            if isinstance(dependent, dict):
                names = [name for name, part in dependent.items() if isinstance(part, (dict, bool))]
                groups.append(_dependents(names, f"{pointer}/{keyword}", so_far))
        groups = [group for group in groups if group]
        return [_joined(parts) for parts in islice(product(*groups), ALTERNATIVES_LIMIT)] if groups else []

    def _alternatives(self, schema: dict[str, Any], pointer: str, keyword: str) -> list[_Branch]:
        """The branches of `oneOf` or `anyOf`, null after the others."""
        everyone = tuple(f"{pointer}/{keyword}/{index}" for index in range(len(schema[keyword])))
        is_exclusive = keyword == "oneOf" and len(everyone) > 1
        branches = [
            _Branch(
                (one,),
                tuple(other for other in everyone if other != one) if is_exclusive and len(everyone) <= 8 else (),
                tag=self._tag(schema, one),
            )
            for one in everyone
        ]
        return sorted(branches, key=lambda branch: self._is_null(branch.pointers[0]))

    def _is_null(self, pointer: str) -> bool:
        schema = self._tree.lookup(pointer)
        return isinstance(schema, dict) and schema.get("type") in ("null", ["null"])

    # discriminators (OpenAPI 3.1.1 §4.8.25)

    def _tag(self, schema: dict[str, Any], branch: str) -> tuple[str, str] | None:
        """What the discriminator says of a branch: its key in `mapping`, else the name of its schema."""
        discriminator = schema.get("discriminator")
        chosen = self._tree.lookup(branch)
        if (
            not isinstance(discriminator, dict)
            or not isinstance(chosen, dict)
            or not isinstance(chosen.get("$ref"), str)
        ):
            return None
        return self._tag_of(discriminator, self._tree.target(chosen["$ref"]))

    def _tag_of(self, discriminator: dict[str, Any], target: str) -> tuple[str, str]:
        mapping = discriminator.get("mapping")
        for key, reference in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(reference, str) and target in (
                self._tree.target(reference),
                f"/components/schemas/{escape(reference)}",
            ):
                return str(discriminator.get("propertyName")), str(key)
        return str(discriminator.get("propertyName")), target.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    def _tag_child(self, so_far: Conjunction, schema: dict[str, Any]) -> None:
        """A parent's discriminator names the child that inherits from it by `allOf`."""
        discriminator = schema.get("discriminator")
        if isinstance(discriminator, dict) and "oneOf" not in schema and "anyOf" not in schema:
            for pointer in so_far.pointers:
                if pointer.startswith("/components/schemas/") and pointer.count("/") == 3:
                    name, value = self._tag_of(discriminator, pointer)
                    so_far.tags.setdefault(name, []).append(value)

    def _is_torn(self, so_far: Conjunction) -> bool:
        """Whether a required property has been promised two different values, as the wrong branch does."""
        for name in so_far.required:
            pointers = so_far.properties.get(name, ())
            if len(pointers) > 1:
                seen = Conjunction()
                for pointer in pointers:
                    schema = self._tree.lookup(pointer)
                    if isinstance(schema, dict):
                        seen._take_values(schema)
                if seen.allowed == {}:
                    return True
        return False


def _owners(schema: dict[str, Any], task: _Task) -> Pointers:
    if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
        return (*task.owners, task.pointer)
    return task.owners


def _conditions(schema: dict[str, Any], pointer: str) -> list[_Branch]:
    positive = (f"{pointer}/if", f"{pointer}/then") if "then" in schema else (f"{pointer}/if",)
    negative = (f"{pointer}/else",) if "else" in schema else ()
    return [_Branch(positive), _Branch(negative, negated=(f"{pointer}/if",))]


def _dependents(names: list[str], pointer: str, so_far: Conjunction) -> list[_Branch]:
    """All the properties with their schemas, then each left out, then all of them."""
    optional = [name for name in names if name not in so_far.required]

    def without(gone: list[str]) -> _Branch:
        kept = [name for name in names if name not in gone]
        return _Branch(
            tuple(f"{pointer}/{escape(name)}" for name in kept),
            required=tuple(name for name in kept if name in so_far.properties),
            forbidden=tuple(gone),
        )

    return [without([]), *(without([name]) for name in optional), without(optional)]


def _joined(branches: tuple[_Branch, ...]) -> _Branch:
    return _Branch(
        tuple(pointer for branch in branches for pointer in branch.pointers),
        tuple(pointer for branch in branches for pointer in branch.negated),
        tuple(name for branch in branches for name in branch.required),
        tuple(name for branch in branches for name in branch.forbidden),
        next((branch.tag for branch in branches if branch.tag), None),
    )
