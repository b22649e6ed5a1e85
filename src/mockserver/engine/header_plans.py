"""Which header fields a documented response has, and where their values come from: decided once for each response."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..openapi.operations import Operation, Parameter, ResponseHeader
from .negotiation.selecting import find_usual

# Values of standard fields; any text would do for most schemas, but not for the clients that read them.
ORDINARY: dict[str, tuple[Any, ...]] = {
    "etag": ('"1"',),
    "last-modified": ("Wed, 01 Jan 2025 00:00:00 GMT",),
    "expires": ("Wed, 01 Jan 2025 00:00:00 GMT",),
    "cache-control": ("no-cache",),
    "content-language": ("en",),
    "retry-after": (1, "1"),
    "vary": ("Accept",),
}
# Optional fields that are sent only as the document shows them: they make a client follow, wait, log in or refuse.
_ONLY_SHOWN = re.compile(
    r"link|location|content-location|refresh|set-cookie2?|(?:www|proxy)-authenticate|(?:proxy-)?authentication-info|"
    r"deprecation|sunset|alt-svc|clear-site-data|warning|age|allow|accept-ranges|content-range|content-disposition|"
    r"server|via|mock-.*|strict-transport-security|x-frame-options|x-content-type-options|permissions-policy|"
    r"content-security-policy.*|access-control-.*|cross-origin-.*|.*(?:next|cursor).*"
)
VARIABLE = re.compile(r"\{[^{}/]*\}")


class HeaderPlan(NamedTuple):
    """The fields of one documented response that have no example."""

    required: tuple[ResponseHeader, ...]  # generated for each response
    optional: tuple[ResponseHeader, ...]  # generated once, and left out if there is no valid value
    location: ResponseHeader | None  # a Location that leads to what the response is about
    target: Operation | None  # where it leads: the operation on the created item, or one that reads something
    has_links: bool  # whether there is a Link


def plan_headers(
    operation: Operation, status: int, headers: Iterable[ResponseHeader], shown: set[str], others: Iterable[Operation]
) -> HeaderPlan:
    """Decide about the fields of a response that are not among those `shown` by the document.

    `others` are the operations of the same API.
    """
    headers = tuple(headers)
    missing = [header for header in headers if header.name not in shown and _has_schema(header)]
    leads_on = status == 201 or (300 <= status < 400 and status != 304)
    location = next((header for header in missing if leads_on and header.name.lower() == "location"), None)
    rest = [header for header in missing if header is not location]
    return HeaderPlan(
        required=tuple(header for header in rest if header.required),
        optional=tuple(header for header in rest if not header.required and _may_be_invented(header.name, status)),
        location=location,
        target=_find_target(operation, status, others) if location is not None else None,
        has_links=any(header.name.lower() == "link" for header in headers),
    )


def item_parameter(target: Operation) -> Parameter | None:
    """The last path parameter of an operation on one item."""
    name = target.path.rstrip("/").rpartition("/")[2]
    return target.parameter(name[1:-1], "path")


def _has_schema(header: ResponseHeader) -> bool:
    return header.schema is not None or (header.content is not None and header.content.schema is not None)


def _may_be_invented(name: str, status: int) -> bool:
    key = name.lower()
    return _ONLY_SHOWN.fullmatch(key) is None and not (key == "retry-after" and status < 300)


def _find_target(operation: Operation, status: int, others: Iterable[Operation]) -> Operation | None:
    """Where a Location leads. The first of these that the API has:

    1. From a PUT that created something: to the same path.
    2. From another creation: to the items below its path, best to the operation that reads one.
    3. From a redirect: to a read without parameters that succeeds.
    """
    if status == 201 and operation.method == "PUT":
        return operation
    if status == 201:
        item = _shape(operation.path) + "/{}"
        found = [other for other in others if _shape(other.path) == item]
        return min(found, key=lambda other: other.method != "GET", default=None)
    return next((other for other in others if other is not operation and _is_plain_read(other)), None)


def _shape(path: str) -> str:
    """A path without the names of its parameters: `/shops/{}/pets`."""
    return VARIABLE.sub("{}", path.rstrip("/"))


def _is_plain_read(operation: Operation) -> bool:
    if operation.method != "GET" or "{" in operation.path or any(p.required for p in operation.parameters):
        return False
    usual = find_usual(operation)
    return operation.broken is None and usual is not None and usual[0] < 300
