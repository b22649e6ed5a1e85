"""The Parcels API as a FastAPI service that keeps its parcels in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException as AnyHTTPException

KEY = "secret"
Address = Annotated[str, Field(min_length=5, max_length=200)]
State = Literal["waiting", "moving", "delivered"]


class NewParcel(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    to: Address
    grams: Annotated[float, Field(ge=1, le=31500, multiple_of=1)]  # JSON has one kind of number: 1250.0 is an integer
    note: Annotated[str, Field(max_length=100)] | None = None


class Redirection(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    to: Address


class Parcel(NewParcel):
    id: str
    state: State = "waiting"
    created_at: datetime


class Parcels(BaseModel):
    parcels: list[Parcel]


def check_key(x_api_key: Annotated[str | None, Header()] = None) -> None:
    if x_api_key != KEY:
        raise HTTPException(401, "a key is needed, in X-Api-Key")


app = FastAPI(title="Parcels", openapi_url=None, dependencies=[Depends(check_key)])
v1 = APIRouter(prefix="/v1")
parcels: dict[str, Parcel] = {}
numbers = count(1)


@app.exception_handler(AnyHTTPException)
async def refuse(request: Request, reason: AnyHTTPException) -> Response:
    status = 422 if reason.status_code == 400 else reason.status_code  # FastAPI's status for a body that is not JSON
    return JSONResponse({"error": reason.detail}, status, reason.headers)


@app.exception_handler(RequestValidationError)
async def explain(request: Request, reason: RequestValidationError) -> Response:
    place = ".".join(str(part) for part in reason.errors()[0]["loc"])
    return JSONResponse({"error": f"{place}: {reason.errors()[0]['msg']}"}, 422)


@v1.get("/parcels")
async def list_parcels(state: State | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Parcels:
    found = [parcel for parcel in reversed(parcels.values()) if state in (None, parcel.state)]
    return Parcels(parcels=found[:limit])


@v1.post("/parcels", status_code=201)
async def send_parcel(asked: NewParcel, response: Response) -> Parcel:
    parcel = Parcel(**asked.model_dump(), id=f"p-{next(numbers)}", created_at=datetime.now(UTC))
    parcels[parcel.id] = parcel
    response.headers["Location"] = f"/v1/parcels/{parcel.id}"
    return parcel


def find(id: str) -> Parcel:
    if id not in parcels:
        raise HTTPException(404, "there is no such parcel")
    return parcels[id]


@v1.get("/parcels/{id}")
async def get_parcel(parcel: Annotated[Parcel, Depends(find)]) -> Parcel:
    return parcel


@v1.patch("/parcels/{id}")
async def redirect_parcel(parcel: Annotated[Parcel, Depends(find)], asked: Redirection) -> Parcel:
    parcel.to = asked.to
    return parcel


@v1.delete("/parcels/{id}", status_code=204)
async def recall_parcel(parcel: Annotated[Parcel, Depends(find)]) -> None:
    del parcels[parcel.id]


app.include_router(v1)
