"""Small APIs about books, drawn at random in many styles, and what their requests and responses look like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from hypothesis import strategies as st

from mockserver.engine.apis.apis import Api, load_api
from tests.support.remembering import write_document

Ids = Literal["integer", "uuid", "slug", "prefixed"]
Casing = Literal["snake", "camel", "pascal"]

_PAGES = {"number": ("page", "per_page"), "offset": ("offset", "limit")}
_ID_SCHEMAS: Mapping[Ids, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "uuid": {"type": "string", "format": "uuid"},
    "slug": {"type": "string", "minLength": 1},
    "prefixed": {"type": "string", "example": "bk_4QFJx8aP"},
}
_SENT: Mapping[str, dict[str, Any]] = {
    "title": {"type": "string", "minLength": 1},
    "page_count": {"type": "integer", "minimum": 0},
    "is_open": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string"}},
}
"""What clients send; snake case is the model's own."""
_MADE = {"created_at": {"type": "string", "format": "date-time"}}
"""What only the server sets."""


@dataclass(frozen=True, kw_only=True)
class RandomApi:
    """The style of an API about books."""

    ids: Ids
    sent_in: str | None  # "book": {"book": {…}}; None: bare
    shown_in: str | None
    listed_in: str | None  # "books": {"books": […]}; None: a bare array
    is_nested: bool  # /authors/{author_id}/books/{book_id}
    casing: Casing  # of responses; requests are in snake case
    has_put: bool
    has_patch: bool
    pages: Literal["number", "offset"] | None  # lists have an envelope then
    refuses: bool  # whether a 404 is documented

    # requests

    @property
    def identifier(self) -> str:
        """The member that identifies a book, in the model's own names."""
        return "slug" if self.ids == "slug" else "id"

    def collection(self, author: str | None) -> str:
        return f"/authors/{author}/books" if self.is_nested else "/books"

    def item(self, author: str | None, key: object) -> str:
        return f"{self.collection(author)}/{key}"

    def write(self, members: Mapping[str, Any]) -> Any:
        """The body of a request."""
        return dict(members) if self.sent_in is None else {self.sent_in: dict(members)}

    # responses

    def read(self, body: Any) -> dict[str, Any]:
        """The book that a response shows, in the model's own names."""
        return self._read_book(body if self.shown_in is None else body[self.shown_in])

    def read_list(self, body: Any) -> list[dict[str, Any]]:
        return [self._read_book(book) for book in (body if self.listed_in is None else body[self.listed_in])]

    def _read_book(self, book: Mapping[str, Any]) -> dict[str, Any]:
        own = {self._case(name): name for name in (*_SENT, *_MADE, self.identifier, "author_id")}
        return {own[name]: value for name, value in book.items()}

    def _case(self, name: str) -> str:
        if self.casing == "snake":
            return name
        first, *others = name.split("_")
        return (first.title() if self.casing == "pascal" else first) + "".join(map(str.title, others))

    # the document

    @cache  # noqa: B019  # a frozen value; as many as a run has examples
    def load(self) -> Api:
        """The API, served at the root."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / "api.json"
            file.write_text(json.dumps(self.document()), encoding="utf-8")
            return load_api("api", file, prefix="")

    def document(self) -> dict[str, Any]:
        document = write_document(self._operations(), self._schemas())
        for path, item in document["paths"].items():
            for parameter in (each for operation in item.values() for each in operation["parameters"]):
                if parameter["in"] == "path":
                    is_book = parameter["name"] == f"book_{self.identifier}"
                    parameter["schema"] = _ID_SCHEMAS[self.ids] if is_book else {"type": "integer"}
            assert path.startswith("/")
        return document

    def _operations(self) -> dict[str, Any]:
        books = "/authors/{author_id}/books" if self.is_nested else "/books"
        book = f"{books}/{{book_{self.identifier}}}"
        refusal = {"404": "Error"} if self.refuses else {}
        taken = {"409": "Error"} if self.ids == "slug" else {}
        query = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in self.page_names]
        operations: dict[str, Any] = {
            f"POST {books}": {"body": self._wrap(self.sent_in, "NewBook"), "201": self._shown(), **taken, **refusal},
            f"GET {books}": {"parameters": query, "200": self._listed(), **refusal},
            f"GET {book}": {"200": self._shown(), **refusal},
            f"DELETE {book}": {"204": None, **refusal},
        }
        if self.has_put:
            operations[f"PUT {book}"] = {"body": self._wrap(self.sent_in, "NewBook"), "200": self._shown(), **refusal}
        if self.has_patch:
            operations[f"PATCH {book}"] = {"body": self._wrap(self.sent_in, "Change"), "200": self._shown(), **refusal}
        if self.is_nested:
            author = "/authors/{author_id}"
            operations["POST /authors"] = {"body": "NewAuthor", "201": "Author"}
            operations[f"GET {author}"] = {"200": "Author", **refusal}
            operations[f"DELETE {author}"] = {"204": None, **refusal}
        return operations

    @property
    def page_names(self) -> tuple[str, ...]:
        return _PAGES[self.pages] if self.pages is not None else ()

    def _schemas(self) -> dict[str, Any]:
        own = {self.identifier: _ID_SCHEMAS[self.ids]}
        parent = {"author_id": {"type": "integer"}} if self.is_nested else {}
        shown = {self._case(name): schema for name, schema in {**own, **_SENT, **_MADE, **parent}.items()}
        sent = {**own, **_SENT} if self.ids == "slug" else dict(_SENT)
        required = [self.identifier, "title"] if self.ids == "slug" else ["title"]
        named = {"properties": {"id": {"type": "integer"}, "name": {"type": "string"}}, "required": ["id", "name"]}
        return {
            "Book": {
                "properties": shown,
                "required": [self._case(name) for name in (self.identifier, "title", "created_at")],
                "additionalProperties": False,
            },
            "NewBook": {"properties": sent, "required": required, "additionalProperties": False},
            "Change": {"properties": dict(_SENT), "additionalProperties": False},
            "Author": named,
            "NewAuthor": {"properties": {"name": {"type": "string"}}, "required": ["name"]},
            "Error": {"properties": {"message": {"type": "string"}}, "required": ["message"]},
        }

    def _shown(self) -> Any:
        return self._wrap(self.shown_in, "Book")

    def _listed(self) -> Any:
        if self.listed_in is None:
            return ["Book"]
        books = {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}
        total = {"total": {"type": "integer"}} if self.pages is not None else {}
        properties = {self.listed_in: books, **total}
        return {"type": "object", "properties": properties, "required": list(properties)}

    @staticmethod
    def _wrap(envelope: str | None, name: str) -> Any:
        if envelope is None:
            return name
        inner = {envelope: {"$ref": f"#/components/schemas/{name}"}}
        return {"type": "object", "properties": inner, "required": [envelope]}


def random_apis() -> st.SearchStrategy[RandomApi]:
    return st.builds(
        RandomApi,
        ids=st.sampled_from(("integer", "uuid", "slug", "prefixed")),
        sent_in=st.sampled_from((None, "data", "book")),
        shown_in=st.sampled_from((None, "data", "book")),
        listed_in=st.sampled_from((None, "data", "books", "items")),
        is_nested=st.booleans(),
        casing=st.sampled_from(("snake", "camel", "pascal")),
        has_put=st.booleans(),
        has_patch=st.booleans(),
        pages=st.sampled_from((None, "number", "offset")),
        refuses=st.booleans(),
    ).map(_agree)


def _agree(api: RandomApi) -> RandomApi:
    """Without pages where there is no place for the total."""
    from dataclasses import replace

    return replace(api, pages=None) if api.listed_in is None else api


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=5)
_OPTIONAL = {
    "page_count": st.integers(0, 1000),
    "is_open": st.booleans(),
    "tags": st.lists(_TEXTS, max_size=2),
}


def new_books() -> st.SearchStrategy[dict[str, Any]]:
    """The members of a creation or replacement, without an identifier."""
    return st.fixed_dictionaries({"title": _TEXTS}, optional=_OPTIONAL)


def changes() -> st.SearchStrategy[dict[str, Any]]:
    """The members of a change."""
    return st.fixed_dictionaries({}, optional={"title": _TEXTS, **_OPTIONAL})
