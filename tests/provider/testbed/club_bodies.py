"""The bodies that the reading club accepts, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def take_whole(value: Any) -> Any:
    """Return 1 for 1.0, which is an integer in JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def check_half(value: float) -> float:
    """Refuse what is not a multiple of 0.5; `multiple_of` of pydantic takes 0.5000000001 for one."""
    if not (2 * value).is_integer():
        raise ValueError("not a multiple of 0.5")
    return value


Integer = Annotated[int, BeforeValidator(take_whole)]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Email = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9]+@[a-z0-9]+\.[a-z]{2,8}$")]
Tier = Literal["reader", "patron", "founder"]
Discount = Annotated[float, Field(ge=0, le=50), AfterValidator(check_half)]
Phone = Annotated[str, Field(pattern=r"^\+[0-9]{6,14}$")]
BookNumber = Annotated[str, Field(pattern=r"^97[89][0-9]{10}$")]
Weeks = Annotated[Integer, Field(ge=1, le=8)]
Condition = Literal["new", "used", "worn"]
Deposit = Annotated[Integer, Field(ge=0, le=500, multiple_of=5)]
Remark = Annotated[str, Field(max_length=120)]
Kind = Literal["talk", "reading", "party"]
Seats = Annotated[Integer, Field(ge=2, le=200)]


class Body(BaseModel):
    """A JSON object without unknown members, whose values are not converted."""

    model_config = ConfigDict(strict=True, extra="forbid")


class NewMember(Body):
    name: Name
    email: Email
    tier: Tier
    discount: Discount = 0
    phone: Phone | None = None


class MemberChange(Body):
    name: Name = ""
    email: Email = ""
    tier: Tier = "reader"
    discount: Discount = 0
    phone: Phone | None = None


class NewLoan(Body):
    book: BookNumber
    weeks: Weeks
    condition: Condition = "used"
    deposit: Deposit = 0


class LoanChange(Body):
    weeks: Weeks = 1
    returned: bool = False
    remark: Remark = ""


class Point(Body):
    text: Annotated[str, Field(min_length=1, max_length=40)]
    minutes: Annotated[Integer, Field(ge=5, le=60, multiple_of=5)] = 15


class NewMeeting(Body):
    topic: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Kind
    seats: Seats
    agenda: Annotated[list[Point], Field(max_length=4)] = []
