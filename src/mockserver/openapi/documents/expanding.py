"""References where OpenAPI has no Reference Object: `get: {$ref: account_get.yaml}`, `paths: {$ref: paths.yaml}`.

Authors who split a document write them, and other tools read them. Each is replaced by what it refers to, so that no
reader of the document meets one. References that the standard allows are kept: they may be recursive.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from ..errors import DocumentError
from ..pointers import escape, name_at, parent_of, walk
from .bundling import Bundle
from .grammar import Kind, may_be_reference, reference_in, walk_places
from .sources import file_of
from .text.parsing import measure

CHAIN_LIMIT = 100  # references that lead from one to the next
ROUNDS = 10  # a reference may lead through a mapping that is itself behind a reference, and so on
MAX_VALUES = 3_000_000  # of the whole document
MAX_DEPTH = 150  # levels; of one file it is 100


def expand(bundled: Bundle, further: frozenset[Kind]) -> Bundle:
    """Return the bundle without references of that kind, or with those only that lead nowhere or in a circle.

    `further` are kinds of objects for which the document's version allows a reference, other than earlier ones.

    Raises `DocumentError` if the document becomes too large.
    """
    origins: dict[str, str] = {}
    filled: set[str] = set()
    content = bundled.content
    for _ in range(ROUNDS):
        targets = _find_targets(content, further)
        if targets.keys() <= filled:
            break
        expander = _Expander(_copy(content, {}), targets)
        for pointer in sorted(targets):
            expander.fill(pointer, ())
        if not expander.filled:
            break
        content = expander.content
        origins |= expander.origins
        filled |= expander.filled
        count, depth = measure(content, {})
        if count > MAX_VALUES or depth > MAX_DEPTH:
            message = f"its references stand for more than {MAX_VALUES:,} values or {MAX_DEPTH} levels"
            raise DocumentError(message, file=file_of(bundled.sources[0].name))
    return replace(bundled, content=content, origins=origins, expanded=tuple(sorted(filled))) if filled else bundled


def _find_targets(content: dict[str, Any], further: frozenset[Kind]) -> dict[str, str]:
    """Return where the references are that the standard does not allow, and the pointer that each leads to."""

    def find(ref: str, _: str) -> tuple[str, Any] | None:
        target = unquote(ref[1:]) if ref.startswith("#/") else None
        try:
            return None if target is None else (target, walk(content, target))
        except (LookupError, ValueError):
            return None

    targets: dict[str, str] = {}
    for pointer, value, place, _, _ in walk_places(content, find):
        ref = reference_in(value)
        if ref is not None and not may_be_reference(place, further) and (found := find(ref, pointer)) is not None:
            targets[pointer] = found[0]
    return targets


class _Expander:
    """Replaces references in a tree. What a reference leads to is finished first, and is then part of both places."""

    def __init__(self, content: dict[str, Any], targets: dict[str, str]) -> None:
        self.content = content
        self.targets = targets
        self.order = sorted(targets)
        self.origins: dict[str, str] = {}
        self.filled: set[str] = set()
        self.failed: set[str] = set()

    def fill(self, pointer: str, waiting: tuple[int, ...]) -> bool:
        """Replace the reference at a pointer. Returns `False` if that would be a circle.

        `waiting` are the identities of the objects whose replacement contains this one.
        """
        place = walk(self.content, pointer)
        if pointer in self.filled or reference_in(place) is None:
            return True
        if id(place) in waiting or len(waiting) > CHAIN_LIMIT:
            return False
        target = self.targets[pointer]
        inner = self._at_or_below(target)
        if pointer in self.failed or not all(self.fill(each, (*waiting, id(place))) for each in inner):
            self.failed.add(pointer)
            return False
        value = walk(self.content, target)
        if reference_in(value) is None:  # else it leads nowhere, and so does this one
            self._put(pointer, target, value)
            self.filled.add(pointer)
        return True

    def _at_or_below(self, pointer: str) -> list[str]:
        """Return the pointers of references in the tree there: they are neighbours in the sorted order."""
        at = bisect_left(self.order, pointer)
        end = bisect_left(self.order, f"{pointer}0")  # "0" is the character after the slash
        return [each for each in self.order[at:end] if each == pointer or each.startswith(f"{pointer}/")]

    def _put(self, pointer: str, target: str, value: Any) -> None:
        place = walk(self.content, pointer)
        if isinstance(value, dict):  # keys beside the `$ref` win, as they do in path items
            beside = {key: part for key, part in place.items() if key != "$ref"}
            place.clear()
            place |= value | beside
            self.origins |= {f"{pointer}/{escape(k)}": f"{target}/{escape(k)}" for k in value if k not in beside}
        else:
            parent, name = walk(self.content, parent_of(pointer)), name_at(pointer)
            parent[int(name) if isinstance(parent, list) else name] = value
            self.origins[pointer] = target


def _copy(value: Any, known: dict[int, Any]) -> Any:
    """Return a copy of a tree; what YAML aliases share stays shared."""
    if not isinstance(value, (dict, list)):
        return value
    copied = known.get(id(value))
    if copied is None:
        if isinstance(value, list):
            copied = [_copy(part, known) for part in value]
        else:
            copied = {key: _copy(part, known) for key, part in value.items()}
        known[id(value)] = copied
    return copied
