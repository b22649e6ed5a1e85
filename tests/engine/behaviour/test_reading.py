"""`behaviour.yaml` as dataclasses: every key is read, and an unknown one stops the start with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest

from mockserver.engine.behaviour import (
    AcceptedCredential,
    Behaviour,
    ErrorCase,
    OperationBehaviour,
    Resource,
    Switch,
    TryIt,
    read_behaviour,
)
from mockserver.engine.behaviour.coercion import Coercion
from mockserver.engine.behaviour.records import Action, Compare, Filter, Owner, Page, Parent, Sort, Told, Unique
from mockserver.openapi.documents import Document, parse_fixture
from mockserver.openapi.errors import FixtureError
from mockserver.openapi.operations import read_operations
from mockserver.openapi.pointers import walk
from mockserver.openapi.rules import Violation
from tests.engine.behaviour.shop import SHOP, SHOP_RULES
from tests.support.small_sandbox import BOOKS, changed, write_folder

EVERYTHING = """
credentials:
  key:
    - {token: good, principal: {reader: ann}, scopes: [read], rejected: false}
    - {pattern: 'k_[0-9]+'}
    - {resource: session, expires: until}
anonymous:
  refused_when: {login: 'on'}
coercion:
  when: {login: 'off'}
  operations: [create*, updateBook]
  names: either
  booleans: lax
  numbers: lax
  uuids: lax
resources:
  book:
    schema: Book
    identifier: id
    ids: number:10
    created: created
    updated: updated
    touch: changed
    owner: {member: reader, principal: name}
    unique:
      - {members: [title, author], error: taken}
    defaults: {author: unknown}
    missing: lost
  session:
    identifier: token
operations:
  listBooks:
    action: list
    resource: book
    answer: {books: '{rows}'}
    filter: {author: author}
    hide: {where: {hidden: true}, unless: all}
    order: -title
    scopes: [read]
  updateBook:
    action: update
    resource: book
    identifier: id
    nulls: keep
    merge: [tags]
switches:
  login: {summary: Whether a login is required., values: ['off', 'on']}
errors:
  media_type: application/json
  body: {error: '{code}'}
  cases:
    anything:
      when:
        rule: body.*
        location: [body, query]
        keyword: type
        seen: '5'
        field: title
        operation: createBook
        allowed: string
      severity: error
      status: 422
      headers: {X-Why: '{reason}'}
      media_type: application/vnd.error+json
      body: {other: '{code}'}
      code: invalid
    unheeded:
      when: {rule: accept.unavailable}
      ignore: true
    taken: {status: 409}
    lost: {status: 404}
try:
  - summary: Read a book
    operation: readBook
    path: {id: '1'}
    expect: 200
  - summary: Make one
    operation: createBook
    example: short
    expect: 201
  - summary: List some
    operation: listBooks
    query: {author: Austen}
