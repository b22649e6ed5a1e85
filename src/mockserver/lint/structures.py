"""The schema of whole documents, changed so that one branch of each choice is the intended one.

The published schemas say `oneOf` for what a key decides: a parameter's `in`, a security scheme's `type`. A value that
breaks such a choice fits no branch, and a validator cannot say which one was meant. Here each choice asks that key, so
that every report names the piece that is wrong.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs

from ..openapi.documents.versions.structure import read_structure
from ..openapi.pointers import walk

Json = dict[str, Any]
_TAGS = ("in", "type", "flow")  # keys that decide, the outer ones first


class Structure:
    """The schema that documents of one version must satisfy."""

    def __init__(self, version: str) -> None:
        published = read_structure(version)
        self.schema: Json = _Decider(published).change(published)
        self.validator: jsonschema_rs.Validator = jsonschema_rs.validator_for(self.schema)


@cache
def structure_of(version: str) -> Structure:
    """Return the structure of documents of a version: "3.0.3"."""
    return Structure(version)


class _Decider:
    def __init__(self, root: Json) -> None:
        self._root = root

    def change(self, schema: Any) -> Any:
        """Return a schema with every choice decided by a key or a type."""
        if isinstance(schema, list):
            return [self.change(part) for part in schema]
        if not isinstance(schema, dict):
            return schema
        changed = {key: self.change(part) for key, part in schema.items()}
        for keyword in ("oneOf", "anyOf"):
            branches = changed.get(keyword)
            if isinstance(branches, list):
                decided = _decide_scheme(branches) or self._decide(branches, keyword)
                if decided is not None:
                    del changed[keyword]
                    changed["allOf"] = [*changed.get("allOf", ()), decided]
        return changed

    def _decide(self, branches: list[Json], keyword: str) -> Json | None:
        """Return what a choice means, decided by the first of these that applies; `None` if none does.

        1. Branches of other types than objects: by the type.
        2. A reference or an object: by `$ref`.
        3. A key that each branch but one limits to its own values.
        4. A key that each branch requires: one of them must be there.
        """
        for branch in branches:
            kind = branch.get("type")
            if kind in ("boolean", "array"):
                others = [one for one in branches if one is not branch]
                return {"if": {"type": kind}, "then": branch, "else": self._decide(others, keyword) or others[0]}
        references = [one for one in branches if str(one.get("$ref", "")).lower().endswith("reference")]
        if len(branches) == 2 and len(references) == 1:
            (other,) = (branch for branch in branches if branch is not references[0])
            return {"if": {"type": "object", "required": ["$ref"]}, "then": references[0], "else": other}
        tagged = next(filter(None, (self._switch(branches, key) for key in _TAGS)), None)
        return tagged or (_require_one(branches) if keyword == "oneOf" else None)

    def _switch(self, branches: list[Json], key: str) -> Json | None:
        by_value: dict[str, list[Json]] = {}
        untagged = []
        for branch in branches:
            values = self._values(branch, key)
            untagged += [] if values else [branch]
            for value in values:
                by_value.setdefault(value, []).append(branch)
        if not by_value or len(untagged) > 1 or (len(by_value) < 2 and not untagged):
            return None
        ways = [_when({key: {"const": value}}, self._join(found)) for value, found in by_value.items()]
        if untagged:
            other = {"if": _having({key: {"enum": list(by_value)}}), "else": untagged[0]}
            return {"allOf": [*ways, other]}
        return {"type": "object", "required": [key], "properties": {key: {"enum": list(by_value)}}, "allOf": ways}

    def _join(self, branches: list[Json]) -> Json:
        return branches[0] if len(branches) == 1 else self._decide(branches, "oneOf") or {"oneOf": branches}

    def _values(self, branch: Json, key: str) -> list[str]:
        """Return the values to which a branch limits a key."""
        while "$ref" in branch:
            branch = walk(self._root, branch["$ref"].removeprefix("#"))
        limit = branch.get("properties", {}).get(key, {})
        found = [limit["const"]] if "const" in limit else limit.get("enum", [])
        if found or "oneOf" not in branch:
            return [str(value) for value in found]
        return [value for one in branch["oneOf"] for value in self._values(one, key)]


def _having(properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _when(properties: Json, then: Json) -> Json:
    return {"if": _having(properties), "then": then}


def _require_one(branches: list[Json]) -> Json | None:
    """`oneOf: [{required: [schema]}, {required: [content], …}]`: one of the keys, and what it demands besides."""
    names = [branch["required"][0] for branch in branches if len(branch.get("required", ())) == 1]
    if len(set(names)) < len(branches):
        return None
    demands: list[Json] = []
    for name, branch in zip(names, branches, strict=True):
        rest = {key: part for key, part in branch.items() if key != "required"}
        demands += [{"if": {"required": [name]}, "then": rest}] if rest else []
    both = [{"not": {"required": [one, other]}} for at, one in enumerate(names) for other in names[at + 1 :]]
    return {"anyOf": [{"required": [name]} for name in names], "allOf": [*both, *demands]}


def _decide_scheme(branches: list[Json]) -> Json | None:
    """The choice of an HTTP security scheme in 3.0: `bearerFormat` is for the scheme bearer alone."""
    bearer, *others = branches
    pattern = bearer.get("properties", {}).get("scheme", {}).get("pattern")
    if pattern is None or len(others) != 1:
        return None
    other = {"not": {"type": "string", "pattern": pattern}}
    return _when({"scheme": other}, {"not": {"required": ["bearerFormat"]}})
