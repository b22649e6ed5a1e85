"""A response as a test wants it, before it is checked: the same in pytest and in the client of the control API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypedDict

from ..openapi.errors import SandboxError, UnknownName


class _Unset:
    """The default of a body, since `None` is JSON's null."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset()


@dataclass(frozen=True)
class PreparedResponse:
    """One response: what the document shows for a status or an example, or a body of your own."""

    status: int | None = None  # None: the usual one, or the status of the example
    example: str | None = None  # "in-use", a documented one
    body: Any = UNSET
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None  # None: the documented one
    delay: float = 0.0  # seconds later that it is sent


class ResponseOptions(TypedDict, total=False):
    """The options of `respond`."""

    example: str | None  # "in-use", a documented one
    body: Any
    headers: Mapping[str, str] | None
    delay: float  # seconds later that each is sent
    times: int | None  # how often the responses are sent; None: always if there is one, else once each
    force: bool  # send what the document does not allow


def read_responses(given: Sequence[int | PreparedResponse], options: ResponseOptions) -> list[PreparedResponse]:
    """Combine the arguments of `respond`: statuses become responses, and options fill a single one."""
    for name in options:
        if name not in ResponseOptions.__annotations__:
            raise UnknownName.among("option", name, ResponseOptions.__annotations__, "respond()")
    example, headers, body = options.get("example"), options.get("headers"), options.get("body", UNSET)
    delay = options.get("delay", 0.0)
    if given and example is None and body is UNSET and not headers:
        made = [each if isinstance(each, PreparedResponse) else PreparedResponse(each) for each in given]
        return [replace(each, delay=delay) for each in made] if "delay" in options else made
    if len(given) > 1 or (given and isinstance(given[0], PreparedResponse)):
        raise SandboxError(
            "example, body and headers belong to one status; write PreparedResponse(409, example=…) for more"
        )
    (status,) = given or (None,)
    assert not isinstance(status, PreparedResponse)
    return [PreparedResponse(status, example, body, headers or {}, delay=delay)]
