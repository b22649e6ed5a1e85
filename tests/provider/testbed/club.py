"""A reading club that keeps every promise of `club.yaml`.

Each promise has a method or an attribute of its own, so that a mutant is a subclass that breaks one.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zlib import crc32

from starlette.responses import HTMLResponse, JSONResponse, Response

from .club_bodies import Body, LoanChange, MemberChange, NewLoan, NewMeeting, NewMember
from .club_requests import Call, RefusalError, read_body, read_choice, read_number

DOCUMENT = Path(__file__).with_name("club.yaml")
DESK_KEY = "club-desk-7"  # the value of the cookie `desk` that opens the desk
FARTHEST = 1_000_000  # how far into a list a page may begin

Item = dict[str, Any]

_UUIDS = UUID("5b6d3c1e-7a52-4a8e-9f0e-3c8a4d9f1b27")
_SEED: tuple[Item, ...] = (
    {"id": 1, "name": "Ada", "email": "ada@club.example", "tier": "founder", "discount": 12.5, "phone": None},
    {"id": 2, "name": "Zoë", "email": "zoe@club.example", "tier": "reader", "discount": 0, "phone": "+4930123456"},
)


class Club:
    """The whole service; its state lives as long as the object does."""

    largest_limit = 20
    new_member: type[Body] = NewMember
    member_change: type[Body] = MemberChange
    new_loan: type[Body] = NewLoan
    loan_change: type[Body] = LoanChange
    new_meeting: type[Body] = NewMeeting

    def __init__(self) -> None:
        self.members: dict[str, Item] = {str(item["id"]): dict(item) for item in _SEED}
        self.loans: dict[str, Item] = {}
        self.meetings: dict[str, Item] = {}
        self.member_ids, self.loan_ids, self.meeting_ids = count(len(_SEED) + 1), count(1), count(1)

    # members

    def list_members(self, call: Call) -> Response:
        limit, after = self.read_limit(call), read_number(call, "after", 0, FARTHEST, 0)
        found = self.find_members(read_choice(call, "tier", ("reader", "patron", "founder")))
        rest = self.go_on(found, after)
        page = self.cut_page(rest, 0, limit)
        return JSONResponse({"members": page, "next": self.find_next(rest, limit)})

    def create_member(self, call: Call) -> Response:
        new = read_body(call, self.new_member, "application/json").model_dump()
        self.check_email(new["email"], owner=None)
        member = {"id": next(self.member_ids), **new}
        self.members[str(member["id"])] = member
        return JSONResponse(member, 201, {"Location": f"/members/{member['id']}"})

    def read_member(self, call: Call) -> Response:
        return JSONResponse(find(self.members, call))

    def replace_member(self, call: Call) -> Response:
        member = find(self.members, call)
        return self.store_member(self.replace(member, read_body(call, self.new_member, "application/json")))

    def change_member(self, call: Call) -> Response:
        member = find(self.members, call)
        return self.store_member(
            self.merge(member, read_body(call, self.member_change, "application/merge-patch+json"))
        )

    def delete_member(self, call: Call) -> Response:
        member = find(self.members, call)
        del self.members[call.item]
        self.loans = {name: loan for name, loan in self.loans.items() if loan["member"] != member["id"]}
        return Response(status_code=204)

    # loans

    def list_loans(self, call: Call) -> Response:
        member = find(self.members, call)
        limit, offset = self.read_limit(call), read_number(call, "offset", 0, FARTHEST, 0)
        returned = read_choice(call, "returned", ("false", "true"))
        found = self.find_loans(member, None if returned is None else returned == "true")
        return JSONResponse(self.cut_page(found, offset, limit))

    def create_loan(self, call: Call) -> Response:
        member = find(self.members, call)
        new = read_body(call, self.new_loan, "application/json").model_dump()
        self.check_book(member, new["book"])
        loan = {"id": next(self.loan_ids), "member": member["id"], **new, "returned": False, "remark": ""}
        self.loans[str(loan["id"])] = loan
        return JSONResponse(loan, 201, {"Location": self.locate(loan)})

    def read_loan(self, call: Call) -> Response:
        return JSONResponse(find(self.loans, call))

    def change_loan(self, call: Call) -> Response:
        changed = self.merge(find(self.loans, call), read_body(call, self.loan_change, "application/json"))
        self.loans[call.item] = changed
        return JSONResponse(changed)

    def delete_loan(self, call: Call) -> Response:
        find(self.loans, call)
        self.forget_loan(call.item)
        return Response(status_code=204)

    # meetings, and the desk

    def list_meetings(self, call: Call) -> Response:
        limit, offset = self.read_limit(call), read_number(call, "offset", 0, FARTHEST, 0)
        found = self.find_meetings(read_choice(call, "kind", ("talk", "reading", "party")))
        page = self.cut_page(found, offset, limit)
        return JSONResponse({"items": page, "total": self.count(found, page)})

    def create_meeting(self, call: Call) -> Response:
        new = read_body(call, self.new_meeting, "application/json").model_dump()
        meeting = {"id": str(uuid5(_UUIDS, str(next(self.meeting_ids)))), **new}
        self.meetings[meeting["id"]] = meeting
        return JSONResponse(meeting, 201, {"Location": f"/meetings/{meeting['id']}", "ETag": make_etag(meeting)})

    def read_meeting(self, call: Call) -> Response:
        meeting = find(self.meetings, call)
        return JSONResponse(meeting, headers={"ETag": make_etag(meeting)})

    def replace_meeting(self, call: Call) -> Response:
        meeting = find(self.meetings, call)
        changed = self.replace(meeting, read_body(call, self.new_meeting, "application/json"))
        self.check_etag(call, meeting)
        self.meetings[meeting["id"]] = changed
        return JSONResponse(changed, headers={"ETag": make_etag(changed)})

    def delete_meeting(self, call: Call) -> Response:
        del self.meetings[find(self.meetings, call)["id"]]
        return Response(status_code=204)

    def open_desk(self, call: Call) -> Response:
        if call.cookies.get("desk") != DESK_KEY:
            return Response(status_code=303, headers={"Location": "/login"})
        return HTMLResponse("<!doctype html><title>The desk</title>")

    # steps of operations

    def read_limit(self, call: Call) -> int:
        return read_number(call, "limit", 1, self.largest_limit, 5)

    def find_members(self, tier: str | None) -> list[Item]:
        return [member for member in self.members.values() if tier in (None, member["tier"])]

    def find_loans(self, member: Item, returned: bool | None) -> list[Item]:
        loans = [loan for loan in self.loans.values() if loan["member"] == member["id"]]
        return [loan for loan in loans if returned in (None, loan["returned"])]

    def find_meetings(self, kind: str | None) -> list[Item]:
        return [meeting for meeting in self.meetings.values() if kind in (None, meeting["kind"])]

    def go_on(self, found: list[Item], after: int) -> list[Item]:
        return [item for item in found if item["id"] > after]

    def find_next(self, rest: list[Item], limit: int) -> int | None:
        return rest[limit - 1]["id"] if len(rest) > limit else None

    def count(self, found: list[Item], page: list[Item]) -> int:
        return len(found)

    def cut_page(self, found: list[Item], offset: int, limit: int) -> list[Item]:
        return found[offset : offset + limit]

    def replace(self, item: Item, body: Body) -> Item:
        return {"id": item["id"], **body.model_dump()}

    def merge(self, item: Item, body: Body) -> Item:
        given = body.model_dump(exclude_unset=True)
        if not given:
            raise RefusalError(422, "there is nothing to change")
        return {**item, **given}

    def store_member(self, member: Item) -> Response:
        self.check_email(member["email"], owner=member["id"])
        self.members[str(member["id"])] = member
        return JSONResponse(member)

    def check_email(self, email: str, owner: int | None) -> None:
        if any(member["email"] == email and member["id"] != owner for member in self.members.values()):
            raise RefusalError(409, f"somebody else has {email}")

    def check_book(self, member: Item, book: str) -> None:
        if any(loan["book"] == book for loan in self.find_loans(member, None)):
            raise RefusalError(409, f"the member has book {book} already")

    def check_etag(self, call: Call, meeting: Item) -> None:
        if call.if_match not in (None, make_etag(meeting)):
            raise RefusalError(412, "somebody else changed the meeting")

    def locate(self, loan: Item) -> str:
        return f"/loans/{loan['id']}"

    def forget_loan(self, name: str) -> None:
        del self.loans[name]

    def refuse(self, refusal: RefusalError) -> Response:
        body = {"title": HTTPStatus(refusal.status).phrase, "status": refusal.status, "detail": refusal.detail}
        return JSONResponse(body, refusal.status, refusal.headers, "application/problem+json")


def find(items: dict[str, Item], call: Call) -> Item:
    if call.item not in items:
        raise RefusalError(404, "there is nothing here")
    return items[call.item]


def make_etag(meeting: Item) -> str:
    return f'"{crc32(json.dumps(meeting).encode()):08x}"'
