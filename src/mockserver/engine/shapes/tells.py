"""What the body of a list tells beside its rows, laid into the places that its rules name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ...openapi.pointers import split
from ...openapi.resources.page_words import NEXT, PREVIOUS
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ..behaviour import Told
from ..filling.laying import ABSENT, Path, put

_KEEP: Any = object()  # leave what the body has
_OTHERS = (*NEXT, *PREVIOUS, "first", "last", "nextpage", "previouspage", "prevpage")
_LINKS = ("self_link", "next_link", "previous_link", "first_link", "last_link")

Address = Callable[[str, bool], str]
"""The address of a path of this server, `/pets?page=2`; with true it stays a path."""


class _TellPlace(NamedTuple):
    """One place of a body, and what stands there."""

    told: Told
    path: Path
    view: SchemaView
    gap: Path  # what is taken away if there is nothing to tell: the place, or an object around it
    blank: Any  # what stands there then
    is_relative: bool  # whether a link is a path


class BodyTells:
    """The places of one documented body where a list tells something."""

    def __init__(
        self,
        whole: SchemaView,
        tells: Mapping[str, Told],
        generate: Callable[[str | None], Any],
        is_valid: Callable[[str | None, Any], bool],
    ) -> None:
        self._whole = whole
        self._generate = generate
        self._is_valid = is_valid
        found = [(tuple(split(pointer)), told) for pointer, told in tells.items() if pointer.startswith("/")]
        self._places = [self._plan(path, told) for path, told in found]

    def lay(self, body: Any, told: Mapping[Told, Any], address: Address) -> Any:
        """A body with what is told; what it says about other pages that do not exist is null, absent or empty."""
        gaps = [place for place in self._places if place.told in told and told[place.told] is None]
        for place in gaps:
            if place.blank is not _KEEP:
                body = put(body, place.gap, place.blank)
        for place in self._places:
            value = told.get(place.told)
            if value is None:
                continue
            if place.told in _LINKS:
                value = address(value, place.is_relative)
            body = self._put(body, place.path, _fit(value, place.view))
        return body

    def _plan(self, path: Path, told: Told) -> _TellPlace:
        names = [str(name) for name in path]
        view = self._whole.at(names)
        gap = _find_gap(path)
        return _TellPlace(told, path, view, gap, self._find_blank(gap), _is_relative(view))

    def _find_blank(self, gap: Path) -> Any:
        """What stands where there is nothing to tell: null if it may, nothing if it may, an empty text if it may."""
        *outer, last = map(str, gap)
        view = self._whole.at((*outer, last))
        if "null" in view.types:
            return None
        if last not in self._whole.at(outer).required:
            return ABSENT
        pointer = view.pointers[0] if view.pointers else None
        return next((value for value in ("", 0) if self._is_valid(pointer, value)), _KEEP)

    def _put(self, body: Any, path: Path, value: Any) -> Any:
        """The body with a value at a path; objects around it that are missing are made."""
        inner = body
        for at, name in enumerate(path[:-1]):
            if not isinstance(inner, dict):
                return body
            if inner.get(name) is None:
                body = put(body, path[: at + 1], self._make_object(path[: at + 1]))
                return self._put(body, path, value)
            inner = inner[name]
        return put(body, path, value)

    def _make_object(self, path: Path) -> dict[str, Any]:
        view = self._whole.at(map(str, path))
        made = self._generate(view.pointers[0]) if view.required else {}
        return made if isinstance(made, dict) else {}


def _find_gap(path: Path) -> Path:
    """The place, or the object around it that is called like another page: `/_links/next` of `/_links/next/href`."""
    for at, name in enumerate(path[:-1]):
        if plain_name(str(name)) in _OTHERS:
            return path[: at + 1]
    return path


def _is_relative(view: SchemaView) -> bool:
    """Whether a link is a path: its example is one, or without an example its format allows it."""
    shown = [view.first("example"), *(view.first("examples") or ())]
    text = next((each for each in shown if isinstance(each, str) and each), None)
    if text is not None:
        return "://" not in text
    return view.first("format") in ("uri-reference", "iri-reference")


def _fit(value: Any, view: SchemaView) -> Any:
    """A number as text, if the schema wants text."""
    types = view.types - {"null"}
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return str(value) if is_number and types and types <= {"string"} else value
