"""The constraints that one value must satisfy at once, gathered from all schemas that apply to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from ..media_types import parse_media_type
from ..pointers import escape

Pointers = tuple[str, ...]  # of schemas that must all hold
TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")
_EXCLUDED_BY_TYPE = {"number": {"number", "integer"}}


@dataclass(slots=True)
class Unevaluated:
    """An `unevaluatedProperties` or `unevaluatedItems`, and what other keywords evaluate beside and below it."""

    pointer: str
    names: set[str] = field(default_factory=set)
    patterns: list[str] = field(default_factory=list)
    first: int = 0  # the first position that no `prefixItems` describes
    is_idle: bool = False  # another keyword evaluates all that is left

    def copy(self) -> Unevaluated:
        return Unevaluated(self.pointer, self.names.copy(), self.patterns.copy(), self.first, self.is_idle)


@dataclass(slots=True)
class Constraints:
    """The constraints on a value after all branches are chosen and references followed."""

    pointers: list[str] = field(default_factory=list)  # of the schemas added
    selves: list[str] = field(default_factory=list)  # those that describe the whole value, not an `allOf` part of it
    types: tuple[str, ...] = TYPES  # in the order of the first schema that names any
    allowed: dict[Hashable, Any] | None = None  # values of `const` and `enum`, by identity; None: any value
    examples: list[Any] = field(default_factory=list)  # `example`, `examples` and `default`, best first
    partial: list[dict[str, Any]] = field(default_factory=list)  # of these, the objects that `allOf` parts show
    hints: list[Any] = field(default_factory=list)  # values and bounds in negated schemas
    formats: list[str] = field(default_factory=list)
    media_type: str = ""  # `contentMediaType`
    encoding: str = ""  # `contentEncoding`
    contents: list[str] = field(default_factory=list)  # pointers of `contentSchema`, for text that is JSON
    patterns: list[str] = field(default_factory=list)
    excluded_patterns: list[str] = field(default_factory=list)
    faker: Any = None  # `x-faker`
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiples: list[float] = field(default_factory=list)
    min_length: int = 0
    max_length: int | None = None
    min_items: int = 0
    max_items: int | None = None
    unique: bool = False
    prefix_items: list[list[str]] = field(default_factory=list)  # pointers by position, one list for each schema
    items: list[tuple[str, int]] = field(default_factory=list)  # pointer, and the first position it applies to
    contains: list[tuple[str, int, int | None]] = field(default_factory=list)  # pointer, least, most
    unevaluated_items: list[Unevaluated] = field(default_factory=list)
    required: dict[str, None] = field(default_factory=dict)  # in order
    forbidden: set[str] = field(default_factory=set)
    avoided: dict[str, None] = field(default_factory=dict)  # properties that a negated schema requires
    tags: dict[str, list[str]] = field(default_factory=dict)  # discriminator property -> likely values
    properties: dict[str, list[str]] = field(default_factory=dict)  # name -> pointers
    pattern_properties: list[tuple[str, str]] = field(default_factory=list)  # pattern, pointer
    # pointer, and the names and patterns it does not apply to
    additional: list[tuple[str, frozenset[str], tuple[str, ...]]] = field(default_factory=list)
    unevaluated_properties: list[Unevaluated] = field(default_factory=list)
    property_names: list[str] = field(default_factory=list)
    min_properties: int = 0
    max_properties: int | None = None
    dependent_required: dict[str, list[str]] = field(default_factory=dict)
    is_false: bool = False
    is_risky: bool = False  # a value built from the above may still be invalid

    def copy(self) -> Constraints:
        twin = Constraints()
        for name in _FIELDS:
            value = getattr(self, name)
            setattr(twin, name, value.copy() if isinstance(value, (list, dict, set)) else value)
        twin.properties = {name: pointers.copy() for name, pointers in self.properties.items()}
        twin.tags = {name: values.copy() for name, values in self.tags.items()}
        twin.unevaluated_items = [one.copy() for one in self.unevaluated_items]
        twin.unevaluated_properties = [one.copy() for one in self.unevaluated_properties]
        return twin

    @property
    def is_impossible(self) -> bool:
        """Whether the constraints contradict each other visibly, without trying a value."""
        low, high = self.minimum, self.maximum
        return (
            self.is_false
            or (set(self.types) <= {"integer", "number"} and low is not None and high is not None and low > high)
            or not self.types
            or self.allowed == {}
            or not self.forbidden.isdisjoint(self.required)
            or (self.types == ("string",) and self.max_length is not None and self.max_length < self.min_length)
            or (self.types == ("array",) and self.max_items is not None and self.max_items < self.min_items)
        )

    def loosen(self) -> None:
        """Drop what contradicts the rest, so that the constraints are not impossible any more."""
        self.is_false = False
        self.types = self.types or TYPES
        if self.allowed == {}:
            self.allowed = None
        self.forbidden -= self.required.keys()
        if self.maximum is not None and self.minimum is not None and self.maximum < self.minimum:
            self.maximum = None
        if self.max_length is not None and self.max_length < self.min_length:
            self.max_length = None
        if self.max_items is not None and self.max_items < self.min_items:
            self.max_items = None

    def iter_sizes(self) -> Iterator[int]:
        """Yield lengths just beyond the bounds in negated schemas."""
        yield from (hint + 1 for hint in self.hints if isinstance(hint, int) and 0 <= hint < 100)

    @property
    def is_scalar(self) -> bool:
        """Whether the value has no parts with schemas of their own."""
        if self.allowed is not None:
            return True
        return "object" not in self.types and "array" not in self.types

    @property
    def is_safe(self) -> bool:
        """Whether a value built from valid parts is certainly valid."""
        if self.is_scalar:
            return self.is_safe_scalar
        return not self.is_risky and len(self.types) < len(TYPES)

    @property
    def is_safe_scalar(self) -> bool:
        """Whether a text, number or boolean that is built within the bounds is certainly valid."""
        is_file = self.media_type or self.encoding
        return not (self.is_risky or self.patterns or self.formats or self.multiples or is_file)

    def take(self, schema: dict[str, Any], pointer: str, owners: Pointers) -> None:
        """Add the keywords of one schema, except its branches and references.

        `owners` are the enclosing schemas that may have an `unevaluatedProperties` or `unevaluatedItems`.
        """
        self.pointers.append(pointer)
        self._take_type(schema)
        self._take_values(schema)
        self._take_numbers(schema)
        self._take_texts(schema, pointer)
        self._take_arrays(schema, pointer, owners)
        self._take_objects(schema, pointer, owners)
        self._take_names(schema, pointer)

    def take_negated(self, schema: Any) -> None:
        """Add what follows from a negated schema."""
        self.is_risky = True
        if schema is True or schema == {}:
            self.is_false = True
        if not isinstance(schema, dict):
            return
        keywords = schema.keys() - {"description", "title"}
        for kinds, constraining in _KEYWORDS_BY_TYPES.items():
            if keywords and keywords <= constraining:  # a value of any other type would satisfy the schema
                self.types = tuple(kind for kind in self.types if kind in kinds)
        if keywords == {"type"}:
            named = [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
            gone = set().union(*(_EXCLUDED_BY_TYPE.get(name, {name}) for name in named))
            self.types = tuple(kind for kind in self.types if kind not in gone)
        elif keywords in ({"enum"}, {"const"}):
            gone_values = {identity(value) for value in schema.get("enum") or [schema.get("const")]}
            if self.allowed is not None:
                self.allowed = {key: value for key, value in self.allowed.items() if key not in gone_values}
        elif keywords == {"pattern"}:
            self.excluded_patterns.append(str(schema["pattern"]))
        elif keywords == {"required"} and len(schema["required"]) == 1:
            self.forbidden.update(schema["required"])
        elif keywords == {"anyOf"} and isinstance(schema["anyOf"], list):
            for part in schema["anyOf"]:
                self.take_negated(part)
        self.hints += _iter_hints(schema)
        self.avoided.update(dict.fromkeys(_iter_required(schema)))

    # one method for each group of keywords

    def _take_type(self, schema: dict[str, Any]) -> None:
        declared = schema.get("type")
        if declared is None:
            return
        names = [declared] if isinstance(declared, str) else list(declared) if isinstance(declared, list) else []
        if "number" in names:
            names.append("integer")
        if self.types == TYPES:
            known = dict.fromkeys(name for name in names if name in TYPES)
            self.types = tuple(sorted(known, key=lambda name: name == "null"))
        else:
            self.types = tuple(name for name in self.types if name in names)

    def _take_values(self, schema: dict[str, Any]) -> None:
        if "const" in schema:
            self._allow([schema["const"]])
        if isinstance(schema.get("enum"), list):
            self._allow(schema["enum"])
        if "example" in schema:
            self.examples.append(schema["example"])
        if isinstance(schema.get("examples"), list):
            self.examples += schema["examples"]
        if "default" in schema:
            self.examples.append(schema["default"])
        if "x-faker" in schema:
            self.faker = schema["x-faker"]

    def _allow(self, values: Iterable[Any]) -> None:
        named = {identity(value): value for value in values}
        known = self.allowed
        self.allowed = named if known is None else {key: value for key, value in known.items() if key in named}

    def _take_numbers(self, schema: dict[str, Any]) -> None:
        low, high = schema.get("minimum"), schema.get("maximum")
        above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        if above is True:  # Draft 4: a boolean beside `minimum`
            low, above = None, low
        if below is True:
            high, below = None, high
        self.minimum = _tighter(max, self.minimum, low)
        self.maximum = _tighter(min, self.maximum, high)
        self.exclusive_minimum = _tighter(max, self.exclusive_minimum, above)
        self.exclusive_maximum = _tighter(min, self.exclusive_maximum, below)
        if _is_number(schema.get("multipleOf")):
            self.multiples.append(schema["multipleOf"])

    def _take_texts(self, schema: dict[str, Any], pointer: str) -> None:
        if isinstance(schema.get("format"), str):
            self.formats.append(schema["format"])
        self.media_type = _text(schema, "contentMediaType") or self.media_type
        self.encoding = _text(schema, "contentEncoding") or self.encoding
        if "contentSchema" in schema and _is_json_text(schema):
            self.contents.append(f"{pointer}/contentSchema")
        self.min_length = max(self.min_length, _count(schema.get("minLength")) or 0)
        self.max_length = _tighter(min, self.max_length, _count(schema.get("maxLength")))
        if isinstance(schema.get("pattern"), str):
            self.patterns.append(schema["pattern"])

    def _take_arrays(self, schema: dict[str, Any], pointer: str, owners: Pointers) -> None:
        self.min_items = max(self.min_items, _count(schema.get("minItems")) or 0)
        self.max_items = _tighter(min, self.max_items, _count(schema.get("maxItems")))
        self.unique = self.unique or schema.get("uniqueItems") is True
        prefix, rest = "prefixItems", "items"
        if isinstance(schema.get("items"), list):  # Draft 4
            prefix, rest = "items", "additionalItems"
        size = len(_list(schema, prefix))
        if size:
            self.prefix_items.append([f"{pointer}/{prefix}/{index}" for index in range(size)])
        if rest in schema:
            self.items.append((f"{pointer}/{rest}", size))
        if "unevaluatedItems" in schema:
            self.unevaluated_items.append(Unevaluated(pointer))
            self.is_risky = True
        for one in self.unevaluated_items:
            if one.pointer in owners:
                one.first = max(one.first, size)
                nested = "unevaluatedItems" in schema and one.pointer != pointer
                one.is_idle = one.is_idle or rest in schema or nested
        if "contains" in schema:
            needed = _count(schema.get("minContains"))
            most = _count(schema.get("maxContains"))
            self.contains.append((f"{pointer}/contains", 1 if needed is None else needed, most))
            self.is_risky = True

    def _take_objects(self, schema: dict[str, Any], pointer: str, owners: Pointers) -> None:
        self.required.update(dict.fromkeys(name for name in _list(schema, "required") if isinstance(name, str)))
        properties, patterns = _dict(schema, "properties"), _dict(schema, "patternProperties")
        for name in properties:
            self.properties.setdefault(name, []).append(f"{pointer}/properties/{escape(name)}")
        for pattern in patterns:
            self.pattern_properties.append((pattern, f"{pointer}/patternProperties/{escape(pattern)}"))
        if schema.get("additionalProperties", True) not in (True, {}):
            self.additional.append((f"{pointer}/additionalProperties", frozenset(properties), tuple(patterns)))
        if "unevaluatedProperties" in schema:
            self.unevaluated_properties.append(Unevaluated(pointer))
            self.is_risky = True
        for one in self.unevaluated_properties:
            if one.pointer in owners:
                one.names.update(properties)
                one.patterns += patterns
                nested = "unevaluatedProperties" in schema and one.pointer != pointer
                one.is_idle = one.is_idle or "additionalProperties" in schema or nested
        self.min_properties = max(self.min_properties, _count(schema.get("minProperties")) or 0)
        self.max_properties = _tighter(min, self.max_properties, _count(schema.get("maxProperties")))

    def _take_names(self, schema: dict[str, Any], pointer: str) -> None:
        if "propertyNames" in schema:
            self.property_names.append(f"{pointer}/propertyNames")
        for keyword in ("dependentRequired", "dependencies"):
            for name, names in _dict(schema, keyword).items():
                if isinstance(names, list):
                    self.dependent_required.setdefault(name, []).extend(names)


_KEYWORDS_BY_TYPES = {
    ("object",): frozenset(
        [
            "required",
            "properties",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "propertyNames",
            "patternProperties",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties",
        ]
    ),
    ("array",): frozenset(
        [
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
            "contains",
            "minContains",
            "maxContains",
            "unevaluatedItems",
        ]
    ),
    ("string",): frozenset(["minLength", "maxLength", "pattern"]),
    ("integer", "number"): frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
}
_HINTING = frozenset(("const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")) | {
    f"{end}{what}" for what in ("Length", "Items", "Properties") for end in ("min", "max")
}
_FIELDS = tuple(one.name for one in fields(Constraints))


def identity(value: Any) -> Hashable:
    """Return a key that is equal for equal JSON values: 1 and 1.0, but not 1 and true (JSON Schema Core §4.2.2)."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, dict):
        return frozenset((name, identity(item)) for name, item in value.items())
    if isinstance(value, list):
        return tuple(map(identity, value))
    literal: Hashable = value  # text, number or None
    return literal


