"""Mutants of the library, each with one promise broken.

A mutant is a short subclass. Its name says what is broken, its docstring how the service then behaves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from .library import NOW, Book, Call, Library, RefusalError, Reply, read_one

MUTANTS: dict[str, type[Library]] = {}


def mutant(name: str) -> Callable[[type[Library]], type[Library]]:
    def register(kind: type[Library]) -> type[Library]:
        MUTANTS[name] = kind
        return kind

    return register


def make_library(name: str = "") -> Library:
    """Return the correct library, or the mutant of that name."""
    return MUTANTS[name]() if name else Library()


def list_mutants() -> Mapping[str, str]:
    """Return what each mutant does, by name."""
    return {name: " ".join((kind.__doc__ or "").split()) for name, kind in MUTANTS.items()}


# statuses


@mutant("wrong-status")
class WrongStatus(Library):
    """Returns 200 instead of 201 when a book is created."""

    def create_book(self, call: Call) -> Reply:
        return replace(super().create_book(call), status=200)


@mutant("undocumented-status")
class UndocumentedStatus(Library):
    """Returns 202 when a book is deleted, which is not documented."""

    def delete_book(self, call: Call) -> Reply:
        return replace(super().delete_book(call), status=202)


@mutant("found-nothing-200")
class FoundNothing200(Library):
    """Returns 200 and an error object if the book does not exist."""

    def refuse(self, refusal: RefusalError) -> Reply:
        if refusal.status == 404:
            return Reply(200, {"error": refusal.detail}, {"ETag": '"00000000"'})
        return super().refuse(refusal)


@mutant("empty-list-500")
class EmptyList500(Library):
    """Crashes if a list is empty: at first no book is about travel."""

    def cut_page(self, books: list[Book], offset: int, limit: int) -> list[Book]:
        _first = books[0]
        return super().cut_page(books, offset, limit)


@mutant("second-delete-500")
class SecondDelete500(Library):
    """Crashes when a book is deleted a second time."""

    def delete_book(self, call: Call) -> Reply:
        self.forget(self.books[call.book_id])
        return Reply(204, media_type=None)


@mutant("any-method")
class AnyMethod(Library):
    """Returns 200 for methods that a path does not have."""

    def refuse_method(self, allowed: str) -> Reply:
        return Reply(200, {})


# bodies


@mutant("missing-field")
class MissingField(Library):
    """Leaves out `added`, which is required."""

    def show(self, book: Book) -> Book:
        return {name: value for name, value in book.items() if name != "added"}


@mutant("extra-field")
class ExtraField(Library):
    """Returns a field of the database where no other fields are allowed."""

    def show(self, book: Book) -> Book:
        return {**book, "shelf_row": 7}


@mutant("wrong-type-on-a-branch")
class WrongTypeOnABranch(Library):
    """Writes the length of audio books as text; paper books are correct."""

    def show(self, book: Book) -> Book:
        return {**book, "seconds": str(book["seconds"])} if "seconds" in book else dict(book)


@mutant("null-not-allowed")
class NullNotAllowed(Library):
    """Writes null as the genre of books in lists."""

    def list_books(self, call: Call) -> Reply:
        reply = super().list_books(call)
        for book in reply.body["items"]:
            book["genre"] = None
        return reply


@mutant("wrong-date-format")
class WrongDateFormat(Library):
    """Writes dates as databases do, without T and zone."""

    def show(self, book: Book) -> Book:
        return {**book, "added": NOW.replace("T", " ").removesuffix("Z")}


@mutant("duplicate-items")
class DuplicateItems(Library):
    """Lists the first book of a page twice."""

    def cut_page(self, books: list[Book], offset: int, limit: int) -> list[Book]:
        page = super().cut_page(books, offset, limit)
        return [*page[:1], *page][:50]


@mutant("next-as-text")
class NextAsText(Library):
    """Writes the next offset as text."""

    def list_books(self, call: Call) -> Reply:
        reply = super().list_books(call)
        following = reply.body["next"]
        return replace(reply, body={**reply.body, "next": None if following is None else str(following)})


@mutant("truncated-page")
class TruncatedPage(Library):
    """Leaves out the last book in lists."""

    def find_books(self, genre: str | None) -> list[Book]:
        return super().find_books(genre)[:-1]


# how bodies are written


@mutant("truncated-body")
class TruncatedBody(Library):
    """Loses the last byte of a list."""

    def write(self, reply: Reply) -> tuple[bytes, str | None]:
        raw, media_type = super().write(reply)
        return (raw[:-1] if isinstance(reply.body, dict) and "items" in reply.body else raw), media_type


@mutant("not-utf-8")
class NotUTF8(Library):
    """Writes JSON in Latin-1: the third book is called Émile."""

    def write(self, reply: Reply) -> tuple[bytes, str | None]:
        raw, media_type = super().write(reply)
        return (raw if isinstance(reply.body, bytes) else raw.decode().encode("latin-1", "replace")), media_type


@mutant("wrong-charset")
class WrongCharset(Library):
    """Labels all JSON as Latin-1."""

    def write(self, reply: Reply) -> tuple[bytes, str | None]:
        raw, media_type = super().write(reply)
        return raw, f"{media_type}; charset=iso-8859-1" if media_type == "application/json" else media_type


@mutant("not-a-number")
class NotANumber(Library):
    """Writes NaN as the size of an empty cover."""

    def store_cover(self, call: Call) -> Reply:
        reply = super().store_cover(call)
        return replace(reply, body=json.dumps({**reply.body, "size": float("nan")}).encode())


@mutant("duplicate-key")
class DuplicateKey(Library):
    """Writes the key `status` twice."""

    def read_health(self, call: Call) -> Reply:
        return Reply(200, b'{"status": "open", "status": "open"}')


@mutant("wrong-media-type")
class WrongMediaType(Library):
    """Returns a page of HTML if the book does not exist."""

    def refuse(self, refusal: RefusalError) -> Reply:
        if refusal.status == 404:
            return Reply(404, b"<h1>Not Found</h1>", media_type="text/html; charset=utf-8")
        return super().refuse(refusal)


@mutant("plain-json-problem")
class PlainJSONProblem(Library):
    """Sends problems as application/json instead of application/problem+json."""

    def refuse(self, refusal: RefusalError) -> Reply:
        return replace(super().refuse(refusal), media_type="application/json")


@mutant("cover-as-json")
class CoverAsJSON(Library):
    """Sends pictures as application/octet-stream."""

    def read_cover(self, call: Call) -> Reply:
        return replace(super().read_cover(call), media_type="application/octet-stream")


# header fields


@mutant("location-missing")
class LocationMissing(Library):
    """Sends no `Location` for a new book."""

    def create_book(self, call: Call) -> Reply:
        return replace(super().create_book(call), headers={})


@mutant("wrong-header")
class WrongHeader(Library):
    """Writes the total, a number, with a word."""

    def page_headers(self, total: int) -> dict[str, str]:
        return {"X-Total-Count": f"{total} books"}


@mutant("challenge-missing")
class ChallengeMissing(Library):
    """Refuses requests without a card, but sends no challenge."""

    def refuse(self, refusal: RefusalError) -> Reply:
        return replace(super().refuse(refusal), headers={})


# credentials and wrong requests


@mutant("auth-forgotten")
class AuthForgotten(Library):
    """Lets any client delete books."""

    open_operations = ("readHealth", "deleteBook")


@mutant("any-card")
class AnyCard(Library):
    """Accepts any card."""

    def check_card(self, call: Call) -> None:
        super().check_card(replace(call, authorization="Bearer library-card-7") if call.authorization else call)


@mutant("bound-too-high")
class BoundTooHigh(Library):
    """Accepts a limit of 51."""

    largest_limit = 51


@mutant("bound-too-low")
class BoundTooLow(Library):
    """Refuses a limit of 50, which is allowed."""

    largest_limit = 49


@mutant("invalid-accepted")
class InvalidAccepted(Library):
    """Accepts invalid books; the response then has the empty title."""

    def check_new(self, value: Any) -> Book:
        return value if isinstance(value, dict) and value.keys() >= {"kind", "title"} else super().check_new(value)


@mutant("unknown-genre-ignored")
class UnknownGenreIgnored(Library):
    """Lists all books if the genre is unknown."""

    def read_genre(self, call: Call) -> str | None:
        try:
            return super().read_genre(call)
        except RefusalError:
            return None


@mutant("caption-required")
class CaptionRequired(Library):
    """Crashes if the optional caption of a cover is absent."""

    def read_caption(self, call: Call) -> str | None:
        call.form["caption"]
        return super().read_caption(call)


@mutant("valid-refused")
class ValidRefused(Library):
    """Refuses an offset of 0, which is allowed."""

    def list_books(self, call: Call) -> Reply:
        if read_one(call, "offset") == "0":
            raise RefusalError(400, "offset must be positive")
        return super().list_books(call)


# state


@mutant("delete-forgotten")
class DeleteForgotten(Library):
    """Reports that a book was deleted, but keeps it."""

    def forget(self, book: Book) -> None:
        return


@mutant("create-forgotten")
class CreateForgotten(Library):
    """Reports that a book was added, but does not store it."""

    def create_book(self, call: Call) -> Reply:
        reply = super().create_book(call)
        del self.books[reply.body["id"]]
        return reply


@mutant("update-forgotten")
class UpdateForgotten(Library):
    """Reports that a book was changed, but does not store the change."""

    def update_book(self, call: Call) -> Reply:
        before = dict(self.find_book(call))
        reply = super().update_book(call)
        self.store(before)
        return reply


@mutant("duplicate-ids")
class DuplicateIds(Library):
    """Gives every new book the same identifier."""

    def make_id(self) -> str:
        return "b5"


# filters, pages and changes


@mutant("genre-ignored")
class GenreIgnored(Library):
    """Lists the books of all genres, also if one is asked for."""

    def find_books(self, genre: str | None) -> list[Book]:
        return super().find_books(None)


@mutant("genre-inverted")
class GenreInverted(Library):
    """Lists the books of all genres but the one that is asked for."""

    def find_books(self, genre: str | None) -> list[Book]:
        return [book for book in self.books.values() if genre != book["genre"]]


@mutant("pages-overlap")
class PagesOverlap(Library):
    """Begins a page with the last book of the page before."""

    def cut_page(self, books: list[Book], offset: int, limit: int) -> list[Book]:
        return super().cut_page(books, max(offset - 1, 0), limit)


@mutant("limit-and-one")
class LimitAndOne(Library):
    """Lists one book more than the limit, but never more than 50."""

    def cut_page(self, books: list[Book], offset: int, limit: int) -> list[Book]:
        return super().cut_page(books, offset, min(limit + 1, 50))


@mutant("subtitle-lost")
class SubtitleLost(Library):
    """Forgets the subtitle of a book that is changed, if the change does not name it."""

    def check_change(self, value: Any) -> Book:
        return {"subtitle": None, **super().check_change(value)}


@mutant("caption-too-long")
class CaptionTooLong(Library):
    """Accepts a caption of 81 characters, and cuts it."""

    def read_caption(self, call: Call) -> str | None:
        caption = call.form.get("caption", b"")
        if len(caption) == 81 and caption.isascii():
            call = replace(call, form={**call.form, "caption": caption[:80]})
        return super().read_caption(call)
