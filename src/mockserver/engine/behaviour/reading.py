"""Read and check `behaviour.yaml`: how a sandbox behaves beyond its document.

`behaviour.schema.json` describes every key; an unknown key stops the start.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from ...openapi.documents import Document
from ...openapi.errors import DocumentError
from ...openapi.operations import Operation, ParameterLocation
from ...openapi.pointers import escape
from ...openapi.rules import RULES
from ...openapi.spelling import suggest
from ...openapi.validation import iter_reports
from .coercion import Coercion
from .fixture_files import FixtureFile
from .promises import iter_faults, iter_undocumented
from .records import (
    AcceptedCredential,
    Behaviour,
    ErrorCase,
    OperationBehaviour,
    Owner,
    Resource,
    Switch,
    TryIt,
    Unique,
)
from .sentences import reword
from .templates import names_in

_log = logging.getLogger("mockserver.behaviour")


def read_behaviour(file: Path, document: Document, operations: tuple[Operation, ...]) -> Behaviour:
    """Read and check a `behaviour.yaml`. Raises `FixtureError` with line and pointer."""
    return _Reader(file, document, operations).read()


@cache
def _schema() -> dict[str, Any]:
    from importlib.resources import files  # only a sandbox with a behaviour needs it

    read: dict[str, Any] = json.loads(files(__package__).joinpath("behaviour.schema.json").read_text(encoding="utf-8"))
    return read


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(_schema(), validate_formats=True)


class _Reader:
    def __init__(self, file: Path, document: Document, operations: tuple[Operation, ...]) -> None:
        self.file = FixtureFile(file)
        self.document = document
        self.operations = {operation.operation_id: operation for operation in operations}

    def read(self) -> Behaviour:
        raw = self.file.content
        for report in iter_reports(_validator().iter_errors(raw)):
            raise self.file.error(reword(report, _schema()), report.pointer)
        cases = self._cases(raw.get("errors") or {})
        behaviour = Behaviour(
            credentials={
                name: tuple(_credential(entry) for entry in entries)
                for name, entries in (raw.get("credentials") or {}).items()
            },
            refuse_anonymous=(raw.get("anonymous") or {}).get("refused_when") or {},
            resources={name: self._resource(name, entry) for name, entry in (raw.get("resources") or {}).items()},
            operations={name: _operation(entry) for name, entry in (raw.get("operations") or {}).items()},
            switches={
                name: Switch(name, entry["summary"], tuple(entry["values"]))
                for name, entry in (raw.get("switches") or {}).items()
            },
            cases=cases,
            try_it=tuple(_try_it(entry) for entry in raw.get("try") or ()),
            coercion=_coercion(raw["coercion"]) if "coercion" in raw else None,
        )
        self._check_names(behaviour, raw)
        for fault in iter_faults(behaviour, self.document):
            raise self.file.error(fault.message, fault.pointer)
        for fault in iter_undocumented(behaviour, tuple(self.operations.values())):
            _log.warning("%s", self.file.error(fault.message, fault.pointer))
        served = (entry for entry in behaviour.try_it if self.operations[entry.operation_id].broken is None)
        return replace(behaviour, try_it=tuple(served))

    def _resource(self, name: str, raw: dict[str, Any]) -> Resource:
        schema = raw.get("schema")
        pointer = None
        members: tuple[str, ...] = ()
        if schema is not None:
            pointer = schema if schema.startswith("/") else f"/components/schemas/{escape(schema)}"
            try:
                members = _members(self.document, pointer)
            except DocumentError as reason:
                raise self.file.error(
                    f"{schema!r} is not a schema of {self.document.name}", f"/resources/{name}/schema"
                ) from reason
        owner = raw.get("owner")
        return Resource(
            name=name,
            schema=pointer,
            members=members,
            identifier=raw["identifier"],
            ids=raw.get("ids", "uuid"),
            is_uuid=pointer is not None and _format_of(self.document, pointer, raw["identifier"]) == "uuid",
            created=raw.get("created"),
            updated=raw.get("updated"),
            touch=raw.get("touch", "always"),
            owner=Owner(owner["member"], owner["principal"]) if owner else None,
            unique=tuple(Unique(tuple(entry["members"]), entry["error"]) for entry in raw.get("unique") or ()),
            defaults=raw.get("defaults") or {},
            missing=raw.get("missing", "not_found"),
        )

    def _cases(self, raw: dict[str, Any]) -> tuple[ErrorCase, ...]:
        cases = []
        for name, entry in (raw.get("cases") or {}).items():
            known = ("when", "ignore", "severity", "status", "headers", "media_type", "body")
            when = entry.get("when")
            cases.append(
                ErrorCase(
                    name=name,
                    when={k: (v,) if isinstance(v, str) else tuple(v) for k, v in when.items()} if when else None,
                    ignore=entry.get("ignore", False),
                    severity=entry.get("severity"),
                    status=entry.get("status", 500),
                    headers=entry.get("headers") or {},
                    media_type=entry.get("media_type", raw["media_type"]),
                    body=entry.get("body", raw["body"]),
                    texts={key: value for key, value in entry.items() if key not in known},
                )
            )
        return tuple(cases)

    def _check_names(self, behaviour: Behaviour, raw: dict[str, Any]) -> None:
        """Raise `FixtureError` for a name that does not exist: an operation, resource, error case, security scheme."""
        errors = [case.name for case in behaviour.cases]
        self._check_credentials(behaviour)
        self._check_coercion(behaviour)
        self._check_known("operations", behaviour.operations, self.operations, "an operation")
        for name, rules in behaviour.operations.items():
            self._check_operation(name, rules, behaviour, errors)
        for name, resource in behaviour.resources.items():
            used = [entry.error for entry in resource.unique]
            self._check_known(f"resources/{name}/unique", used, errors, "an error case")
            if "missing" in raw["resources"][name]:
                self._check_known(f"resources/{name}/missing", [resource.missing], errors, "an error case")
        for case in behaviour.cases:
            for glob in (case.when or {}).get("rule", ()):
                if not any(fnmatchcase(rule, glob) for rule in RULES):
                    raise self.file.error(f"{glob!r} matches no rule", f"/errors/cases/{escape(case.name)}/when/rule")
        for index, entry in enumerate(behaviour.try_it):
            self._check_try_it(f"try/{index}", entry)

    def _check_credentials(self, behaviour: Behaviour) -> None:
        schemes = (self.document.content.get("components") or {}).get("securitySchemes") or {}
        self._check_known("credentials", behaviour.credentials, schemes, "a security scheme")
        for scheme, accepted in behaviour.credentials.items():
            rows = [entry.resource for entry in accepted if entry.resource is not None]
            self._check_known(f"credentials/{scheme}", rows, behaviour.resources, "a resource")
        self._check_switches("anonymous/refused_when", behaviour.refuse_anonymous, behaviour)

    def _check_coercion(self, behaviour: Behaviour) -> None:
        coercion = behaviour.coercion
        if coercion is None:
            return
        self._check_switches("coercion/when", coercion.when, behaviour)
        for index, glob in enumerate(coercion.operations):
            if not any(fnmatchcase(name, glob) for name in self.operations):
                raise self.file.error(f"{glob!r} matches no operation", f"/coercion/operations/{index}")

    def _check_switches(self, place: str, wanted: Mapping[str, str], behaviour: Behaviour) -> None:
        self._check_known(place, wanted, behaviour.switches, "a switch")
        for name, value in wanted.items():
            self._check_known(f"{place}/{name}", [value], behaviour.switches[name].values, "one of its values")

    def _check_try_it(self, place: str, entry: TryIt) -> None:
        self._check_known(f"{place}/operation", [entry.operation_id], self.operations, "an operation")
        operation = self.operations[entry.operation_id]
        if operation.broken is not None:
            return
        self._check_known(f"{place}/path", entry.path, _names_of(operation, "path"), "a path parameter")
        self._check_known(f"{place}/query", entry.query, _names_of(operation, "query"), "a query parameter")
        if entry.example is not None:
            content = operation.body.content.values() if operation.body else ()
            examples = [example.name for media_type in content for example in media_type.examples]
            self._check_known(f"{place}/example", [entry.example], examples, "a request example")

    def _check_operation(self, name: str, rules: OperationBehaviour, behaviour: Behaviour, errors: list[str]) -> None:
        """Check the names that one operation uses: resource, parameters, holes, the error case of a missing row."""
        place, operation = f"operations/{escape(name)}", self.operations[name]
        if rules.resource is None or operation.broken is not None:  # the names of a broken operation are unknown
            return
        self._check_known(f"{place}/resource", [rules.resource], behaviour.resources, "a resource")
        paths, queries = _names_of(operation, "path"), _names_of(operation, "query")
        self._check_known(
            f"{place}/identifier", [rules.identifier] if rules.identifier else (), paths, "a path parameter"
        )
        self._check_known(f"{place}/filter", rules.filter, queries, "a query parameter")
        self._check_known(
            f"{place}/hide", [rules.hide_unless] if rules.hide_unless else (), queries, "a query parameter"
        )
        holes = ("principal", "path", "query", "body", "rows" if rules.action == "list" else "row")
        self._check_known(f"{place}/answer", sorted(names_in(rules.response)), holes, "a hole of a response")
        if rules.action in ("read", "update", "delete"):
            if not paths:
                raise self.file.error(f"{operation} has no path parameter to identify a row", f"/{place}/action")
            missing = behaviour.resources[rules.resource].missing
            self._check_known(f"{place}/action", [missing], errors, "an error case")

    def _check_known(self, place: str, used: Any, known: Any, noun: str) -> None:
        """Raise `FixtureError` for the first of the `used` names that is not `known`."""
        for name in used:
            if name not in known:
                allowed = ", ".join(sorted(known)) or "none"
                pointer = f"/{place}/{escape(name)}" if isinstance(used, dict) else f"/{place}"
                hint = suggest(str(name), known)
                raise self.file.error(f"{name!r} is not {noun}; there are: {allowed}{hint}", pointer)


def _names_of(operation: Operation, location: ParameterLocation) -> list[str]:
    return [parameter.name for parameter in operation.parameters if parameter.location == location]


def _format_of(document: Document, pointer: str, member: str) -> str | None:
    """The `format` of one property of a schema or of its `allOf` parts."""
    pointer, schema = document.resolve(pointer)
    if member in (schema.get("properties") or ()):
        _, found = document.resolve(f"{pointer}/properties/{escape(member)}")
        return str(found["format"]) if "format" in found else None
    parts = (_format_of(document, f"{pointer}/allOf/{i}", member) for i in range(len(schema.get("allOf") or ())))
    return next((found for found in parts if found is not None), None)


def _members(document: Document, pointer: str) -> tuple[str, ...]:
    """The property names of a schema and of its `allOf` parts."""
    pointer, schema = document.resolve(pointer)
    names = list(schema.get("properties") or ())
    for index in range(len(schema.get("allOf") or ())):
        names += _members(document, f"{pointer}/allOf/{index}")
    return tuple(dict.fromkeys(names))


def _credential(raw: dict[str, Any]) -> AcceptedCredential:
    return AcceptedCredential(
        token=raw.get("token"),
        pattern=re.compile(raw["pattern"]) if "pattern" in raw else None,
        resource=raw.get("resource"),
        expires=raw.get("expires"),
        principal=raw.get("principal") or {},
        scopes=tuple(raw["scopes"]) if "scopes" in raw else None,
        rejected=raw.get("rejected", False),
    )


def _coercion(raw: dict[str, Any]) -> Coercion:
    return Coercion(
        when=raw.get("when") or {},
        operations=tuple(raw.get("operations") or ("*",)),
        names="names" in raw,
        booleans="booleans" in raw,
        numbers="numbers" in raw,
        uuids="uuids" in raw,
    )


def _operation(raw: dict[str, Any]) -> OperationBehaviour:
    hide = raw.get("hide") or {}
    return OperationBehaviour(
        action=raw.get("action"),
        resource=raw.get("resource"),
        identifier=raw.get("identifier"),
        has_response="answer" in raw,
        response=raw.get("answer"),
        filter=raw.get("filter") or {},
        hide_where=hide.get("where"),
        hide_unless=hide.get("unless"),
        order=raw.get("order"),
        nulls=raw.get("nulls", "store"),
        merge=tuple(raw.get("merge") or ()),
        scopes=tuple(raw.get("scopes") or ()),
    )


def _try_it(raw: dict[str, Any]) -> TryIt:
    return TryIt(
        summary=raw["summary"],
        operation_id=raw["operation"],
        path=raw.get("path") or {},
        query=raw.get("query") or {},
        example=raw.get("example"),
        expect=raw.get("expect"),
    )
