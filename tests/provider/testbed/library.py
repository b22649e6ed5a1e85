"""A lending library that keeps every promise of `library.yaml`, without a web framework.

Each promise has a method of its own, so that a mutant is a subclass that breaks one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn
from zlib import crc32

import yaml
from openapi_schema_validator import OAS31Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).with_name("library.yaml")
CARD = "library-card-7"  # the credential that is accepted
GENRES = ("novel", "poetry", "science", "travel")
NOW = "2026-01-20T15:00:00Z"
PNG = b"\x89PNG\r\n\x1a\n"  # the cover of a book that has no other

Book = dict[str, Any]

_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
_SEED: tuple[Book, ...] = (
    {"id": "b1", "kind": "paper", "title": "Emma", "subtitle": None, "genre": "novel", "pages": 474, "added": NOW},
    {"id": "b2", "kind": "audio", "title": "Ulysses", "subtitle": None, "genre": "novel", "seconds": 9, "added": NOW},
    {"id": "b3", "kind": "paper", "title": "Émile", "subtitle": "On Education", "genre": "science", "pages": 5}
    | {"added": NOW},
    {"id": "b4", "kind": "paper", "title": "Optics", "subtitle": None, "genre": "science", "pages": 80, "added": NOW},
)


@dataclass(frozen=True)
class Call:
    """One request, its form already parsed."""

    operation: str  # "readBook"
    book_id: str = ""
    query: Mapping[str, list[str]] = field(default_factory=dict)
    authorization: str | None = None
    media_type: str = ""  # "application/json", without parameters
    body: bytes = b""
    form: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One response before it is written."""

    status: int
    body: Any = None  # JSON data, or bytes; None with `media_type` None: no body
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = "application/json"


