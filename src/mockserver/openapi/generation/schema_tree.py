"""Turn the schemas of a document into alternatives, each a flat set of constraints.

What a schema joins with "and" (`allOf`, `$ref`, sibling keywords) becomes one `Constraints`. What it joins with "or"
(`oneOf`, `anyOf`, `if`, `dependentSchemas`) becomes several of them, the likeliest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import unquote

from ..documents import Discriminator
from ..pointers import escape
from .constraints import Constraints, Pointers
from .replayable import Replayable

ALTERNATIVES_LIMIT = 64  # combinations of branches for one value
VISITS_LIMIT = 4096  # schemas visited to find them, dead ends included
CHOICES_LIMIT = 100  # keywords with branches that apply to one value
NEGATIONS_LIMIT = 8  # branches of a `oneOf` whose negation is taken into account
REF_LIMIT = 100  # references in a row
EXPANSION_LIMIT = 2000  # schemas that one value may have to satisfy at once

_CHOICES = ("oneOf", "anyOf", "if", "dependentSchemas", "dependencies")
_ANNOTATIONS = frozenset(["description", "summary", "title", "deprecated", "$comment", "externalDocs"])


@dataclass(frozen=True, slots=True)
class _Branch:
    """One branch: the schemas and properties that it requires and forbids."""

    pointers: Pointers = ()
    negated: Pointers = ()
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    tag: tuple[str, str] | None = None  # discriminator property and its value


@dataclass(frozen=True, slots=True)
class _Task:
    """A schema still to be added, and the enclosing schemas whose `unevaluated…` applies to it."""

    pointer: str
    owners: Pointers = ()
    is_self: bool = True  # whether it describes the whole value, reached without `allOf`


@dataclass(frozen=True, slots=True)
class _Choice:
    """A keyword with branches, kept until all unconditional schemas have been added."""

    keyword: str
    schema: dict[str, Any]
    pointer: str
    owners: Pointers
    is_self: bool


class SchemaTree:
    """The schemas of one document by JSON pointer, and their alternatives."""

    def __init__(
        self, read: Callable[[str], Any], discriminator: Callable[[str], Discriminator | None] = lambda _: None
    ) -> None:
        self._read = read  # pointer -> schema; `False`, which no value satisfies, if there is none
        self.discriminator = discriminator  # pointer -> the discriminator of the schema there
        self._found: dict[str, Any] = {}
        self._resolved: dict[str, str] = {}
        self._known: dict[Pointers, Replayable[Constraints]] = {}

    def alternatives(self, pointers: Pointers) -> Replayable[Constraints]:
        """Return the ways to satisfy all schemas at `pointers` at once, the likeliest first.

        Alternatives with a visible contradiction are left out.
        """
        known = self._known.get(pointers)
        if known is None:
            expanded = _Expansion(self).run(pointers)
            known = self._known[pointers] = Replayable(islice(expanded, ALTERNATIVES_LIMIT))
        return known

    def is_object(self, pointers: Pointers) -> bool:
        """Return whether the value is always an object, so that its name does not matter."""
        first = next(iter(self.alternatives(pointers)), None)
        return first is not None and first.types == ("object",) and len(pointers) == 1

    def loosened(self, pointers: Pointers) -> Iterator[Constraints]:
        """Yield one alternative without what contradicts the rest, for schemas that no value satisfies."""
        yield from islice(_Expansion(self, is_loose=True).run(pointers), 1)

    def likeliest(self, pointers: Pointers) -> Constraints | None:
        """Return the first alternative, if there is any."""
        return next(iter(self.alternatives(self.resolved(pointers))), None)

    def resolved(self, pointers: Pointers) -> Pointers:
        """Return the pointers after following schemas that are only a `$ref`."""
        return tuple(dict.fromkeys(self._resolved.get(pointer) or self._resolve(pointer) for pointer in pointers))

    def _resolve(self, pointer: str) -> str:
        target = pointer
        for _ in range(REF_LIMIT):
            schema = self.lookup(target)
            if not isinstance(schema, dict) or schema.keys() - _ANNOTATIONS != {"$ref"}:
                break
            target = self.target(str(schema["$ref"]))
        self._resolved[pointer] = target
        return target

    def lookup(self, pointer: str) -> Any:
        """Return the schema at a pointer; `False`, which no value satisfies, if there is none."""
        if pointer not in self._found:
            self._found[pointer] = self._read(pointer)
        return self._found[pointer]

    def target(self, reference: str) -> str:
        """Return the pointer to which a `$ref` or `$dynamicRef` leads."""
        return unquote(reference.partition("#")[2])


class _Expansion:
    """One walk through all schemas that apply to a value, with a bound on its length."""

    def __init__(self, tree: SchemaTree, *, is_loose: bool = False) -> None:
        self._tree = tree
        self._visits = 0
        self._is_loose = is_loose  # whether contradictions are dropped

    def run(self, pointers: Pointers) -> Iterator[Constraints]:
        yield from self._expand(Constraints(), [_Task(pointer) for pointer in pointers], frozenset(), [])

    def _expand(
        self, so_far: Constraints, tasks: list[_Task], seen: frozenset[str], choices: list[_Choice]
    ) -> Iterator[Constraints]:
        """Add schemas one by one; when only choices are left, try every branch of the first."""
        taken, choices = set(seen), list(choices)
        if not self._take_all(so_far, tasks, taken, choices):
            return
        if len(choices) > CHOICES_LIMIT:
            so_far.is_risky = True
        while choices and len(choices) <= CHOICES_LIMIT:
            choice = choices.pop(0)
            branches = self._branches(choice, so_far)
            if branches:
                for branch in branches:
                    twin = so_far.copy()
                    also = self._choose(twin, branch)
                    if self._is_loose:
                        twin.loosen()
                    ways = [_Task(pointer, choice.owners, choice.is_self) for pointer in branch.pointers] + also
                    if not twin.is_impossible:
                        yield from self._expand(twin, ways, frozenset(taken), choices)
                return
        if not so_far.is_impossible:
            yield so_far

    def _take_all(self, so_far: Constraints, tasks: list[_Task], taken: set[str], choices: list[_Choice]) -> bool:
        """Add the unconditional schemas and collect the choices; return `False` if they contradict each other."""
        todo = list(reversed(tasks))
        while todo:
            task = todo.pop()
            self._visits += 1
            if task.pointer in taken or len(taken) > EXPANSION_LIMIT:
                continue
            taken.add(task.pointer)
            schema = self._tree.lookup(task.pointer)
            if self._visits > VISITS_LIMIT or (schema is False and not self._is_loose):
                return False
            if isinstance(schema, dict):
                todo += reversed(self._take(so_far, schema, task, choices))
                if self._is_loose:
                    so_far.loosen()
                elif so_far.is_impossible or self._is_contradictory(so_far):
                    return False
        return True

    def _take(self, so_far: Constraints, schema: dict[str, Any], task: _Task, choices: list[_Choice]) -> list[_Task]:
        """Add one schema and return the schemas that apply with it."""
        owners = _owners(schema, task)
        so_far.take(schema, task.pointer, owners)
        if task.is_self:
            so_far.selves.append(task.pointer)
        else:
            so_far.partial += [shown for shown in _iter_first_example(schema) if isinstance(shown, dict)]
        self._tag_heir(so_far, task.pointer, choices)
        choices += [
            _Choice(keyword, schema, task.pointer, owners, task.is_self) for keyword in _CHOICES if keyword in schema
        ]
        parts = self._parts(schema, task, owners)
        return parts + self._negate(so_far, f"{task.pointer}/not") if "not" in schema else parts

    def _negate(self, so_far: Constraints, pointer: str) -> list[_Task]:
        """Add the negation of a schema; return the inner schema if it is a `not` itself."""
        (target,) = self._tree.resolved((pointer,))
        schema = self._tree.lookup(target)
        so_far.take_negated(schema)
        return [_Task(f"{target}/not")] if isinstance(schema, dict) and schema.keys() == {"not"} else []

    def _parts(self, schema: dict[str, Any], task: _Task, owners: Pointers) -> list[_Task]:
        references = [schema[keyword] for keyword in ("$ref", "$dynamicRef") if isinstance(schema.get(keyword), str)]
        parts = schema.get("allOf")
        size = len(parts) if isinstance(parts, list) else 0
        is_self = task.is_self and size == 1
        return [_Task(self._tree.target(one), owners, task.is_self) for one in references] + [
            _Task(f"{task.pointer}/allOf/{index}", owners, is_self) for index in range(size)
        ]

    def _choose(self, into: Constraints, branch: _Branch) -> list[_Task]:
        """Add what a branch requires besides its schemas; return the schemas that apply with it."""
        into.required.update(dict.fromkeys(branch.required))
        into.forbidden.update(branch.forbidden)
        if branch.tag:
            name, value = branch.tag
            into.tags.setdefault(name, []).insert(0, value)  # an inner discriminator knows better
        return [task for pointer in branch.negated for task in self._negate(into, pointer)]

    def _branches(self, choice: _Choice, so_far: Constraints) -> list[_Branch]:
        value = choice.schema[choice.keyword]
        if choice.keyword == "discriminator":
            return self._heirs(choice.pointer)
        if choice.keyword == "if":
            so_far.is_risky = True
            return _conditions(choice.schema, choice.pointer)
        if choice.keyword in ("oneOf", "anyOf"):
            so_far.is_risky = so_far.is_risky or choice.keyword == "oneOf"
            return self._alternatives(choice) if isinstance(value, list) else []
        named = value if isinstance(value, dict) else {}
        names = [name for name, part in named.items() if isinstance(part, (dict, bool))]
        return _dependents(names, f"{choice.pointer}/{choice.keyword}", so_far) if names else []

    def _alternatives(self, choice: _Choice) -> list[_Branch]:
        """Return the branches of `oneOf` or `anyOf`, null after the others."""
        schema, keyword = choice.schema, choice.keyword
        pointers = tuple(f"{choice.pointer}/{keyword}/{index}" for index in range(len(schema[keyword])))
        is_exclusive = keyword == "oneOf" and len(pointers) <= NEGATIONS_LIMIT
        branches = [
            _Branch(
                (one,),
                tuple(other for other in pointers if other != one) if is_exclusive else (),
                tag=self._tag(choice.pointer, one),
            )
            for one in pointers
        ]
        return sorted(branches, key=lambda branch: self._is_null(branch.pointers[0]))

    def _heirs(self, pointer: str) -> list[_Branch]:
        discriminator = self._tree.discriminator(pointer)
        heirs = [one for one in discriminator.schemas if one != pointer] if discriminator is not None else []
        return [_Branch((one,), tag=self._tag(pointer, one)) for one in heirs]

    def _is_null(self, pointer: str) -> bool:
        schema = self._tree.lookup(pointer)
        return isinstance(schema, dict) and schema.get("type") in ("null", ["null"])

    # discriminators (OpenAPI 3.1.1 §4.8.25)

    def _tag(self, pointer: str, branch: str) -> tuple[str, str] | None:
        """Return the discriminator property of the schema at `pointer`, and the value that names a branch."""
        discriminator = self._tree.discriminator(pointer)
        named = discriminator.values_of(branch) if discriminator is not None else []
        return (discriminator.name, named[0]) if discriminator is not None and named else None

    def _tag_heir(self, so_far: Constraints, pointer: str, choices: list[_Choice]) -> None:
        """Add the value by which a parent's discriminator names the schema that inherits from it by `allOf`.

        A parent whose discriminator maps values to other schemas only is replaced by one of them.
        """
        discriminator = self._tree.discriminator(pointer)
        if discriminator is None or discriminator.keyword:
            return
        so_far.is_risky = True
        named = [one for one in so_far.pointers if one in discriminator.schemas]
        if named in ([], [pointer]) and not set(discriminator.values_of(pointer)) & set(discriminator.known):
            choices.append(_Choice("discriminator", {"discriminator": {}}, pointer, (), is_self=False))
        for one in named:
            tags = so_far.tags.setdefault(discriminator.name, [])
            tags += discriminator.values_of(one)

    def _is_contradictory(self, so_far: Constraints) -> bool:
        """Return whether a required property must have two different values, as in a wrong branch."""
        for name in so_far.required:
            pointers = so_far.properties.get(name, ())
            if len(pointers) > 1:
                seen = Constraints()
                for pointer in pointers:
                    schema = self._tree.lookup(pointer)
                    if isinstance(schema, dict):
                        seen._take_values(schema)
                if seen.allowed == {}:
                    return True
        return False


def _iter_first_example(schema: dict[str, Any]) -> Iterator[Any]:
    """Yield the example of a schema, or the first of its examples."""
    listed = schema.get("examples")
    if "example" in schema:
        yield schema["example"]
    elif isinstance(listed, list):
        yield from listed[:1]


def _owners(schema: dict[str, Any], task: _Task) -> Pointers:
    if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
        return (*task.owners, task.pointer)
    return task.owners


def _conditions(schema: dict[str, Any], pointer: str) -> list[_Branch]:
    positive = (f"{pointer}/if", f"{pointer}/then") if "then" in schema else (f"{pointer}/if",)
    negative = (f"{pointer}/else",) if "else" in schema else ()
    return [_Branch(positive), _Branch(negative, negated=(f"{pointer}/if",))]


def _dependents(names: list[str], pointer: str, so_far: Constraints) -> list[_Branch]:
    """Return branches with all properties, then without each of them, then without any."""
    optional = [name for name in names if name not in so_far.required]

    def without(gone: list[str]) -> _Branch:
        kept = [name for name in names if name not in gone]
        return _Branch(
            tuple(f"{pointer}/{escape(name)}" for name in kept),
            required=tuple(name for name in kept if name in so_far.properties),
            forbidden=tuple(gone),
        )

    return [without([]), *(without([name]) for name in optional), without(optional)]
