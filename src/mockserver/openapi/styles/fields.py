"""A value spread over the pairs of a query, a form or a Cookie header: `ids=3&ids=4`, `filter[role]=admin`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final

from ..operations import Style
from .delimited import Delimited, find_split, item_reader
from .errors import RepeatedError, StyleError
from .percent import Decode
from .shapes import ANYTHING, Shape, scalar_reader

Pairs = dict[str, list[str]]
"""Decoded name -> the texts it was given, still encoded: {"ids": ["3", "4%2C5"]}."""

ABSENT: Final = object()
"""What a field reads if no pair belongs to it."""

_KEY = re.compile(r"\[([^\[\]]*)\]")
_KEYS = re.compile(rf"(?:{_KEY.pattern}){{1,20}}")

_Branch = dict[str, "_Branch | list[str]"]
"""The names in brackets, each with the branch below it or the texts it was given."""


def split_pairs(text: str) -> list[tuple[str, str]]:
    """Split `a=1&b&=2` into [("a", "1"), ("b", ""), ("", "2")], names and values still encoded."""
    pairs = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((name, value))
    return pairs


class Field:
    """Reads one value from pairs, in any style that a query, a form or a Cookie header may have.

    `repeatable`: several values of a scalar are a list, as in forms; a validator then reports that it is not a scalar.
    `styles` are the style and, as only Swagger 2.0 has them, those of the lists in a list.
    """

    __slots__ = (
        "_additional",
        "_decode",
        "_own",
        "_properties",
        "_repeatable",
        "is_deep",
        "is_spread",
        "name",
        "names",
        "shape",
        "takes_others",
    )

    def __init__(
        self,
        name: str,
        styles: Style | tuple[Style, ...],
        shape: Shape,
        decode: Decode,
        *,
        explode: bool,
        repeatable: bool = False,
    ) -> None:
        style, *inner = (styles,) if isinstance(styles, str) else styles
        self.name = name
        self.shape = shape
        self.is_deep = style == "deepObject"
        # the properties of an exploded object are names of their own in the query
        self.is_spread = explode and shape.has_object and not self.is_deep
        # a deepObject also owns every name that begins with `color[`
        self.names = frozenset({name, *shape.properties} if self.is_spread else {name})
        self.takes_others = self.is_spread and (shape.additional is not None or not shape.properties)
        delimited = None
        if not (explode or self.is_deep):
            delimited = Delimited(shape, find_split(style, shape, decode), decode, inner=inner).reader
        self._decode = decode
        self._repeatable = repeatable
        self._own = _Texts(shape, decode, delimited=delimited, repeatable=repeatable, inner=inner)
        self._properties = {key: _Texts(part, decode, repeatable=repeatable) for key, part in shape.properties.items()}
        self._additional = _Texts(shape.additional or ANYTHING, decode, repeatable=repeatable)

    def owns(self, name: str) -> bool:
        return name in self.names or (self.is_deep and name.startswith(f"{self.name}["))

    def read(self, pairs: Pairs, taken: frozenset[str] = frozenset()) -> Any:
        """Return the value, or `ABSENT`. Raises `StyleError` if it is malformed. `taken` are names of other fields."""
        value = ABSENT
        if self.is_deep:
            value = self._read_deep(pairs)
        elif self.is_spread:
            value = self._read_spread(pairs, taken)
        if value is not ABSENT:
            return value
        texts = pairs.get(self.name)
        return ABSENT if texts is None else self._own.read(texts)

    def _read_spread(self, pairs: Pairs, taken: frozenset[str]) -> Any:
        value = {}
        for key, texts in pairs.items():
            if key in self._properties:
                value[key] = self._properties[key].read(texts)
            elif self.takes_others and key not in taken and not (key == self.name and self.shape.has_scalar):
                value[key] = self._additional.read(texts)
        return value or ABSENT

    def _read_deep(self, pairs: Pairs) -> Any:
        start = f"{self.name}["
        found = {name[len(self.name) :]: texts for name, texts in pairs.items() if name.startswith(start)}
        allowed = f"{self.name}[property]=value"
        if self.name in pairs and (found or not (self.shape.has_scalar or self.shape.has_array)):
            message = "is given without a property in brackets, as style deepObject has it"
            raise StyleError(message, f"{self.name}={pairs[self.name][0]}", allowed)
        if not found:
            return ABSENT
        root: _Branch = {}
        for rest, texts in found.items():
            if not _KEYS.fullmatch(rest) or not _grow(root, _KEY.findall(rest), texts):
                message = "does not name properties in brackets, as style deepObject has it"
                raise StyleError(message, self.name + rest, allowed)
        return self._read_branch(root, self.shape)

    def _read_branch(self, branch: _Branch | list[str], shape: Shape) -> Any:
        """Return an object, or an array if one is admitted and all names are numbers or empty.

        OpenAPI does not define arrays and nested objects here. Many clients, and Stripe's document, write
        `price[net][eur]=5`, `expand[]=a&expand[]=b` and `items[0][price]=5`.
        """
        if isinstance(branch, list):
            return _Texts(shape, self._decode, repeatable=self._repeatable).read(branch)
        if shape.has_array and all(not key or key.isdecimal() for key in branch):
            parts = (
                [[text] for text in part] if isinstance(part, list) and not key else [part]
                for key, part in branch.items()
            )
            return [self._read_branch(part, shape.item) for part in chain.from_iterable(parts)]
        others = shape.additional or ANYTHING
        return {key: self._read_branch(part, shape.properties.get(key, others)) for key, part in branch.items()}


def _grow(root: _Branch, keys: list[str], texts: list[str]) -> bool:
    """Put texts below a row of names. Returns whether the place was free."""
    branch = root
    for key in keys[:-1]:
        below = branch.setdefault(key, {})
        if isinstance(below, list):
            return False
        branch = below
    return branch.setdefault(keys[-1], texts) is texts


class _Texts:
    """Reads the texts that one name was given: a scalar, or an array by repetition."""

    __slots__ = ("_delimited", "_item", "_repeatable", "_scalar", "_shape")

    def __init__(
        self,
        shape: Shape,
        decode: Decode,
        *,
        delimited: Callable[[str], Any] | None = None,  # reads a value that is one text
        repeatable: bool = False,
        inner: Sequence[Style] = (),
    ) -> None:
        self._shape = shape
        self._delimited = delimited
        self._repeatable = repeatable
        self._scalar = scalar_reader(shape, decode)
        self._item = item_reader(shape, decode, inner)

    def read(self, texts: list[str]) -> Any:
        read_one = self._delimited or self._scalar
        if len(texts) == 1 and (self._delimited or not self._is_item(texts[0])):
            return read_one(texts[0])
        if self._shape.has_array and not self._delimited:
            return self.read_items(texts)
        if self._repeatable or self._shape.is_open:
            values = [read_one(text) for text in texts]
            # `tags=a&tags=b` instead of `tags=a,b`: join the lists
            return list(chain(*(value if isinstance(value, list) else [value] for value in values)))
        raise RepeatedError(texts)

    def read_items(self, texts: list[str]) -> list[Any]:
        return [self._item(text) for text in texts]

    def _is_item(self, text: str) -> bool:
        """Whether a single text is the item of an array, since no scalar that is admitted is written like it."""
        if not self._shape.has_array or self._shape.has_text:
            return False
        return not self._shape.has_scalar or isinstance(self._scalar(text), str)
