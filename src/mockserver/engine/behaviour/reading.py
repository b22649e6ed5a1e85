"""`behaviour.yaml`: how a sandbox behaves beyond its document, as frozen dataclasses.

Every key is described in `behaviour.schema.json`; a key it does not know stops the start.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs

from ...openapi.documents import Document
from ...openapi.errors import DocumentError
from ...openapi.operations import Operation, ParameterLocation
from ...openapi.pointers import escape
from ...openapi.rules import RULES, Violation
from ...openapi.validation import iter_reports
from .fixture_files import FixtureFile
from .templates import names_in

Action = Literal["list", "create", "read", "update", "delete"]


@dataclass(frozen=True, slots=True)
class AcceptedCredential:
    """A token, a pattern of tokens or a kind of row, and whom it stands for."""

    token: str | None
    pattern: re.Pattern[str] | None
    resource: str | None  # "session": the value identifies a row of it
    expires: str | None  # "expires_at": the row's member with the end of its time
    principal: dict[str, Any]  # {"organization": "…"}
    scopes: tuple[str, ...] | None  # None: may do everything
    rejected: bool  # known, and refused

    def matches(self, value: str) -> bool:
        if self.token is not None:
            return self.token == value
        return self.pattern is not None and self.pattern.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows agree in all members."""

    members: tuple[str, ...]
    error: str  # the error case that answers


@dataclass(frozen=True, slots=True)
class Owner:
    """Rows of others are as good as absent."""

    member: str  # "organizationId", of the row
    principal: str  # "organization", of the principal


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of thing that is stored."""

    name: str  # "connector"
    schema: str | None  # pointer; None for internal rows
    members: tuple[str, ...]  # the properties its schema names, in its order; empty for internal rows
    identifier: str  # "connector_id"
    ids: str  # "uuid" or "number:200"
    created: str | None
    updated: str | None
    touch: Literal["always", "named", "changed"]
    owner: Owner | None
    unique: tuple[Unique, ...]
    defaults: dict[str, Any]
    missing: str  # the error case for an identifier nobody has
    is_uuid: bool = False  # whether identifiers are compared as UUIDs: the schema says `format: uuid`


@dataclass(frozen=True, slots=True)
class OperationBehaviour:
    """What one operation does."""

    action: Action | None = None
    resource: str | None = None
    identifier: str | None = None  # the path parameter
    has_response: bool = False
    answer: Any = None  # template
    filter: dict[str, str] = field(default_factory=dict)
    hide_where: dict[str, Any] | None = None
    hide_unless: str | None = None
    order: str | None = None
    nulls: Literal["keep", "store"] = "store"
    merge: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One way to refuse."""

    name: str  # "not_found"
    when: dict[str, tuple[str, ...]] | None  # globs by violation member; None: only handlers name it
    ignore: bool
    status: int
    headers: dict[str, str]
    media_type: str
    body: Any  # template
    texts: dict[str, Any]  # what the template may ask for: {"code": "…", "message": "…"}

    def covers(self, violation: Violation, operation_id: str) -> bool:
        if self.when is None:
            return False
        for key, globs in self.when.items():
            seen = operation_id if key == "operation" else str(getattr(violation, key))
            if not any(fnmatchcase(seen, glob) for glob in globs):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Switch:
    """Something a user may set, per world."""

    name: str
    summary: str
    values: tuple[str, ...]  # the first is the default


