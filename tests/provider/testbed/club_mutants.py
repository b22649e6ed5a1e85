"""Mutants of the reading club, each with one promise broken.

A mutant is a short subclass. Its name says what is broken, its docstring how the service then behaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field
from starlette.responses import HTMLResponse, Response

from .club import Club, Item
from .club_bodies import Body, Integer, LoanChange, NewLoan, NewMeeting, NewMember, Point, check_half
from .club_requests import Call

CLUB_MUTANTS: dict[str, type[Club]] = {}


def mutant(name: str) -> Callable[[type[Club]], type[Club]]:
    def register(kind: type[Club]) -> type[Club]:
        CLUB_MUTANTS[name] = kind
        return kind

    return register


def make_club(name: str = "") -> Club:
    """Return the correct club, or the mutant of that name."""
    return CLUB_MUTANTS[name]() if name else Club()


def list_club_mutants() -> Mapping[str, str]:
    """Return what each mutant does, by name."""
    return {name: " ".join((kind.__doc__ or "").split()) for name, kind in CLUB_MUTANTS.items()}


# filters


@mutant("filter-ignored")
class FilterIgnored(Club):
    """Lists the members of all tiers, also if one is asked for."""

    def find_members(self, tier: str | None) -> list[Item]:
        return super().find_members(None)


@mutant("filter-inverted")
class FilterInverted(Club):
    """Lists the meetings of all kinds but the one that is asked for."""

    def find_meetings(self, kind: str | None) -> list[Item]:
        return [meeting for meeting in self.meetings.values() if kind != meeting["kind"]]


@mutant("nested-filter-ignored")
class NestedFilterIgnored(Club):
    """Lists all loans of a member, also if only returned ones are asked for."""

    def find_loans(self, member: Item, returned: bool | None) -> list[Item]:
        return super().find_loans(member, None)


# pages


@mutant("page-repeats")
class PageRepeats(Club):
    """Begins a page of members with the last one of the page before."""

    def go_on(self, found: list[Item], after: int) -> list[Item]:
        return [item for item in found if item["id"] >= after]


@mutant("page-loses-an-item")
class PageLosesAnItem(Club):
    """Leaves out the first item of every page but the first."""

    def cut_page(self, found: list[Item], offset: int, limit: int) -> list[Item]:
        return super().cut_page(found, offset + 1 if offset else 0, limit)


@mutant("page-too-long")
class PageTooLong(Club):
    """Lists one item more than `limit`."""

    def cut_page(self, found: list[Item], offset: int, limit: int) -> list[Item]:
        return super().cut_page(found, offset, limit + 1)


@mutant("offset-ignored")
class OffsetIgnored(Club):
    """Returns the first page for every offset."""

    def cut_page(self, found: list[Item], offset: int, limit: int) -> list[Item]:
        return super().cut_page(found, 0, limit)


@mutant("next-forgotten")
class NextForgotten(Club):
    """Says on every page of members that it is the last."""

    def find_next(self, rest: list[Item], limit: int) -> int | None:
        return None


@mutant("total-of-the-page")
class TotalOfThePage(Club):
    """Counts only the meetings of the page, not those of all pages."""

    def count(self, found: list[Item], page: list[Item]) -> int:
        return len(page)


# changes


@mutant("patch-replaces")
class PatchReplaces(Club):
    """Gives members that a PATCH does not name their defaults again."""

    def merge(self, item: Item, body: Body) -> Item:
        return {**super().merge(item, body), **body.model_dump(include={"discount", "phone"})}


@mutant("put-merges")
class PutMerges(Club):
    """Keeps what a PUT leaves out."""

    def replace(self, item: Item, body: Body) -> Item:
        return {**item, **body.model_dump(exclude_unset=True)}


# values that are not checked


class LongRemark(LoanChange):
    remark: Annotated[str, Field(max_length=121)] = ""


@mutant("patch-one-too-long")
class PatchOneTooLong(Club):
    """Accepts a remark of 121 characters when a loan is changed."""

    loan_change = LongRemark


class AnyCondition(NewLoan):
    condition: str = "used"  # type: ignore[assignment]  # the mutant widens the type


@mutant("nested-enum-ignored")
class NestedEnumIgnored(Club):
    """Accepts any condition of a book that is borrowed."""

    new_loan = AnyCondition


class AnyDeposit(NewLoan):
    deposit: Annotated[Integer, Field(ge=0, le=500)] = 0


@mutant("multiple-ignored")
class MultipleIgnored(Club):
    """Accepts a deposit that is not a multiple of 5."""

    new_loan = AnyDeposit


class NegativeDiscount(NewMember):
    discount: Annotated[float, Field(ge=-0.5, le=50), AfterValidator(check_half)] = 0


@mutant("one-step-too-low")
class OneStepTooLow(Club):
    """Accepts a discount of -0.5, one step below the minimum."""

    new_member = NegativeDiscount


class AnyPhone(NewMember):
    phone: str | None = None


@mutant("phone-not-checked")
class PhoneNotChecked(Club):
    """Accepts any text as a phone number, which is optional."""

    new_member = AnyPhone


class AnyPoint(Point):
    minutes: Annotated[Integer, Field(ge=5, le=60)] = 15


class AnyAgenda(NewMeeting):
    agenda: Annotated[list[AnyPoint], Field(max_length=4, default_factory=list)]  # type: ignore[assignment]  # as above


@mutant("nested-multiple-ignored")
class NestedMultipleIgnored(Club):
    """Accepts 7 minutes for a point of an agenda, but only multiples of 5 are allowed."""

    new_meeting = AnyAgenda


class ManySeats(NewMeeting):
    seats: Annotated[Integer, Field(ge=2, le=201)]


@mutant("one-seat-too-many")
class OneSeatTooMany(Club):
    """Accepts a meeting with 201 seats."""

    new_meeting = ManySeats


# what lies below


@mutant("empty-child-list-500")
class EmptyChildList500(Club):
    """Crashes if a member has no loans."""

    def list_loans(self, call: Call) -> Response:
        if call.item in self.members and not self.find_loans(self.members[call.item], None):
            raise LookupError("the first of no loans")
        return super().list_loans(call)


@mutant("wrong-location")
class WrongLocation(Club):
    """Sends the `Location` of the next loan instead of that of the new one."""

    def locate(self, loan: Item) -> str:
        return f"/loans/{loan['id'] + 1}"


@mutant("children-of-others")
class ChildrenOfOthers(Club):
    """Lists the loans of all members below each of them."""

    def find_loans(self, member: Item, returned: bool | None) -> list[Item]:
        return [loan for loan in self.loans.values() if returned in (None, loan["returned"])]


@mutant("flat-delete-forgotten")
class FlatDeleteForgotten(Club):
    """Reports that a loan has ended, but keeps it."""

    def forget_loan(self, name: str) -> None:
        return


# the desk


@mutant("desk-open")
class DeskOpen(Club):
    """Shows the desk to any client."""

    def open_desk(self, call: Call) -> Response:
        return HTMLResponse("<!doctype html><title>The desk</title>")
