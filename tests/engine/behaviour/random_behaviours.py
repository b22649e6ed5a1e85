"""Random behaviours, each with a document that has all the names in it."""

from __future__ import annotations

import re
from typing import Any, get_args

from hypothesis import strategies as st

from mockserver.engine.behaviour.coercion import Coercion
from mockserver.engine.behaviour.operation_names import ITEM_ACTIONS
from mockserver.engine.behaviour.records import (
    AcceptedCredential,
    Action,
    Behaviour,
    Compare,
    ErrorCase,
    Filter,
    OperationBehaviour,
    Owner,
    Page,
    Parent,
    Resource,
    Sort,
    Switch,
    Told,
    TryIt,
    Unique,
)

ODD = [
    "",
    "null",
    "true",
    "1",
    "1e3",
    "a b",
    "a: b",
    "#",
    "off",
    "{{x}}",
    "é",
    "/a~b",
    "a.b",
    "-",
    "'",
    '"',
    "\\",
    "\n",
]
texts = st.sampled_from(ODD) | st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=6)
names = texts.filter(bool)
words = st.text("abcdefgh_", min_size=1, max_size=6)  # in paths and header fields
scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda one: st.lists(one, max_size=2) | st.dictionaries(names, one, max_size=2))
data = values.filter(lambda value: "each" not in str(value) and "text" not in str(value))
some = st.dictionaries(names, data, min_size=1, max_size=2)
pointers = st.lists(words, max_size=2).map(lambda parts: "".join(f"/{part}" for part in parts))
scalar_lists = st.lists(scalars, max_size=3).map(tuple)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def several(strategy: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


def resources(name: str, known: list[str], cases: list[str]) -> st.SearchStrategy[Resource]:
    return st.builds(
        Resource,
        name=st.just(name),
        schema=st.sampled_from([None, "/components/schemas/Any", "/paths/~1"]),
        members=st.just(()),
        identifier=names,
        ids=st.sampled_from(["uuid", "schema", "number:0", "text:7", "like:a\n1"])
        | texts.filter(bool).map("like:".__add__),
        created=maybe(names),
        updated=maybe(names),
        touch=st.sampled_from(["always", "named", "changed"]),
        owner=maybe(st.builds(Owner, names, names)),
        unique=several(st.builds(Unique, several(names, 1), st.sampled_from([None, *cases]))),
        defaults=st.dictionaries(names, data, max_size=2),
        missing=st.sampled_from([*cases, "not_found"]),
        parents=several(st.builds(Parent, names, maybe(st.sampled_from(known)))),
        is_scoped=st.booleans(),
        is_singleton=st.booleans(),
        is_complete=st.booleans(),
        deleted=maybe(some),
        hidden=several(names),
        created_by=several(names),
        updated_by=several(names),
    )


filters = st.builds(Filter, names, names, st.sampled_from(get_args(Compare)), scalar_lists)
sorts = st.builds(Sort, names, maybe(names), st.dictionaries(names, names, max_size=2))
pages = st.builds(
    Page,
    *[maybe(names)] * 5,
    first=st.integers(0, 2),
    default=maybe(st.integers(0, 9)),
    largest=maybe(st.integers(0, 9)),
    is_identifier=st.booleans(),
).filter(lambda page: page != Page())
tells = st.dictionaries(
    pointers.filter(bool) | words.map("header ".__add__), st.sampled_from(get_args(Told)), max_size=2
)


@st.composite
def operations(draw: st.DrawFn, known: list[str], cases: list[str]) -> OperationBehaviour:
    """What is said of an operation; only what its action reads."""
    action: Action = draw(st.sampled_from(get_args(Action)))
    own: dict[str, st.SearchStrategy[Any]] = {}
    if action == "list":
        own |= {"sort": maybe(sorts), "search": maybe(names), "page": maybe(pages), "asks_in_body": st.booleans()}
        own |= {"tells": tells, "relation": maybe(st.sampled_from(known))}
    if action in ("add", "remove"):
        own |= {"relation": st.sampled_from(known)}
    if action == "act":
        own |= {"set": st.just({}) | some, "allowed_from": st.dictionaries(names, scalar_lists, max_size=2)}
        own |= {"error": maybe(st.sampled_from(cases))} if cases else {}
    if action == "replace":
        own |= {"may_create": st.booleans()}
    where = draw(st.sampled_from(["path", "query", "body"]))
    is_named = action in ITEM_ACTIONS or where != "path"
    answers = draw(st.booleans())
    given = draw(st.lists(filters, max_size=2, unique_by=lambda one: one.parameter))
    hide = draw(maybe(st.dictionaries(names, data, max_size=2)))
    return draw(
        st.builds(
            OperationBehaviour,
            action=st.just(action),
            resource=st.sampled_from(known),
            identifier={"path": words, "query": names, "body": pointers}[where] if is_named else maybe(words),
            identifier_in=st.just(where),
            has_response=st.just(answers),
            response=data if answers else st.none(),
            filter=st.dictionaries(
                names.filter(lambda name: all(name != one.parameter for one in given)), names, max_size=2
            ),
            hide_where=st.just(hide),
            hide_unless=maybe(names) if hide is not None else st.none(),
            order=maybe(names),
            nulls=st.sampled_from(["keep", "store"]),
            merge=several(names),
            scopes=several(texts),
            body=pointers,
            entity=st.none() if answers else maybe(pointers),
            scope=st.dictionaries(words, names, max_size=2),
            filters=st.just(tuple(given)),
            mine=maybe(names),
            is_bulk=st.booleans(),
            has_etag=st.booleans(),
            idempotency=maybe(words),
            unknown=st.sampled_from(["404", "example"]),
            **own,
        )
    )


@st.composite
def credentials(draw: st.DrawFn, known: list[str]) -> AcceptedCredential:
    pattern = re.compile(re.escape(draw(texts)))
    ways: list[tuple[str | None, re.Pattern[str] | None, str | None]] = [
        (draw(texts), None, None),
        (None, pattern, None),
    ]
    ways += [(None, None, draw(st.sampled_from(known)))] if known else []
    return AcceptedCredential(
        *draw(st.sampled_from(ways)),
        draw(maybe(names)),
        draw(st.dictionaries(names, data, max_size=2)),
        draw(maybe(several(texts))),
        draw(st.booleans()),
    )


@st.composite
def error_cases(draw: st.DrawFn, name: str) -> ErrorCase:
    globs = st.dictionaries(st.sampled_from(["location", "keyword", "seen", "field"]), several(texts, 1), min_size=1)
    ignore = draw(st.booleans())
    return ErrorCase(
        name=name,
        when=draw(maybe(globs)),
        ignore=ignore,
        severity=draw(st.sampled_from([None, "error", "warning"])),
        status=500 if ignore else draw(st.integers(400, 599)),
        headers=draw(st.dictionaries(words, texts, max_size=2)),
        media_type=draw(st.sampled_from(["application/json", "text/plain"])),
        body=draw(data),
        texts=draw(st.dictionaries(names.map("x".__add__), data, max_size=2)),
    )


@st.composite
def behaviours(draw: st.DrawFn) -> Behaviour:
    known = draw(st.lists(names, max_size=3, unique=True))
    cases = draw(st.lists(names, max_size=2, unique=True))
    if cases:
        cases.append("not_found") if "not_found" not in cases else None
    ids = draw(st.lists(names, max_size=3, unique=True)) if known else []
    switches = {
        name: Switch(name, draw(texts), draw(several(texts, 1)))
        for name in draw(st.lists(names, max_size=2, unique=True))
    }
    wanted = st.just({name: switch.values[-1] for name, switch in switches.items()})
    lax = st.booleans()
    return Behaviour(
        credentials={"key": draw(several(credentials(known)))} if draw(st.booleans()) else {},
        refuse_anonymous=draw(wanted),
        resources={name: draw(resources(name, known, cases)) for name in known},
        operations={name: draw(operations(known, cases)) for name in ids},
        switches=switches,
        cases=tuple(draw(error_cases(name)) for name in cases),
        try_it=tuple(TryIt(draw(texts), name, {}, {}, None, draw(maybe(st.integers(200, 599)))) for name in ids),
        coercion=draw(maybe(st.builds(Coercion, wanted, st.just(("*",)), lax, lax, lax, st.just(True))))
        if ids
        else None,
    )


def document_for(behaviour: Behaviour) -> dict[str, Any]:
    """A document that has every operation, parameter and schema of a behaviour, and whose bodies may be anything."""
    anything: dict[str, Any] = {"content": {"application/json": {}}}
    paths: dict[str, Any] = {"/": {}}
    for number, (name, rules) in enumerate(behaviour.operations.items()):
        identifier = [rules.identifier] if rules.identifier is not None else []
        in_path = {*rules.scope, *(identifier if rules.identifier_in == "path" else ())}
        in_query = {*rules.filter, *(one.parameter for one in rules.filters), rules.search, rules.hide_unless}
        in_query |= {*identifier} if rules.identifier_in == "query" else set()
        in_query |= {rules.sort.parameter, rules.sort.direction} if rules.sort is not None else set()
        page = rules.page or Page()
        in_query |= {page.size, page.number, page.offset, page.cursor, page.before}
        parameters = [
            *({"name": one, "in": "path", "required": True, "schema": {}} for one in sorted(in_path)),
            *({"name": one, "in": "query", "schema": {}} for one in sorted(filter(None, in_query))),
        ]
        path = "".join([f"/{number}", *(f"/{{{one}}}" for one in sorted(in_path))])
        operation = {"operationId": name, "parameters": parameters, "requestBody": anything}
        paths[path] = {"post": {**operation, "responses": {"200": {"description": "ok", **anything}}}}
    components = {"schemas": {"Any": {}}, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, "components": components}
