"""What `behaviour.yaml` says, as frozen dataclasses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Literal

from ...openapi.rules import Severity, Violation
from .coercion import Coercion

Action = Literal["list", "create", "read", "update", "replace", "delete", "act", "add", "remove", "download"]
Compare = Literal["equal", "unequal", "contains", "prefix", "min", "max", "above", "below", "expression"]
Told = Literal[
    "total",
    "count",  # of the rows of the page
    "pages",
    "page",
    "size",
    "offset",
    "has_more",
    "has_previous",
    "is_first",  # the contrary of has_previous
    "is_last",  # the contrary of has_more
    "is_empty",
    "remaining",  # rows after this page
    "from",  # the place of the first row of the page in the list, from 1; null if it has none
    "to",  # the same of the last one
    "next_page",  # its number
    "previous_page",
    "next_offset",
    "previous_offset",
    "next_cursor",
    "previous_cursor",
    "first_id",
    "last_id",
    "self_link",
    "next_link",
    "previous_link",
    "first_link",
    "last_link",
    "links",  # all of them, as the header field Link has them (RFC 8288)
]
"""What a list tells about its page and the others, and the holes of its template."""


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
    error: str | None = None  # the error case of the refusal; None: the documented 409


@dataclass(frozen=True, slots=True)
class Owner:
    """Rows of another owner are treated as missing."""

    member: str  # "organizationId", of the row
    principal: str  # "organization", of the principal


@dataclass(frozen=True, slots=True)
class Parent:
    """What every row of a resource belongs to."""

    member: str  # "category_id", of the row; it need not be a member of the schema
    resource: str | None = None  # "category"; None: it is not stored, and assumed to exist


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
    parents: tuple[Parent, ...] = ()  # outermost first
    is_scoped: bool = False  # identifiers are unique below one parent only
    is_singleton: bool = False  # there is one row, or one below each parent; `identifier` does not count
    is_complete: bool = False  # rows are as documented: they get what responses need, and what has a type keeps it
    deleted: dict[str, Any] | None = None  # {"archived_at": "{now}"}: what a deletion sets, instead of removing the row
    hidden: tuple[str, ...] = ()  # members that no response shows: ("password",)
    created_by: tuple[str, ...] = ()  # members that hold the caller who created a row: ("owner_id",)
    updated_by: tuple[str, ...] = ()  # members that hold the caller who changed it last: ("editor.id",)


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter that chooses rows of a list."""

    parameter: str  # "min_price"
    member: str  # "price", or "address.city"; empty for an expression, which names members itself
    compare: Compare = "equal"
    off: tuple[Any, ...] = ()  # values that choose every row: ("all",)


@dataclass(frozen=True, slots=True)
class Sort:
    """Parameters that order a list: `name`, `-name`, `name:desc`, `name desc`, several with commas between."""

    parameter: str  # "sort"
    direction: str | None = None  # "order": its values begin with "asc" or "desc"
    members: dict[str, str] = field(default_factory=dict)  # value -> member, where they differ


@dataclass(frozen=True, slots=True)
class Page:
    """Parameters that choose a page of a list; `None` for those that it does not have."""

    size: str | None = None  # "limit"
    number: str | None = None  # "page"
    offset: str | None = None  # "offset"
    cursor: str | None = None  # "starting_after", "page_token"
    before: str | None = None  # "ending_before"
    first: int = 1  # of the numbers of pages, or of an offset
    default: int | None = None  # rows without `size`; None: all
    is_identifier: bool = False  # a cursor is the identifier of a row; else a token that only the server reads
    largest: int | None = None  # rows of a page at most, even if the request asks for more


@dataclass(frozen=True, slots=True)
class OperationBehaviour:
    """What one operation does."""

    action: Action | None = None
    resource: str | None = None
    identifier: str | None = None  # the parameter; with `identifier_in` "body" a pointer: "/book/id"
    identifier_in: Literal["path", "query", "body"] = "path"
    has_response: bool = False  # whether `response` is given; it may be null
    response: Any = None  # template
    filter: dict[str, str] = field(default_factory=dict)
    hide_where: dict[str, Any] | None = None
    hide_unless: str | None = None
    order: str | None = None
    nulls: Literal["keep", "store"] = "store"
    merge: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    body: str = ""  # pointer of the entity in the body of the request: "/product"
    entity: str | None = None  # pointer of the entity, or of the list, in the body of the response; None: `response`
    tells: dict[str, Told] = field(default_factory=dict)  # {"/meta/total": "total", "header Link": "links"}
    scope: dict[str, str] = field(default_factory=dict)  # {"category_id": "category_id"}: path parameter -> member
    filters: tuple[Filter, ...] = ()
    sort: Sort | None = None
    mine: str | None = None  # "owner_id": the operation is about rows that have the caller in this member
    search: str | None = None  # the parameter whose words a row must contain
    page: Page | None = None
    asks_in_body: bool = False  # filters, sort, search and page are members of the body: `POST /books/search`
    set: dict[str, Any] = field(default_factory=dict)  # of `act`: {"status": "cancelled", "cancelled_at": "{now}"}
    allowed_from: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # of `act`: {"status": ("open",)}
    error: str | None = None  # of `act`: the error case if it is not allowed
    may_create: bool = False  # of `replace`: a row that does not exist is created
    is_bulk: bool = False  # the body has many entities
    relation: str | None = None  # of `add`, `remove`, `list` and `read`: the resource that holds pairs of identifiers
    has_etag: bool = False  # ETag, If-Match and If-None-Match (RFC 9110 §13)
    idempotency: str | None = None  # "Idempotency-Key": the header field that makes a repeated request safe
    unknown: Literal["404", "example"] = "404"  # what an identifier that never existed leads to


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
    resources: Mapping[str, Resource] = field(default_factory=dict)
    operations: Mapping[str, OperationBehaviour] = field(default_factory=dict)  # by operationId
    users: Mapping[str, tuple[str, ...]] | None = None  # operationIds by resource; None: as `operations` say
    children: Mapping[str, tuple[str, ...]] | None = None  # resources below a resource; None: as `resources` say
    switches: dict[str, Switch] = field(default_factory=dict)
    cases: tuple[ErrorCase, ...] = ()  # in order of importance
    try_it: tuple[TryIt, ...] = ()
    coercion: Coercion | None = None
    created_by_code: frozenset[str] = frozenset()  # resources whose rows functions of `handlers.py` create

    def operations_of(self, resource: str) -> tuple[str, ...]:
        """The operationIds of what is done to a resource."""
        if self.users is not None:
            return self.users.get(resource, ())
        return tuple(key for key, rules in self.operations.items() if rules.resource == resource)

    def is_created(self, resource: str) -> bool:
        """Whether an operation creates rows of a resource."""
        if resource in self.created_by_code:
            return True
        rules = (self.operations[key] for key in self.operations_of(resource))
        return any(one.action == "create" or one.may_create for one in rules)

    def children_of(self, resource: str) -> tuple[str, ...]:
        """The resources whose rows belong to those of another."""
        if self.children is not None:
            return self.children.get(resource, ())
        found = (name for name, each in self.resources.items() for up in each.parents if up.resource == resource)
        return tuple(dict.fromkeys(found))

    def find_case(self, name: str) -> ErrorCase | None:
        return next((case for case in self.cases if case.name == name), None)
