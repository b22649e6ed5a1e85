"""Inventing a value that satisfies a schema, always: candidates are proposed, and only valid ones leave.

1. Top down, generously: what the author shows, then what each type asks for with its optional parts, as far as the
   allowance goes; no schema appears inside itself. Objects and arrays are put before the validator as a whole only.
2. The same, where that was refused, with every part put before it that could be wrong.
3. The shallowest value, found from the leaves up.
4. The same, trusting nothing.

Whatever the way, only what the validator accepts as a whole is given out, and recursion is cut at the shallowest
legal point.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from itertools import islice
from threading import Lock
from typing import Any

from ..bodies import UploadedFile
from ..validation import Schemas
from .candidates import iter_built, iter_shown
from .constraints import Constraints, Pointers
from .dynamic import Dynamic, iter_unknown_fakers
from .errors import Unsatisfiable
from .explanation import explain
from .faker_options import read_options
from .policy import Policy
from .sample_files import OCTET_STREAM, file_name, sample_bytes
from .schema_tree import SchemaTree
from .shallowest_values import Budget, Exhausted, ShallowestValues

SHARES = (8_000, 4_000, 6_000, 2_000)  # candidates that each of the four ways may look at for one value
ALLOWANCE = 4000  # parts that one value may have before optional ones are left out
FAILURES_LIMIT = 60  # wrong candidates in a row, until the next branch is tried
WHOLES = 8  # values of the generous ways that are put before the validator


class Generator:
    """Makes values for the schemas of one document, travelling in one direction."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._options = read_options(schemas.document.content)
        self._known: dict[tuple[str, str], Any] = {}
        self._hopeless: dict[str, str] = {}
        self._lock = Lock()

    def generate(self, pointer: str, name: str = "", *, dynamic: Dynamic | None = None) -> Any:
        """A value that satisfies the schema at `pointer`; `name` is what the value is called where it stands.

        Without `dynamic` it is always the same value. Raises `Unsatisfiable` when none is found, `DocumentError` when
        no validator can read the schema.
        """
        if pointer in self._hopeless:
            raise Unsatisfiable(self._hopeless[pointer])
        if dynamic is None and (pointer, name) in self._known:
            return _copied(self._known[pointer, name])
        self._schemas.is_valid(pointer, None)  # a schema that is none is reported as such
        with self._lock:
            value = self._invent(pointer, name, dynamic.policy(self._options, pointer) if dynamic else Policy())
        if dynamic is None:
            self._known[pointer, name] = value
        return _copied(value)

    @cached_property
    def _tree(self) -> SchemaTree:
        return SchemaTree(self._schemas.lookup)

    @cached_property
    def _shallowest(self) -> ShallowestValues:
        return ShallowestValues(self._tree, self._schemas.is_valid)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the document asks for that dynamic values will not heed, a sentence each."""
        return self._options.notices + tuple(iter_unknown_fakers(self._schemas.document))

    def generate_file(self, pointer: str, media_type: str = "", name: str = "") -> UploadedFile:
        """A file for a binary body, or for a part of a form: real bytes of its media type.

        The type is `media_type`, else the schema's `contentMediaType`, else `application/octet-stream`.
        """
        wanted = next(iter(self._tree.alternatives((pointer,))), Constraints())
        kind = media_type or wanted.media_type or OCTET_STREAM
        return UploadedFile(file_name(kind, name), kind, sample_bytes(kind))

    def is_file(self, pointer: str) -> bool:
        """Whether a schema means bytes: `format: binary`, or a `contentMediaType` without a `contentEncoding`."""
        wanted = next(iter(self._tree.alternatives((pointer,))), None)
        if wanted is None or "string" not in wanted.types:
            return False
        return "binary" in wanted.formats or bool(wanted.media_type and not wanted.encoding)

    def _invent(self, pointer: str, name: str, policy: Policy) -> Any:
        generous = [partial(self._generous, pointer, name, policy, is_careful=careful) for careful in (False, True)]
        doubtful = ShallowestValues(self._tree, self._schemas.is_valid, is_strict=True)
        shallow = [partial(one.values, (pointer,), name) for one in (self._shallowest, doubtful)]
        is_exhausted = False
        for way, share in zip((*generous, *shallow), SHARES, strict=True):
            try:
                for value in islice(way(budget=Budget(share)), WHOLES):
                    if self._schemas.is_valid(pointer, value):
                        return value
            except Exhausted:
                is_exhausted = is_exhausted or way in shallow
        self._hopeless[pointer] = explain(self._schemas, self._shallowest, pointer, name, is_exhausted)
        raise Unsatisfiable(self._hopeless[pointer])

    def _generous(self, pointer: str, name: str, policy: Policy, *, budget: Budget, is_careful: bool) -> Iterator[Any]:
        run = _Run(self._schemas, self._tree, self._shallowest, policy, budget, is_careful)
        yield from _Generous(run, ALLOWANCE, frozenset(), must=True).values((pointer,), name)


class _Run:
    """What all parts of one value have in common."""

    def __init__(
        self,
        schemas: Schemas,
        tree: SchemaTree,
        shallowest: ShallowestValues,
        policy: Policy,
        budget: Budget,
        is_careful: bool,
    ) -> None:
        self.schemas = schemas
        self.tree = tree
        self.shallowest = shallowest
        self.policy = policy
        self.budget = budget
        self.is_careful = is_careful  # whether containers are checked on their own


class _Generous:
    """Parts with optional parts of their own, as long as there is allowance for them."""

    is_whole = True

    def __init__(self, run: _Run, allowance: int, trail: frozenset[str], *, must: bool) -> None:
        self.policy = run.policy
        self._run = run
        self._allowance = allowance
        self._trail = trail
        self._must = must  # whether there is no value at all without this part

    def values(self, pointers: Pointers, name: str, *, is_required: bool = True) -> Iterator[Any]:
        is_cut = False
        self._run.budget.spend()
        pointers = self._run.tree.resolved(pointers)
        for wanted in self.policy.branches(self._run.tree.alternatives(pointers)):
            if wanted.is_scalar:
                yield from self._candidates(wanted, pointers, name, self)
            elif self._allowance <= 0 or not self._trail.isdisjoint(wanted.selves):
                is_cut = True
            else:
                yield from self._candidates(wanted, pointers, name, self._deeper(wanted, is_required))
        if is_cut and is_required and (self._must or self._allowance <= 0):
            shallowest = self._run.shallowest
            for value in shallowest.values(pointers, name, budget=self._run.budget):
                self._run.budget.spend(shallowest.weight(value))
                yield value

    def is_valid(self, pointer: str, value: Any) -> bool:
        return self._run.schemas.is_valid(pointer, value)

    def _candidates(self, wanted: Constraints, pointers: Pointers, name: str, parts: _Generous) -> Iterator[Any]:
        run, is_exact = self._run, self.policy.is_exact
        for value in iter_shown(wanted, self.policy):
            if all(self.is_valid(pointer, value) for pointer in pointers):
                run.budget.spend()
                yield value
        if wanted.allowed is not None:
            return
        is_trusted = wanted.is_safe and is_exact if wanted.is_scalar else not (run.is_careful and wanted.is_risky)
        failures, limit = 0, FAILURES_LIMIT * (10 if wanted.is_scalar else 1)
        for value in iter_built(wanted, name, parts):
            run.budget.spend()
            if is_trusted or all(self.is_valid(pointer, value) for pointer in pointers):
                yield value
                failures = 0
            else:
                failures += 1
                if failures > limit:
                    return

    def _deeper(self, wanted: Constraints, is_required: bool) -> _Generous:
        """The parts' own parts: what this value does not need itself is shared among those that have parts."""
        tree = self._run.tree
        members = wanted.properties.values()
        holders = sum(not _is_scalar(tree, tuple(pointers)) for pointers in members) if self._allowance > 1 else 0
        share = max(self._allowance - len(members), 0) // max(holders, 2)
        return _Generous(self._run, share, self._trail.union(wanted.selves), must=self._must and is_required)


def _copied(value: Any) -> Any:
    """A deep copy of JSON-like data; what is kept may not be changed by whoever gets it."""
    if isinstance(value, dict):
        return {name: _copied(item) if isinstance(item, (dict, list)) else item for name, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) if isinstance(item, (dict, list)) else item for item in value]
    return value


def _is_scalar(tree: SchemaTree, pointers: Pointers) -> bool:
    first = next(iter(tree.alternatives(tree.resolved(pointers))), None)
    return first is None or first.is_scalar