class RefusalError(Exception):
    """Raised to respond with a problem."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(detail)


class Library:
    """The whole service; its state lives as long as the object does."""

    largest_limit = 50
    open_operations: tuple[str, ...] = ("readHealth",)  # those that need no card

    def __init__(self) -> None:
        self.books: dict[str, Book] = {book["id"]: dict(book) for book in _SEED}
        self.covers: dict[str, bytes] = {}
        self.last_id = len(_SEED)

    def respond(self, call: Call) -> Reply:
        """Return the response to any request."""
        try:
            self.check_card(call)
            operations = {
                "readHealth": self.read_health,
                "listBooks": self.list_books,
                "createBook": self.create_book,
                "readBook": self.read_book,
                "updateBook": self.update_book,
                "deleteBook": self.delete_book,
                "readCover": self.read_cover,
                "storeCover": self.store_cover,
            }
            return operations[call.operation](call)
        except RefusalError as refusal:
            return self.refuse(refusal)

    # operations

    def read_health(self, call: Call) -> Reply:
        return Reply(200, {"status": "open"})

    def list_books(self, call: Call) -> Reply:
        limit = self.read_limit(call)
        offset = read_integer(call, "offset", 0, 100_000, 0)
        found = self.find_books(self.read_genre(call))
        shown = self.cut_page(found, offset, limit)
        following = offset + limit if offset + limit < len(found) else None
        page = {"items": [self.show(book) for book in shown], "next": following}
        return Reply(200, page, self.page_headers(len(found)))

    def create_book(self, call: Call) -> Reply:
        new = self.check_new(self.read_json(call))
        book = {"id": self.make_id(), "subtitle": None, **new, "added": NOW}
        self.store(book)
        return Reply(201, self.show(book), {"Location": f"/books/{book['id']}"})

    def read_book(self, call: Call) -> Reply:
        book = self.find_book(call)
        return Reply(200, self.show(book), {"ETag": f'"{crc32(json.dumps(book).encode()):08x}"'})

    def update_book(self, call: Call) -> Reply:
        book = self.find_book(call)
        changed = {**book, **self.check_change(self.read_json(call))}
        self.store(changed)
        return Reply(200, self.show(changed))

    def delete_book(self, call: Call) -> Reply:
        book = self.find_book(call)
        self.forget(book)
        return Reply(204, media_type=None)

    def read_cover(self, call: Call) -> Reply:
        book = self.find_book(call)
        return Reply(200, self.covers.get(book["id"], PNG), media_type="image/png")

    def store_cover(self, call: Call) -> Reply:
        book = self.find_book(call)
        if call.media_type != "multipart/form-data":
            raise RefusalError(415, "a cover is sent as multipart/form-data")
        if "image" not in call.form:
            raise RefusalError(422, "the part `image` is required")
        caption = self.read_caption(call)
        self.covers[book["id"]] = call.form["image"]
        return Reply(200, {"size": len(call.form["image"]), "caption": caption})

    # steps of operations

    def check_card(self, call: Call) -> None:
        if call.operation not in self.open_operations and call.authorization != f"Bearer {CARD}":
            raise RefusalError(401, "show your library card")

    def read_limit(self, call: Call) -> int:
        return read_integer(call, "limit", 1, self.largest_limit, 20)

    def read_genre(self, call: Call) -> str | None:
        genre = read_one(call, "genre")
        if genre is not None and genre not in GENRES:
            raise RefusalError(400, f"there is no genre {genre!r}")
        return genre

    def read_caption(self, call: Call) -> str | None:
        try:
            caption = call.form["caption"].decode() if "caption" in call.form else None
        except UnicodeDecodeError:
            raise RefusalError(422, "the caption is not UTF-8") from None
        if caption is not None and len(caption) > 80:
            raise RefusalError(422, "the caption is longer than 80 characters")
        return caption

    def read_json(self, call: Call) -> Any:
        if call.media_type != "application/json":
            raise RefusalError(415, "send application/json")
        try:
            return json.loads(call.body.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise RefusalError(400, "the body is not JSON") from None

    def check_new(self, value: Any) -> Book:
        return check(value, "NewBook")

    def check_change(self, value: Any) -> Book:
        return check(value, "BookChange")

    def make_id(self) -> str:
        self.last_id += 1
        return f"b{self.last_id}"

    def find_book(self, call: Call) -> Book:
        book = self.books.get(call.book_id)
        if book is None:
            raise RefusalError(404, f"there is no book {call.book_id!r}")
        return book

    def find_books(self, genre: str | None) -> list[Book]:
        return [book for book in self.books.values() if genre in (None, book["genre"])]

    def cut_page(self, books: list[Book], offset: int, limit: int) -> list[Book]:
        return books[offset : offset + limit]

    def page_headers(self, total: int) -> dict[str, str]:
        return {"X-Total-Count": str(total)}

    def store(self, book: Book) -> None:
        self.books[book["id"]] = book

    def forget(self, book: Book) -> None:
        del self.books[book["id"]]
        self.covers.pop(book["id"], None)

    def show(self, book: Book) -> Book:
        """Return a book as responses have it."""
        return dict(book)

    def refuse(self, refusal: RefusalError) -> Reply:
        headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
        body = {"title": HTTPStatus(refusal.status).phrase, "status": refusal.status, "detail": refusal.detail}
        return Reply(refusal.status, body, headers, "application/problem+json")

    def refuse_method(self, allowed: str) -> Reply:
        """Return the response to a method that the path does not have."""
        reply = self.refuse(RefusalError(405, f"allowed: {allowed}"))
        return Reply(reply.status, reply.body, {**reply.headers, "Allow": allowed}, reply.media_type)

    def write(self, reply: Reply) -> tuple[bytes, str | None]:
        """Return the bytes of a response and their Content-Type."""
        if reply.media_type is None or isinstance(reply.body, bytes):
            return reply.body or b"", reply.media_type
        return json.dumps(reply.body, ensure_ascii=False).encode("utf-8", "replace"), reply.media_type


def read_one(call: Call, name: str) -> str | None:
    values = call.query.get(name, [])
    if len(values) > 1:
        raise RefusalError(400, f"{name} was given {len(values)} times")
    return values[0] if values else None


def read_integer(call: Call, name: str, smallest: int, largest: int, default: int) -> int:
    text = read_one(call, name)
    if text is None:
        return default
    if not _INTEGER.fullmatch(text) or not smallest <= int(text) <= largest:
        raise RefusalError(400, f"{name} is an integer from {smallest} to {largest}")
    return int(text)


def check(value: Any, schema: str) -> Book:
    """Return a body that satisfies a schema of the document; refuse others."""
    validator = OAS31Validator({"$ref": f"urn:library#/components/schemas/{schema}"}, registry=_REGISTRY)
    error = next(validator.iter_errors(value), None)
    if error is not None:
        raise RefusalError(422, error.message[:200])
    assert isinstance(value, dict)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


_REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:library", DRAFT202012.create_resource(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))
)
