"""Properties of a form that are written in a style: `tags=a,b`, `point[x]=1` (OpenAPI 3.1.1 §4.8.15.1.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ..styles import ABSENT, Decode, Field, Pairs, StyleError
from .encodings import Encodings
from .errors import BodyError


def make_styled_field(name: str, encodings: Encodings, decode: Decode) -> Field | None:
    """Return the reader of a property whose encoding states a style or explode; `None` for any other."""
    styled = encodings.style(name)
    if styled is None:
        return None
    style, explode = styled
    styles = (style, *encodings.inner_styles(name))
    return Field(name, styles, encodings.shape(name), decode, explode=explode, repeatable=True)


class FieldGroup:
    """The fields of one form: which names belong to them, and their values."""

    def __init__(self, fields: Iterable[Field], others: Collection[str]) -> None:
        """`others` are the names of properties that are not read here."""
        self._fields = tuple(fields)
        self._names = frozenset[str]().union(*(each.names for each in self._fields)).difference(others)
        self.taken = self._names.union(others)
        self.deep = tuple(f"{each.name}[" for each in self._fields if each.is_deep)
        # a field that is spread over other names takes those that no property has
        self.takes_others = any(each.takes_others for each in self._fields)

    def owns(self, name: str) -> bool:
        """Whether a name belongs to one of the fields."""
        is_own = name in self._names or name.startswith(self.deep)
        return is_own or (self.takes_others and name not in self.taken)

    def read(self, pairs: Pairs) -> dict[str, Any]:
        """Return the values that pairs hold, by property. Raises `BodyError` if one does not follow its style."""
        value: dict[str, Any] = {}
        for field in self._fields:
            try:
                read = field.read(pairs, self.taken)
            except StyleError as reason:
                raise style_error(field.name, reason) from None
            if read is not ABSENT:
                value[field.name] = read
        return value


def style_error(name: str, reason: StyleError) -> BodyError:
    """Return what is wrong with a text of a property."""
    return BodyError(reason.message, seen=reason.seen, allowed=reason.allowed).under(name)