def _iter_hints(schema: Any) -> Iterable[Any]:
    """Yield the values and bounds in a schema, near which values may become valid or invalid."""
    if not isinstance(schema, dict):
        return
    yield from (value for keyword, value in schema.items() if keyword in _HINTING)
    for keyword in ("anyOf", "oneOf", "allOf"):
        for part in _list(schema, keyword):
            yield from _iter_hints(part)


def _iter_required(schema: Any) -> Iterable[str]:
    if isinstance(schema, dict):
        yield from (name for name in _list(schema, "required") if isinstance(name, str))
        for keyword in ("anyOf", "oneOf", "allOf"):
            for part in _list(schema, keyword):
                yield from _iter_required(part)


def _tighter(pick: Callable[..., Any], known: Any, new: Any) -> Any:
    if not _is_number(new):
        return known
    return new if known is None else pick(known, new)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(value: object) -> int | None:
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(schema: dict[str, Any], keyword: str) -> str:
    value = schema.get(keyword)
    return value if isinstance(value, str) else ""


def _is_json_text(schema: dict[str, Any]) -> bool:
    """Return whether the text of a value is plain JSON (JSON Schema Validation §8)."""
    media_type = parse_media_type(_text(schema, "contentMediaType"))
    return media_type is not None and media_type.is_json and "contentEncoding" not in schema


def _list(schema: dict[str, Any], keyword: str) -> list[Any]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def _dict(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}