"""

SCHEMA = json.loads(files("mockserver.engine.behaviour").joinpath("behaviour.schema.json").read_text("utf-8"))
DOCUMENT = changed(
    BOOKS,
    {"/paths/~1books/post/requestBody/content/application~1json/examples": {"short": {"value": {"title": "It"}}}},
)


def read(folder: Path, text: str, document: Document | None = None) -> Behaviour:
    document = document or Document.parse(DOCUMENT, name="books.yaml")
    return read_behaviour(
        write_folder(folder, behaviour_yaml=text) / "behaviour.yaml", document, read_operations(document)
    )


class TestEveryKey:
    def test_credentials(self, tmp_path: Path) -> None:
        token, pattern, row = read(tmp_path, EVERYTHING).credentials["key"]
        assert token == AcceptedCredential("good", None, None, None, {"reader": "ann"}, ("read",), False)
        assert pattern == AcceptedCredential(None, re.compile("k_[0-9]+"), None, None, {}, None, False)
        assert row == AcceptedCredential(None, None, "session", "until", {}, None, False)

    @pytest.mark.parametrize(
        ("value", "matches"), [("k_1", True), ("k_12", True), ("k_", False), ("xk_1", False), ("k_1\n", False)]
    )
    def test_a_pattern_is_for_the_whole_value(self, tmp_path: Path, value: str, matches: bool) -> None:
        assert read(tmp_path, EVERYTHING).credentials["key"][1].matches(value) is matches

    def test_anonymous_and_switches(self, tmp_path: Path) -> None:
        behaviour = read(tmp_path, EVERYTHING)
        assert behaviour.refuse_anonymous == {"login": "on"}
        assert behaviour.switches == {"login": Switch("login", "Whether a login is required.", ("off", "on"))}

    def test_coercion(self, tmp_path: Path) -> None:
        everything = Coercion({"login": "off"}, ("create*", "updateBook"), *[True] * 4)
        assert read(tmp_path, EVERYTHING).coercion == everything
        assert read(tmp_path, "coercion: {booleans: lax, numbers: lax}").coercion == Coercion(
            {}, ("*",), booleans=True, numbers=True
        )
        assert read(tmp_path, "switches: {}").coercion is None

    def test_resources(self, tmp_path: Path) -> None:
        resources = read(tmp_path, EVERYTHING).resources
        names = ("id", "title", "author", "pages", "tags", "created", "updated", "reader", "hidden")
        assert resources["book"] == Resource(
            name="book",
            schema="/components/schemas/Book",
            members=names,
            identifier="id",
            ids="number:10",
            created="created",
            updated="updated",
            touch="changed",
            owner=Owner("reader", "name"),
            unique=(Unique(("title", "author"), "taken"),),
            defaults={"author": "unknown"},
            missing="lost",
        )

    def test_what_a_resource_is_when_little_is_said(self, tmp_path: Path) -> None:
        assert read(tmp_path, EVERYTHING).resources["session"] == Resource(
            name="session",
            schema=None,
            members=(),
            identifier="token",
            ids="uuid",
            created=None,
            updated=None,
            touch="always",
            owner=None,
            unique=(),
            defaults={},
            missing="not_found",
        )

    def test_operations(self, tmp_path: Path) -> None:
        assert read(tmp_path, EVERYTHING).operations == {
            "listBooks": OperationBehaviour(
                action="list",
                resource="book",
                has_response=True,
                response={"books": "{rows}"},
                filter={"author": "author"},
                hide_where={"hidden": True},
                hide_unless="all",
                order="-title",
                scopes=("read",),
            ),
            "updateBook": OperationBehaviour(
                action="update", resource="book", identifier="id", nulls="keep", merge=("tags",)
            ),
        }

    def test_a_response_of_null_counts(self, tmp_path: Path) -> None:
        text = f"{RESOURCE}operations:\n  listBooks: {{action: list, resource: book, answer: null}}"
        rules = read(tmp_path, text).operations["listBooks"]
        assert (rules.has_response, rules.response) == (True, None)

    def test_error_cases_in_the_order_of_the_file(self, tmp_path: Path) -> None:
        behaviour = read(tmp_path, EVERYTHING)
        assert [case.name for case in behaviour.cases] == ["anything", "unheeded", "taken", "lost"]
        assert behaviour.find_case("anything") == ErrorCase(
            name="anything",
            when={
                "rule": ("body.*",),
                "location": ("body", "query"),
                "keyword": ("type",),
                "seen": ("5",),
                "field": ("title",),
                "operation": ("createBook",),
                "allowed": ("string",),
            },
            ignore=False,
            severity="error",
            status=422,
            headers={"X-Why": "{reason}"},
            media_type="application/vnd.error+json",
            body={"other": "{code}"},
            texts={"code": "invalid"},
        )
        assert behaviour.find_case("taken") == ErrorCase(
            "taken", None, False, None, 409, {}, "application/json", {"error": "{code}"}, {}
        )
        unheeded = behaviour.find_case("unheeded")
        assert unheeded is not None and unheeded.ignore
        assert behaviour.find_case("unknown") is None

    def test_try_it(self, tmp_path: Path) -> None:
        assert read(tmp_path, EVERYTHING).try_it == (
            TryIt("Read a book", "readBook", {"id": "1"}, {}, None, 200),
            TryIt("Make one", "createBook", {}, {}, "short", 201),
            TryIt("List some", "listBooks", {}, {"author": "Austen"}, None, None),
        )

    @pytest.mark.parametrize("text", ["", "# nothing\n", "{}"])
    def test_nothing_at_all_is_allowed(self, tmp_path: Path, text: str) -> None:
        assert read(tmp_path, text) == Behaviour()

    def test_this_text_and_that_of_the_shop_use_every_key_of_the_schema(self) -> None:
        used = {key for text in (EVERYTHING, SHOP_RULES) for key in _used_keys(parse_fixture(text, Path("a.yaml")))}
        assert set(_declared_keys(SCHEMA)) - used == set()

    @pytest.mark.parametrize(
        ("pointer", "words"),
        [
            pytest.param("/$defs/operation/properties/action", get_args(Action), id="actions"),
            pytest.param("/$defs/operation/properties/tells/additionalProperties", get_args(Told), id="tells"),
            pytest.param(
                "/$defs/operation/properties/filter/additionalProperties/properties/compare",
                get_args(Compare),
                id="comparisons",
            ),
        ],
    )
    def test_the_schema_has_every_word(self, pointer: str, words: tuple[str, ...]) -> None:
        assert set(walk(SCHEMA, pointer)["enum"]) == set(words)


class TestShop:
    """What belongs to what, where it lies in bodies, how lists are asked, and further actions."""

    @pytest.fixture
    def shop(self, tmp_path: Path) -> Behaviour:
        return read(tmp_path, SHOP_RULES, Document.parse(SHOP, name="shop.yaml"))

    def test_resources(self, shop: Behaviour) -> None:
        category, product, label, settings = shop.resources.values()
        assert (category.ids, category.is_complete) == ("like:cat_NffrFeUf", True)
        assert (product.identifier, product.ids, product.is_scoped) == ("metadata.name", "text:100", True)
        assert product.parents == (Parent("category_id", "category"),)
        assert product.hidden == ("secret",)
        assert product.created_by == product.updated_by == ("maker.city",)
        assert product.deleted == {"status": "archived", "archived_at": "{now}"}
        assert label.parents == (Parent("shop"), Parent("product_id", "product"))
        assert (settings.identifier, settings.is_singleton) == ("", True)
        assert not (category.is_scoped or category.is_singleton or category.parents or category.hidden)
        assert not product.is_complete and category.deleted is None

    def test_a_list(self, shop: Behaviour) -> None:
        assert shop.operations["listProducts"] == OperationBehaviour(
            action="list",
            resource="product",
            scope={"category_id": "category_id"},
            entity="/data",
            tells={"/meta/total": "total", "/meta/next": "next_cursor", "header Link": "links"},
            filters=(
                Filter("status", "status", off=("all",)),
                Filter("min_price", "price", "min"),
                Filter("city", "maker.city", off=("any", "all")),
                Filter("filter[offer]", "offers.price"),
            ),
            sort=Sort("sort_by", "order", {"newest": "-created_at"}),
            mine="maker.city",
            search="q",
            page=Page("limit", "page", "offset", "after", "before", 0, 20, is_identifier=True, largest=50),
        )

    def test_other_operations(self, shop: Behaviour) -> None:
        create, read_one, replace, archive, labels, add, search, change, named, delete, _ = list(
            shop.operations.values()
        )[1:]
        assert (create.body, create.entity, create.idempotency) == ("/product", "/product", "Idempotency-Key")
        assert (read_one.has_etag, read_one.unknown) == (True, "example")
        assert (replace.action, replace.may_create) == ("replace", True)
        assert (archive.action, archive.error) == ("act", "not_open")
        assert archive.set == {"status": "archived", "archived_at": "{now}"}
        assert archive.allowed_from == {"status": ("open", "held"), "name": ("It",)}
        assert (labels.relation, add.action, add.relation) == ("label", "add", "label")
        assert (add.identifier, add.identifier_in) == ("/label", "body")
        assert (search.asks_in_body, search.sort, search.page) == (True, Sort("sort"), Page("paging.size", largest=100))
        assert (change.body, change.is_bulk) == ("/products", True)
        assert (named.identifier, named.identifier_in, named.entity, named.unknown) == ("name", "query", "", "404")
        assert (delete.identifier, delete.identifier_in) == ("/id", "body")


def _declared_keys(schema: Any) -> Iterator[str]:
    """Every property name of a schema and of the schemas in it."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for value in schema.values():
            yield from _declared_keys(value)


