"""Which member of a row a name means: `address_city` is `address.city`, `author` is `author.id`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name, singular, words_of
from .time_words import CREATED_WORDS, UPDATED_WORDS

_CONTAINERS = ("attributes", "relationships", "fields", "properties", "metadata", "spec")  # of what an entity has
_IDENTIFIERS = ("id", "uuid", "key", "slug")
_ENDS = ("id", "ids", "uuid", "key", "slug")  # of names that mean an identifier
_TIMES = ("at", "on", "date", "time", "datetime", "ts")
_DATED = ("date", "date-time", "unixtime")


class RowMembers:
    """The members of the rows of one resource, found by what parameters call them."""

    def __init__(self, view: SchemaView, extra: Iterable[str] = (), identifier: str = "id") -> None:
        self.view = view
        self._extra = {plain_name(name): name for name in extra}  # members that are not in the schema
        self._identifier = identifier

    def find(self, segments: Sequence[str]) -> str | None:
        """The member that the parts of a name mean, as a dotted path. The first of these that there is:

        1. a member that is called so, at the top or in an object such as `attributes`
        2. a member that is no part of the schema: that of a parent
        3. one whose name is another form of it: singular or plural, with or without `id` or `is`
        4. a member of a member, `address_city` or `address.city`
        """
        if len(segments) > 1:
            return self._find_nested(self.view, segments) or self._find_flat("".join(segments))
        return self._find_flat(segments[0]) if segments else None

    def find_time(self, words: Sequence[str]) -> str | None:
        """The time that some words mean: `created_at` for `created`, `updated_at` for `modified`."""
        name = "".join(words)
        synonyms = next((names for names in (CREATED_WORDS, UPDATED_WORDS) if name in names), ())
        return self.find_any((name, *(f"{name}{end}" for end in _TIMES), f"date{name}", *synonyms))

    def find_any(self, names: Iterable[str]) -> str | None:
        """The first member that has one of these plain names."""
        return next((found for name in names if (found := self._find_exact(name)) is not None), None)

    def at(self, path: str) -> SchemaView:
        """The schema of a member; false if it has none."""
        view = self.view
        for name in path.split("."):
            view = (view.items or view).members.get(name) or SchemaView(self.view.document, ())
        return view

    def iter_times(self) -> Iterator[str]:
        """Yield the members at the top that are dates or times."""
        for name, view in self.view.members.items():
            if view.first("format") in _DATED:
                yield name

    def iter_scalars(self) -> Iterator[str]:
        """Yield the members that are neither objects nor lists, at the top and in objects such as `attributes`."""
        at_top = (name for name, view in self.view.members.items() if not (view.members or view.items))
        return chain(at_top, self.inner.values())

    def iter_short_times(self) -> Iterator[tuple[str, str]]:
        """Yield what times may be called for short, with their names: `created`, `created_at`."""
        for name in self.iter_times():
            *first, last = words_of(name)
            short = "_".join(first)
            if first and last in _TIMES and plain_name(short) not in self._by_plain:
                yield short, name

    @cached_property
    def inner(self) -> dict[str, str]:
        """The members of objects such as `attributes`, by their own names: `{"title": "attributes.title"}`."""
        found: dict[str, str] = {}
        for container in self._iter_containers():
            for name in self.view.members[container].members:
                found.setdefault(name, f"{container}.{name}")
        return {name: path for name, path in found.items() if name not in self.view.members}

    @cached_property
    def _by_plain(self) -> dict[str, str]:
        found = {plain_name(name): name for name in self.view.members}
        return {plain_name(name): path for name, path in self.inner.items()} | found

    def _iter_containers(self) -> Iterator[str]:
        return (name for name, view in self.view.members.items() if name in _CONTAINERS and view.members)

    def _find_flat(self, name: str) -> str | None:
        plain = plain_name(name)
        for form in (plain, *_iter_forms(name)):
            found = self._find_exact(form)
            if found is not None:
                return self._name(found) if plain.endswith(_ENDS) else found
        if plain in ("id", "ids"):
            return self._identifier
        return self._split(words_of(name))

    def _find_exact(self, plain: str) -> str | None:
        found = self._by_plain.get(plain)
        if found is None:
            return self._extra.get(plain)
        data = self.at(found).members.get("data")  # JSON:API 1.1 §Relationships
        return f"{found}.data.id" if data is not None and "id" in data.members else found

    def _name(self, path: str) -> str:
        """The identifier of a member that is an object: `author.id`; else the member itself."""
        view = self.at(path)
        if view.items or view.types & {"string", "integer", "number", "boolean"}:
            return path
        own = next((name for name in _IDENTIFIERS if name in view.members), None)
        return f"{path}.{own}" if own is not None else path

    def _find_nested(self, view: SchemaView, segments: Sequence[str]) -> str | None:
        """The member at the end of some names, each inside the one before."""
        names = []
        for segment in segments:
            wanted = plain_name(segment)
            found = next((name for name in view.members if plain_name(name) == wanted), None)
            if found is None:
                return None
            names.append(found)
            view = view.members[found].items or view.members[found]
        return ".".join(names)

    def _split(self, words: Sequence[str]) -> str | None:
        """The member of a member that words name together."""
        for at in range(1, len(words)):
            found = self._find_nested(self.view, ("".join(words[:at]), "".join(words[at:])))
            if found is not None:
                return found
        return None


def _iter_forms(name: str) -> Iterator[str]:
    """Yield other forms of a name, as plain names."""
    plain, words = plain_name(name), words_of(name)
    if not words:
        return
    one = "".join((*words[:-1], singular(words[-1])))
    yield from (one, f"{plain}s", f"{plain}es", f"{plain.removesuffix('y')}ies")
    for end in _ENDS:
        if plain.endswith(end) and plain != end:
            yield plain.removesuffix(end)
    yield from (f"{one}id", f"{one}ids", f"{one}uuid")
    for beginning in ("is", "has"):
        yield plain.removeprefix(beginning) if words[0] == beginning else f"{beginning}{plain}"
