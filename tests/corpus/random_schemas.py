"""A strategy for satisfiable schemas, in the keywords of each version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]
NAMES = ("id", "name", "created_at", "email", "note", "größe", "a/b", "x~y", "$ref", "count")
FORMATS = ("date", "date-time", "email", "uuid", "uri", "ipv4", "byte", "password", "unheard-of")
PATTERNS = ("^[a-z]{2,5}$", "^[A-Z]-[0-9]+$", "^(on|off)$", "b", "^\\S+$")


@dataclass(frozen=True)
class Dialect:
    """The keywords of one version."""

    version: str  # "3.1.0"

    @property
    def is_modern(self) -> bool:
        """Whether schemas are JSON Schema 2020-12."""
        return self.version >= "3.1"

    def ref(self, number: int) -> Schema:
        home = "#/definitions" if self.version == "2.0" else "#/components/schemas"
        return {"$ref": f"{home}/Model{number}"}

    def nullable(self, schema: Schema) -> Schema:
        if self.is_modern:
            return {"anyOf": [schema, {"type": "null"}]}
        word = "x-nullable" if self.version == "2.0" else "nullable"
        return {**schema, word: True} if "type" in schema and "enum" not in schema else schema


@st.composite
def scalars(draw: st.DrawFn, dialect: Dialect) -> Schema:
    kind = draw(st.sampled_from(["string", "string", "integer", "number", "boolean", "enum"]))
    if kind == "enum":
        return {
            "type": "string",
            "enum": draw(st.lists(st.sampled_from(["a", "b", "C d", "é"]), min_size=1, unique=True)),
        }
    schema: Schema = {"type": kind}
    if kind == "string":
        about = draw(st.sampled_from(["", "format", "pattern", "length"]))
        if about == "format":
            schema["format"] = draw(st.sampled_from(FORMATS))
        elif about == "pattern":
            schema["pattern"] = draw(st.sampled_from(PATTERNS))
        elif about == "length":
            schema["minLength"] = draw(st.integers(0, 5))
            schema["maxLength"] = schema["minLength"] + draw(st.integers(0, 20))
    elif kind != "boolean" and draw(st.booleans()):
        low = draw(st.integers(-1000, 2**70))
        schema |= {"minimum": low, "maximum": low + draw(st.integers(1, 1000))}
        if draw(st.booleans()):
            excluded = draw(st.sampled_from(["minimum", "maximum"])) if kind == "number" else "minimum"
            word = f"exclusive{excluded.capitalize()}"
            schema |= {word: schema.pop(excluded)} if dialect.is_modern else {word: True}
    return schema


@st.composite
def schemas(draw: st.DrawFn, dialect: Dialect, own: int, models: int, depth: int = 2) -> Schema:
    """A schema of the model `own`. It requires only models with higher numbers, so that recursion ends."""
    if not depth:
        return draw(scalars(dialect))
    kinds = ["scalar", "scalar", "object", "object", "array", "nullable", "allOf"]
    kinds += ["later"] if own + 1 < models else []
    kinds += ["oneOf", "anyOf", "not"] if dialect.version != "2.0" else []
    kinds += ["const", "tuple", "if", "closed", "map"] if dialect.is_modern else []
    kind = draw(st.sampled_from(kinds))
    inner = schemas(dialect, own, models, depth - 1)
    if kind == "later":
        return dialect.ref(draw(st.integers(own + 1, models - 1)))
    if kind == "object":
        return draw(objects(dialect, own, models, depth))
    if kind == "array":
        least = draw(st.integers(0, 2))
        if draw(st.booleans()):
            return {"type": "array", "items": dialect.ref(draw(st.integers(0, models - 1)))}
        return {"type": "array", "items": draw(inner), "minItems": least, "maxItems": least + draw(st.integers(0, 3))}
    if kind == "nullable":
        return dialect.nullable(draw(inner))
    if kind == "allOf":
        parts = [draw(objects(dialect, own, models, 1, prefix=prefix)) for prefix in ("p", "q")]
        return {"allOf": [{**part, "additionalProperties": True} for part in parts]}
    if kind in ("oneOf", "anyOf"):
        tags = ["cat", "dog", "fish"][: draw(st.integers(1, 3))]
        return {kind: [_tagged(tag, draw(inner)) for tag in tags]}
    if kind == "not":
        return {"type": "integer", "not": {"enum": [0, 1, 10]}}
    return draw(_modern(dialect, kind, inner)) if kind != "scalar" else draw(scalars(dialect))


@st.composite
def objects(draw: st.DrawFn, dialect: Dialect, own: int, models: int, depth: int, prefix: str = "") -> Schema:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    properties: Schema = {}
    for name in names:
        properties[prefix + name] = draw(schemas(dialect, own, models, depth - 1))
        hidden = draw(st.sampled_from(["", "", "", "readOnly", "writeOnly"]))
        if hidden and "$ref" not in properties[prefix + name] and (hidden == "readOnly" or dialect.version != "2.0"):
            properties[prefix + name][hidden] = True
    required = draw(st.lists(st.sampled_from(list(properties)), unique=True)) if properties else []
    if draw(st.booleans()):
        properties[f"{prefix}again"] = dialect.ref(draw(st.integers(0, models - 1)))
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    others = draw(st.sampled_from([None, True, False, "schema"]))
    if others is not None:
        schema["additionalProperties"] = draw(scalars(dialect)) if others == "schema" else others
    return schema


def _tagged(tag: str, schema: Schema) -> Schema:
    properties = {"kind": {"type": "string", "enum": [tag]}, "value": schema}
    return {"type": "object", "required": ["kind"], "properties": properties}


@st.composite
def _modern(draw: st.DrawFn, dialect: Dialect, kind: str, inner: st.SearchStrategy[Schema]) -> Schema:
    """Schemas with keywords that only JSON Schema 2020-12 has."""
    if kind == "const":
        return {"const": draw(st.sampled_from([None, 0, "a", 2**65, [1, {"a": None}], {"b": []}]))}
    if kind == "tuple":
        return {"type": "array", "prefixItems": [draw(inner), draw(inner)], "items": False, "minItems": 2}
    if kind == "if":
        return {
            **_tagged("card", draw(inner)),
            "if": {"properties": {"kind": {"const": "card"}}},
            "then": {"required": ["value"]},
            "else": False,
        }
    if kind == "map":
        return {
            "type": "object",
            "patternProperties": {"^[a-z]{2}$": draw(inner)},
            "propertyNames": {"maxLength": 2, "minLength": 2},
            "minProperties": draw(st.integers(0, 2)),
        }
    parts = [
        _tagged("one", draw(inner)),
        {"properties": {"extra": draw(inner)}, "dependentRequired": {"extra": ["kind"]}},
    ]
    return {"allOf": parts, "unevaluatedProperties": False}