def _used_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _used_keys(item)


RESOURCE = "resources:\n  book: {identifier: id}\n"
CASES = "errors:\n  media_type: a/b\n  body: {}\n  cases:\n    one: "


@pytest.mark.parametrize(
    ("text", "line", "pointer", "words"),
    [
        # shape
        pytest.param("[]", 1, "", "object", id="not-a-mapping"),
        pytest.param("# books\nresorces: {}", 2, "/resorces", "there are: credentials, ", id="unknown-key"),
        pytest.param(
            "resources:\n  book: {identifier: id, color: red}", 2, "/resources/book/color", "", id="in-resource"
        ),
        pytest.param("resources:\n  book: {}", 2, "/resources/book", "needs an `identifier`", id="no-identifier"),
        pytest.param(
            "resources:\n  book:\n    identifier: id\n    ids: x", 4, "/resources/book/ids", "number:", id="ids"
        ),
        pytest.param(
            "resources:\n  book:\n    identifier: id\n    touch: x", 4, "/resources/book/touch", '"always"', id="touch"
        ),
        pytest.param(
            "operations:\n  listBooks:\n    actoin: list", 3, "/operations/listBooks/actoin", "", id="in-operation"
        ),
        pytest.param(
            "operations:\n  listBooks: {action: list}", 2, "/operations/listBooks/resource", "", id="action-alone"
        ),
        pytest.param(
            "operations:\n  listBooks:\n    action: fly\n    resource: book",
            3,
            "/operations/listBooks/action",
            '"create"',
            id="action",
        ),
        pytest.param(
            "credentials:\n  key:\n    - {token: a, pattern: b}",
            3,
            "/credentials/key/0",
            "never more than one",
            id="two-ways",
        ),
        pytest.param("credentials:\n  key:\n    - pattern: '('", 3, "/credentials/key/0/pattern", "regex", id="regex"),
        pytest.param("switches:\n  a: {summary: s, values: []}", 2, "/switches/a/values", "", id="no-values"),
        pytest.param("anonymous: {refused_when: {}}", 1, "/anonymous/refused_when", "", id="never-refused"),
        pytest.param("coercion: {}", 1, "/coercion", "", id="coerces-nothing"),
        pytest.param("coercion: {names: snake}", 1, "/coercion/names", "either", id="coercion"),
        pytest.param("coercion: {numbers: lax, when: {a: b}}", 1, "/coercion/when/a", "not a switch", id="of-a-switch"),
        pytest.param(
            "coercion:\n  names: either\n  operations: [x*]",
            3,
            "/coercion/operations/0",
            "matches no operation",
            id="of-no-operation",
        ),
        pytest.param(f"{CASES}{{status: 200}}", 5, "/errors/cases/one/status", "400", id="a-case-that-succeeds"),
        pytest.param(f"{CASES}{{}}", 5, "/errors/cases/one", "", id="neither-status-nor-ignore"),
        pytest.param(
            f"{CASES}{{status: 400, when: {{colour: a}}}}", 5, "/errors/cases/one/when/colour", "", id="in-when"
        ),
        pytest.param("errors: {media_type: a/b, body: {}}", 1, "/errors/cases", "required", id="no-cases"),
        pytest.param("try:\n- {summary: s}", 2, "/try/0/operation", "required", id="try-it-of-nothing"),
        pytest.param(
            "resources:\n  book:\n    identifier: id\n    ids: Uuid",
            4,
            "/resources/book/ids",
            '"Uuid" is not written like one of these: "uuid", "schema", "number:100", "text:100", "like:cus_',
            id="ids-like-these",
        ),
        pytest.param(
            "resources:\n  book: {singleton: false}",
            2,
            "/resources/book",
            "needs an `identifier`",
            id="not-a-singleton",
        ),
        pytest.param(
            "resources:\n  book: {identifier: id, parent: {}}", 2, "/resources/book/parent/member", "", id="parent"
        ),
        pytest.param(
            "resources:\n  book:\n    identifier: id\n    parent: [{member: a, b: c}]",
            4,
            "/resources/book/parent/0/b",
            "there are: resource, member",
            id="in-parent",
        ),
        pytest.param(
            "resources:\n  book: {identifier: id, parent: x}", 2, "/resources/book/parent", "array", id="parent-alone"
        ),
        pytest.param(
            "resources:\n  book: {identifier: id, deleted: {}}", 2, "/resources/book/deleted", "fewer", id="deleted"
        ),
        pytest.param(
            "operations:\n  listBooks:\n    entity: data",
            3,
            "/operations/listBooks/entity",
            '"data" is not a JSON pointer; did you mean "/data"?',
            id="pointer",
        ),
        pytest.param(
            "operations:\n  listBooks: {identifier: {path: a, query: b}}",
            2,
            "/operations/listBooks/identifier",
            "has 2 properties, more than 1",
            id="identified-twice",
        ),
        pytest.param(
            "operations:\n  listBooks:\n    filter: {a: {member: a, compare: minn}}",
            3,
            "/operations/listBooks/filter/a/compare",
            "did you mean `min`?",
            id="compare",
        ),
        pytest.param(
            "operations:\n  listBooks: {filter: {a: 5}}",
            2,
            "/operations/listBooks/filter/a",
            "5 is an integer; allowed: string or object",
            id="filter-value",
        ),
        pytest.param(
            "operations:\n  listBooks: {sort: {direction: a}}", 2, "/operations/listBooks/sort/by", "", id="sort"
        ),
        pytest.param(
            "operations:\n  listBooks: {page: {siz: a}}",
            2,
            "/operations/listBooks/page/siz",
            "did you mean `size`?",
            id="page",
        ),
        pytest.param(
            "operations:\n  listBooks: {tells: {/n: totl}}",
            2,
            "/operations/listBooks/tells/~1n",
            "did you mean `total`?",
            id="tells",
        ),
        pytest.param(
            "operations:\n  readBook: {unknown: 410}",
            2,
            "/operations/readBook/unknown",
            '410 is not one of 404, "example"',
            id="unknown-status",
        ),
        pytest.param(
            "operations:\n  listBooks: {order: title}",
            2,
            "/operations/listBooks/order",
            "`order` is for an operation with an `action`; this one has none, and none is inferred",
            id="without-an-action",
        ),
        # unknown names
        pytest.param("credentials: {lock: []}", 1, "/credentials/lock", "there are: key", id="security-scheme"),
        pytest.param(
            "credentials:\n  key: [{resource: x}]", 2, "/credentials/key", "'x' is not a resource", id="credential-row"
        ),
        pytest.param(
            "anonymous: {refused_when: {a: b}}", 1, "/anonymous/refused_when/a", "'a' is not a switch", id="switch"
        ),
        pytest.param(
            "anonymous: {refused_when: {a: c}}\nswitches: {a: {summary: s, values: [b]}}",
            1,
            "/anonymous/refused_when/a",
            "there are: b",
            id="switch-value",
        ),
        pytest.param(
            "resources:\n  book:\n    identifier: id\n    schema: Boook",
            4,
            "/resources/book/schema",
            "'Boook' is not a schema",
            id="schema",
        ),
        pytest.param(
            "resources:\n  book: {identifier: id, missing: x}",
            2,
            "/resources/book/missing",
            "'x' is not an error case",
            id="missing",
        ),
        pytest.param(
            "resources:\n  book: {identifier: id, unique: [{members: [a], error: x}]}",
            2,
            "/resources/book/unique",
            "'x' is not an error case",
            id="unique",
        ),
        pytest.param(
            "operations:\n  listBook: {}",
            2,
            "/operations/listBook",
            "'listBook' is not an operation; there are: createBook, ",
            id="operation",
        ),
        pytest.param(
            "operations:\n  listBooks: {action: list, resource: x}",
            2,
            "/operations/listBooks/resource",
            "there are: none",
            id="resource",
        ),
        pytest.param(
            f"{RESOURCE}operations:\n  readBook: {{action: read, resource: book, identifier: x}}",
            4,
            "/operations/readBook/identifier",
            "there are: id",
            id="identifier",
        ),
        pytest.param(
            f"{RESOURCE}operations:\n  listBooks: {{action: read, resource: book}}",
            4,
            "/operations/listBooks/action",
            "no path parameter",
            id="nothing-identifies",
        ),
        pytest.param(
            f"{RESOURCE}operations:\n  readBook: {{action: read, resource: book}}\n{CASES}{{status: 400}}",
            4,
            "/operations/readBook/action",
            "'not_found' is not an error case",
            id="no-error-case-for-missing",
        ),
        pytest.param(
            f"{RESOURCE}operations:\n  listBooks: {{action: list, resource: book, filter: {{x: a}}}}",
            4,
            "/operations/listBooks/filter/x",
            "there are: all, author",
            id="filter",
        ),
        pytest.param(
            f"{RESOURCE}operations:\n  listBooks: {{action: list, resource: book, hide: {{where: {{}}, unless: x}}}}",
            4,
            "/operations/listBooks/hide",
            "there are: all, author",
            id="hide",
        ),
        pytest.param(
            f"{RESOURCE}operations:\n  listBooks: {{action: list, resource: book, answer: '{{row}}'}}",
            4,
            "/operations/listBooks/answer",
            "rows",
            id="hole",
        ),
        pytest.param(
            f"{CASES}{{status: 400, when: {{rule: body.shape}}}}",
            5,
            "/errors/cases/one/when/rule",
            "'body.shape' matches no rule",
            id="rule",
        ),
        pytest.param(
            "try:\n- {summary: s, operation: x}", 2, "/try/0/operation", "'x' is not an operation", id="try-it"
        ),
        pytest.param(
            "try:\n- {summary: s, operation: readBook, path: {x: a}}",
            2,
            "/try/0/path/x",
            "there are: id",
            id="try-path",
        ),
        pytest.param(
            "try:\n- {summary: s, operation: listBooks, query: {x: a}}",
            2,
            "/try/0/query/x",
            "author",
            id="try-query",
        ),
        pytest.param(
            "try:\n- {summary: s, operation: createBook, example: x}",
            2,
            "/try/0/example",
            "there are: short",
            id="try-example",
        ),
    ],
)
def test_what_stops_the_start(tmp_path: Path, text: str, line: int, pointer: str, words: str) -> None:
    with pytest.raises(FixtureError) as caught:
        read(tmp_path, text)
    assert (caught.value.file, caught.value.line) == (tmp_path / "behaviour.yaml", line)
    assert caught.value.pointer == pointer
    assert words in caught.value.message
    assert "\n" not in str(caught.value)