@dataclass(frozen=True, slots=True)
class Trial:
    """A request worth trying first."""

    summary: str
    operation_id: str
    path: dict[str, str]
    query: dict[str, str]
    example: str | None
    expect: int | None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A whole `behaviour.yaml`."""

    credentials: dict[str, tuple[AcceptedCredential, ...]] = field(default_factory=dict)  # by security scheme
    refuse_anonymous: dict[str, str] = field(default_factory=dict)  # {"login": "on"}: switch -> value
    resources: dict[str, Resource] = field(default_factory=dict)
    operations: dict[str, OperationBehaviour] = field(default_factory=dict)  # by operationId
    switches: dict[str, Switch] = field(default_factory=dict)
    cases: tuple[ErrorCase, ...] = ()  # in order of importance
    trials: tuple[Trial, ...] = ()

    def case(self, name: str) -> ErrorCase | None:
        return next((case for case in self.cases if case.name == name), None)


def read_behaviour(file: Path, document: Document, operations: tuple[Operation, ...]) -> Behaviour:
    """Read and check a `behaviour.yaml`; raises `FixtureError` with line and pointer."""
    return _Reader(file, document, operations).read()


@cache
def _schema() -> jsonschema_rs.Validator:
    from importlib.resources import files  # only a sandbox with a behaviour needs it

    text = files(__package__).joinpath("behaviour.schema.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text), validate_formats=True)


class _Reader:
    def __init__(self, file: Path, document: Document, operations: tuple[Operation, ...]) -> None:
        self.file = FixtureFile(file)
        self.document = document
        self.operations = {operation.operation_id: operation for operation in operations}

    def read(self) -> Behaviour:
        raw = self.file.content
        for report in iter_reports(_schema().iter_errors(raw)):
            raise self.file.error(report.message, report.pointer)
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
            trials=tuple(_trial(entry) for entry in raw.get("try") or ()),
        )
        self._check_names(behaviour, raw)
        served = (trial for trial in behaviour.trials if self.operations[trial.operation_id].broken is None)
        return replace(behaviour, trials=tuple(served))

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
                    f"{schema!r} is no schema of {self.document.name}", f"/resources/{name}/schema"
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
            known = ("when", "ignore", "status", "headers", "media_type", "body")
            when = entry.get("when")
            cases.append(
                ErrorCase(
                    name=name,
                    when={k: (v,) if isinstance(v, str) else tuple(v) for k, v in when.items()} if when else None,
                    ignore=entry.get("ignore", False),
                    status=entry.get("status", 500),
                    headers=entry.get("headers") or {},
                    media_type=entry.get("media_type", raw["media_type"]),
                    body=entry.get("body", raw["body"]),
                    texts={key: value for key, value in entry.items() if key not in known},
                )
            )
        return tuple(cases)

    def _check_names(self, behaviour: Behaviour, raw: dict[str, Any]) -> None:
        """Every name that is used is there: operations, resources, error cases, security schemes."""
        schemes = (self.document.content.get("components") or {}).get("securitySchemes") or {}
        self._known("credentials", behaviour.credentials, schemes, "security scheme")
        self._known("operations", behaviour.operations, self.operations, "operation")
        errors = [case.name for case in behaviour.cases]
        for name, rules in behaviour.operations.items():
            self._check_operation(name, rules, behaviour, errors)
        for name, resource in behaviour.resources.items():
            self._known(f"resources/{name}/unique", [entry.error for entry in resource.unique], errors, "error case")
            if "missing" in raw["resources"][name]:
                self._known(f"resources/{name}/missing", [resource.missing], errors, "error case")
        for case in behaviour.cases:
            for glob in (case.when or {}).get("rule", ()):
                if not any(fnmatchcase(rule, glob) for rule in RULES):
                    raise self.file.error(f"{glob!r} matches no rule", f"/errors/cases/{escape(case.name)}/when/rule")
        for scheme, accepted in behaviour.credentials.items():
            rows = [entry.resource for entry in accepted if entry.resource is not None]
            self._known(f"credentials/{scheme}", rows, behaviour.resources, "resource")
        self._known("anonymous/refused_when", behaviour.refuse_anonymous, behaviour.switches, "switch")
        for name, value in behaviour.refuse_anonymous.items():
            self._known(f"anonymous/refused_when/{name}", [value], behaviour.switches[name].values, "value of it")
        for index, trial in enumerate(behaviour.trials):
            self._known(f"try/{index}/operation", [trial.operation_id], self.operations, "operation")
            operation = self.operations[trial.operation_id]
            if operation.broken is not None:
                continue
            self._known(f"try/{index}/path", trial.path, _names_of(operation, "path"), "path parameter")
            self._known(f"try/{index}/query", trial.query, _names_of(operation, "query"), "query parameter")
            if trial.example is not None:
                content = operation.body.content.values() if operation.body else ()
                examples = [example.name for media_type in content for example in media_type.examples]
                self._known(f"try/{index}/example", [trial.example], examples, "request example")

    def _check_operation(self, name: str, rules: OperationBehaviour, behaviour: Behaviour, errors: list[str]) -> None:
        """The names one operation uses: resource, parameters, holes, and the error case of what it may not find."""
        place, operation = f"operations/{escape(name)}", self.operations[name]
        if rules.resource is None or operation.broken is not None:  # of a broken one no names are known
            return
        self._known(f"{place}/resource", [rules.resource], behaviour.resources, "resource")
        paths, queries = _names_of(operation, "path"), _names_of(operation, "query")
        self._known(f"{place}/identifier", [rules.identifier] if rules.identifier else (), paths, "path parameter")
        self._known(f"{place}/filter", rules.filter, queries, "query parameter")
        self._known(f"{place}/hide", [rules.hide_unless] if rules.hide_unless else (), queries, "query parameter")
        holes = ("principal", "path", "query", "body", "rows" if rules.action == "list" else "row")
        self._known(f"{place}/answer", sorted(names_in(rules.answer)), holes, "hole of an answer")
        if rules.action in ("read", "update", "delete"):
            if not paths:
                raise self.file.error(f"{operation} has no path parameter to identify a row", f"/{place}/action")
            missing = behaviour.resources[rules.resource].missing
            self._known(f"{place}/action", [missing], errors, "error case")

    def _known(self, place: str, used: Any, known: Any, noun: str) -> None:
        for name in used:
            if name not in known:
                allowed = ", ".join(sorted(known)) or "none"
                pointer = f"/{place}/{escape(name)}" if isinstance(used, dict) else f"/{place}"
                raise self.file.error(f"{name!r} is no {noun}; there are: {allowed}", pointer)


def _names_of(operation: Operation, location: ParameterLocation) -> list[str]:
    return [parameter.name for parameter in operation.parameters if parameter.location == location]


def _format_of(document: Document, pointer: str, member: str) -> str | None:
    """The `format` of one property of a schema, those of its `allOf` parts included."""
    pointer, schema = document.resolve(pointer)
    if member in (schema.get("properties") or ()):
        _, found = document.resolve(f"{pointer}/properties/{escape(member)}")
        return str(found["format"]) if "format" in found else None
    parts = (_format_of(document, f"{pointer}/allOf/{i}", member) for i in range(len(schema.get("allOf") or ())))
    return next((found for found in parts if found is not None), None)


def _members(document: Document, pointer: str) -> tuple[str, ...]:
    """The property names of a schema, those of its `allOf` parts included."""
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


def _operation(raw: dict[str, Any]) -> OperationBehaviour:
    hide = raw.get("hide") or {}
    return OperationBehaviour(
        action=raw.get("action"),
        resource=raw.get("resource"),
        identifier=raw.get("identifier"),
        has_response="answer" in raw,
        answer=raw.get("answer"),
        filter=raw.get("filter") or {},
        hide_where=hide.get("where"),
        hide_unless=hide.get("unless"),
        order=raw.get("order"),
        nulls=raw.get("nulls", "store"),
        merge=tuple(raw.get("merge") or ()),
        scopes=tuple(raw.get("scopes") or ()),
    )


def _trial(raw: dict[str, Any]) -> Trial:
    return Trial(
        summary=raw["summary"],
        operation_id=raw["operation"],
        path=raw.get("path") or {},
        query=raw.get("query") or {},
        example=raw.get("example"),
        expect=raw.get("expect"),
    )
