"""What `behaviour.yaml` says, as frozen dataclasses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Literal

from ...openapi.rules import Severity, Violation
from .coercion import Coercion

Action = Literal["list", "create", "read", "update", "delete"]


@dataclass(frozen=True, slots=True)
class AcceptedCredential:
    """A token, a pattern of tokens or a resource whose rows are tokens, and the principal they stand for."""

    token: str | None
    pattern: re.Pattern[str] | None
    resource: str | None  # "session": the value identifies a row of it
    expires: str | None  # "expires_at": the row's member with the end of its time
    principal: dict[str, Any]  # {"organization": "…"}
    scopes: tuple[str, ...] | None  # None: may do everything
    rejected: bool  # known, and refused with `security.rejected`

    def matches(self, value: str) -> bool:
        if self.token is not None:
            return self.token == value
        return self.pattern is not None and self.pattern.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows agree in all members."""

    members: tuple[str, ...]
    error: str  # the error case of the refusal


@dataclass(frozen=True, slots=True)
class Owner:
    """Rows of another owner are treated as missing."""

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
    missing: str  # the error case for an identifier that no row has
    is_uuid: bool = False  # whether identifiers are compared as UUIDs: the schema says `format: uuid`


@dataclass(frozen=True, slots=True)
class OperationBehaviour:
    """What one operation does."""

    action: Action | None = None
    resource: str | None = None
    identifier: str | None = None  # the path parameter
    has_response: bool = False  # whether `response` is given; it may be null
    response: Any = None  # template
    filter: dict[str, str] = field(default_factory=dict)
    hide_where: dict[str, Any] | None = None
    hide_unless: str | None = None
    order: str | None = None
    nulls: Literal["keep", "store"] = "store"
    merge: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One kind of refusal."""

    name: str  # "not_found"
    when: dict[str, tuple[str, ...]] | None  # globs by violation member; None: only handlers use it
    ignore: bool
    severity: Severity | None  # "error": refused, even if it is a warning elsewhere; None: that of the violation
    status: int
    headers: dict[str, str]
    media_type: str
    body: Any  # template
    texts: dict[str, Any]  # more names for the template: {"code": "…", "message": "…"}

    def covers(self, violation: Violation, operation_id: str) -> bool:
        if self.when is None:
            return False
        for key, globs in self.when.items():
            seen = operation_id if key == "operation" else str(getattr(violation, key))
            if not _fits(seen, globs):
                return False
        return True


@lru_cache(maxsize=4096)
def _fits(text: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, glob) for glob in globs)


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting of one world."""

    name: str
    summary: str
    values: tuple[str, ...]  # the first is the default


@dataclass(frozen=True, slots=True)
class TryIt:
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
    try_it: tuple[TryIt, ...] = ()
    coercion: Coercion | None = None

    def find_case(self, name: str) -> ErrorCase | None:
        return next((case for case in self.cases if case.name == name), None)
