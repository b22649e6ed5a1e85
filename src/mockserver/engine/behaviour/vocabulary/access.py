"""`credentials`, `coercion`, `switches` and `try`: who is let in, what is taken, what may be set, what to try."""

from __future__ import annotations

import re
from typing import Any

from ..coercion import Coercion
from ..records import AcceptedCredential, Switch, TryIt
from .differing import differing


def read_credential(raw: dict[str, Any]) -> AcceptedCredential:
    return AcceptedCredential(
        token=raw.get("token"),
        pattern=re.compile(raw["pattern"]) if "pattern" in raw else None,
        resource=raw.get("resource"),
        expires=raw.get("expires"),
        principal=raw.get("principal") or {},
        scopes=tuple(raw["scopes"]) if "scopes" in raw else None,
        rejected=raw.get("rejected", False),
    )


def write_credential(accepted: AcceptedCredential) -> dict[str, Any]:
    return differing(
        [
            ("token", accepted.token, None),
            ("pattern", accepted.pattern.pattern if accepted.pattern else None, None),
            ("resource", accepted.resource, None),
            ("expires", accepted.expires, None),
            ("principal", accepted.principal, {}),
            ("scopes", list(accepted.scopes) if accepted.scopes is not None else None, None),
            ("rejected", accepted.rejected, False),
        ]
    )


def read_coercion(raw: dict[str, Any]) -> Coercion:
    return Coercion(
        when=raw.get("when") or {},
        operations=tuple(raw.get("operations") or ("*",)),
        names="names" in raw,
        booleans="booleans" in raw,
        numbers="numbers" in raw,
        uuids="uuids" in raw,
    )


def write_coercion(coercion: Coercion) -> dict[str, Any]:
    return differing(
        [
            ("when", dict(coercion.when), {}),
            ("operations", list(coercion.operations), ["*"]),
            ("names", "either" if coercion.names else None, None),
            ("booleans", "lax" if coercion.booleans else None, None),
            ("numbers", "lax" if coercion.numbers else None, None),
            ("uuids", "lax" if coercion.uuids else None, None),
        ]
    )


def read_switch(name: str, raw: dict[str, Any]) -> Switch:
    return Switch(name, raw["summary"], tuple(raw["values"]))


def write_switch(switch: Switch) -> dict[str, Any]:
    return {"summary": switch.summary, "values": list(switch.values)}


def read_try_it(raw: dict[str, Any]) -> TryIt:
    return TryIt(
        summary=raw["summary"],
        operation_id=raw["operation"],
        path=raw.get("path") or {},
        query=raw.get("query") or {},
        example=raw.get("example"),
        expect=raw.get("expect"),
    )


def write_try_it(entry: TryIt) -> dict[str, Any]:
    return differing(
        [
            ("summary", entry.summary, None),
            ("operation", entry.operation_id, None),
            ("path", entry.path, {}),
            ("query", entry.query, {}),
            ("example", entry.example, None),
            ("expect", entry.expect, None),
        ]
    )
