"""Generate values that satisfy a schema: candidates are proposed, and only valid ones are returned.

Four ways are tried in this order:

1. Top down, with optional parts: the author's examples, then values built for each type, as far as the allowance goes.
   No schema appears inside itself. Objects and arrays are validated only as a whole.
2. The same, but every object and array that could be invalid is validated on its own.
3. The shallowest value, found from the leaves up.
4. The same, but every value is validated on its own.

The validator checks the whole value at the end of each way. Recursion ends at the shallowest valid point.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from threading import Lock
from typing import Any

from ..bodies import UploadedFile
from ..validation import Schemas
from .approximation import approximate
from .constraints import Constraints
from .dynamic import Dynamic, iter_unknown_fakers
from .errors import Unsatisfiable
from .explanation import explain
from .faker_options import read_options
from .manner import USUAL, Manner
from .policy import Policy
from .sample_files import OCTET_STREAM, file_name, sample_bytes
from .schema_tree import SchemaTree
from .shallowest_values import Budget, Exhausted, ShallowestValues
from .top_down import Run, TopDown

SHARES = (8_000, 4_000, 6_000, 2_000)  # candidates that each of the four ways may try for one value
ALLOWANCE = 4000  # parts that one value may have before optional ones are left out
WHOLES = 8  # whole values of one way that are validated


class Generator:
    """Generates values for the schemas of one document in one direction."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._options = read_options(schemas.document.content)
        self._known: dict[tuple[str, str, Manner], Any] = {}
        self._unsatisfiable: dict[str, str] = {}
        self._shallow: dict[bool, ShallowestValues] = {}
        self._lock = Lock()

    def generate(self, pointer: str, name: str = "", *, dynamic: Dynamic | None = None, manner: Manner = USUAL) -> Any:
        """Return a value that satisfies the schema at `pointer`; `name` is the name of the property or parameter.

        Without `dynamic` it is always the same value. Raises `Unsatisfiable` if no value is found and the manner is not
        lenient, and `DocumentError` if there is no valid schema at the pointer.
        """
        key = pointer, name, manner
        if dynamic is None and key in self._known:
            return _copied(self._known[key])
        self._schemas.is_valid(pointer, None)  # raises `DocumentError` if it is not a valid schema
        with self._lock:
            value = self._find_or_approximate(pointer, name, self._policy(pointer, dynamic, manner))
        if dynamic is None:
            self._known[key] = value
        return _copied(value)

    @cached_property
    def _tree(self) -> SchemaTree:
        return SchemaTree(self._schemas.lookup, self._schemas.discriminator)

    def _policy(self, pointer: str, dynamic: Dynamic | None, manner: Manner) -> Policy:
        if self._schemas.direction == "request":  # what a client sends cannot lead it on
            manner = replace(manner, is_neutral=False, is_last_page=False)
        return dynamic.policy_for(self._options, pointer, manner) if dynamic is not None else Policy(manner)

    def _shallowest(self, is_neutral: bool) -> ShallowestValues:
        """Return the shallowest values, which are found once."""
        known = self._shallow.get(is_neutral)
        if known is None:
            policy = Policy(Manner(is_neutral=is_neutral))
            known = self._shallow[is_neutral] = ShallowestValues(self._tree, self._schemas.is_valid, policy)
        return known

    @property
    def notices(self) -> tuple[str, ...]:
        """A sentence for each setting of the document that dynamic values ignore."""
        return self._options.notices + tuple(iter_unknown_fakers(self._schemas.document))

    def generate_file(self, pointer: str, media_type: str = "", name: str = "") -> UploadedFile:
        """Return a file for a binary body or a part of a form: real bytes of its media type.

        The type is `media_type`, else the schema's `contentMediaType`, else `application/octet-stream`.
        """
        wanted = self._find_first(pointer) or Constraints()
        kind = media_type or wanted.media_type or OCTET_STREAM
        return UploadedFile(file_name(kind, name), kind, sample_bytes(kind))

    def is_file(self, pointer: str) -> bool:
        """Return whether a schema is for bytes: `format: binary`, or `contentMediaType` without `contentEncoding`."""
        wanted = self._find_first(pointer)
        if wanted is None or "string" not in wanted.types:
            return False
        return "binary" in wanted.formats or bool(wanted.media_type and not wanted.encoding)

    def _find_first(self, pointer: str) -> Constraints | None:
        with self._lock:  # what the tree keeps is made while it is first read
            return next(iter(self._tree.alternatives((pointer,))), None)

    def _find_or_approximate(self, pointer: str, name: str, policy: Policy) -> Any:
        if pointer not in self._unsatisfiable:
            with suppress(Unsatisfiable):
                return self._find_value(pointer, name, policy)
        if not policy.manner.is_lenient:
            raise Unsatisfiable(self._unsatisfiable[pointer])
        return approximate(self._schemas, self._tree, policy, pointer, name)

    def _find_value(self, pointer: str, name: str, policy: Policy) -> Any:
        top_down = [
            partial(self._iter_top_down, pointer, name, policy, is_careful=careful) for careful in (False, True)
        ]
        shallowest = self._shallowest(policy.manner.is_neutral)
        strict = ShallowestValues(self._tree, self._schemas.is_valid, shallowest.policy, is_strict=True)
        shallow = [partial(one.values, (pointer,), name) for one in (shallowest, strict)]
        is_exhausted = False
        for way, share in zip((*top_down, *shallow), SHARES, strict=True):
            try:
                for value in islice(way(budget=Budget(share)), WHOLES):
                    if self._schemas.is_valid(pointer, value):
                        return value
            except Exhausted:
                is_exhausted = is_exhausted or way in shallow
        self._unsatisfiable[pointer] = explain(self._schemas, shallowest, pointer, name, is_exhausted)
        raise Unsatisfiable(self._unsatisfiable[pointer])

    def _iter_top_down(
        self, pointer: str, name: str, policy: Policy, *, budget: Budget, is_careful: bool
    ) -> Iterator[Any]:
        shallowest = self._shallowest(policy.manner.is_neutral)
        run = Run(self._schemas, self._tree, shallowest, policy, budget, is_careful)
        yield from TopDown(run, ALLOWANCE, frozenset(), must=True).values((pointer,), name)


def _copied(value: Any) -> Any:
    """Return a deep copy of JSON-like data, so that no caller changes the kept value."""
    if isinstance(value, dict):
        return {name: _copied(item) if isinstance(item, (dict, list)) else item for name, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) if isinstance(item, (dict, list)) else item for item in value]
    return value