VIOLATION = Violation("body.schema", "body", "…", pointer="/title", keyword="type", seen="null", allowed="string")


@pytest.mark.parametrize(
    ("when", "covers"),
    [
        pytest.param("{rule: body.schema}", True, id="rule"),
        pytest.param("{rule: 'body.*'}", True, id="glob"),
        pytest.param("{rule: [accept.unavailable, 'body.*']}", True, id="one-of-several"),
        pytest.param("{rule: 'parameter.*'}", False, id="other-rule"),
        pytest.param("{rule: 'body.*', keyword: enum}", False, id="all-must-fit"),
        pytest.param("{location: body, keyword: type, field: title, allowed: str*}", True, id="all-fit"),
        pytest.param("{seen: 'null'}", True, id="what-was-sent"),
        pytest.param("{seen: '5'}", False, id="something-else-was-sent"),
        pytest.param("{operation: createBook}", True, id="operation"),
        pytest.param("{operation: 'list*'}", False, id="other-operation"),
        pytest.param("{field: TITLE}", False, id="case-counts"),
    ],
)
def test_which_violations_a_case_covers(tmp_path: Path, when: str, covers: bool) -> None:
    case = read(tmp_path, f"{CASES}{{status: 400, when: {when}}}").cases[0]
    assert case.covers(VIOLATION, "createBook") is covers


def test_a_case_without_when_covers_nothing(tmp_path: Path) -> None:
    assert not read(tmp_path, f"{CASES}{{status: 400}}").cases[0].covers(VIOLATION, "createBook")


class TestBrokenOperations:
    """A folder that names an operation which cannot be served still loads."""

    METHODS = ("get", "patch", "delete")
    BROKEN = changed(DOCUMENT, {f"/paths/~1books~1{{id}}/{method}/$ref": "#/nowhere" for method in METHODS})

    def test_they_keep_their_operation_ids(self, tmp_path: Path) -> None:
        document = Document.parse(self.BROKEN, name="books.yaml")
        operations = {operation.operation_id: operation for operation in read_operations(document)}
        assert operations["readBook"].broken is not None and operations["listBooks"].broken is None
        file = write_folder(tmp_path, behaviour_yaml=EVERYTHING) / "behaviour.yaml"
        behaviour = read_behaviour(file, document, tuple(operations.values()))
        assert behaviour.operations["updateBook"].identifier == "id"
        assert [entry.operation_id for entry in behaviour.try_it] == ["createBook", "listBooks"]
