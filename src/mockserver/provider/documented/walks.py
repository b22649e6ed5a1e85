"""Walks: all pages of a list, one after another, in the way that the document offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...engine.drafts import Draft
from ..service.conversation import Outgoing, ProviderResponse
from .pages import (
    PageParameters,
    find_next_query,
    find_page_parameters,
    find_token,
    items_of,
    query_key,
    says_last,
    schema_of,
)
from .steps import Steps

SIZE = 2  # items of a page, if the document allows so few
PAGES = 50  # pages that are read
FIRST_NUMBERS = (1, 0)


@dataclass
class Walk:
    """The pages that were read."""

    size: int | None = None  # the limit that was asked for
    pages: list[tuple[ProviderResponse, list[Any]]] = field(default_factory=list)
    is_whole: bool = False  # the last page was reached
    loop: ProviderResponse | None = None  # the page that leads to an earlier one


def walk(steps: Steps, draft: Draft) -> Walk:
    """Read a list page by page. The first of these ways that the document offers, and that works, is taken:

    1. A size and an offset, which grows by the items of each page, until a page is empty.
    2. A size and the number of a page, until a page is empty.
    3. The query of the next page, in `Link` or in the body.
    4. A token in the body for the cursor parameter.
    """
    document = steps.conversation.api.document
    parameters = find_page_parameters(draft.operation, document)
    found = Walk()
    if parameters.size is not None:
        found.size = _choose_size(schema_of(parameters.size, document))
        draft = draft.having("query", parameters.size.name, found.size)
    for received in _read(steps, draft, parameters, found):
        items = items_of(received.value)
        if items is None:
            break
        is_last = not items or (len(found.pages) > 0 and items == found.pages[-1][1])  # that page comes again
        if items or not found.pages:
            found.pages.append((received, items))
        if is_last or len(found.pages) >= PAGES:
            found.is_whole = is_last
            break
    return found


def _choose_size(schema: dict[str, Any]) -> int:
    """Return a small size that a parameter allows."""
    if schema.get("enum"):
        return int(min(schema["enum"]))
    return int(min(max(SIZE, schema.get("minimum") or 0), schema.get("maximum") or SIZE))


def _read(steps: Steps, draft: Draft, parameters: PageParameters, found: Walk) -> Iterator[ProviderResponse]:
    if parameters.size is not None and parameters.offset is not None:
        yield from _by_offset(steps, draft, parameters.offset.name)
    elif parameters.size is not None and parameters.number is not None:
        yield from _by_number(steps, draft, parameters.number.name)
    else:
        yield from _by_links(steps, draft, parameters, found)


def _by_offset(steps: Steps, draft: Draft, name: str) -> Iterator[ProviderResponse]:
    offset = 0
    while (received := _send(steps, draft.having("query", name, offset))) is not None:
        yield received
        offset += len(items_of(received.value) or ())


def _by_number(steps: Steps, draft: Draft, name: str) -> Iterator[ProviderResponse]:
    """Count from the number whose page is the one that comes without a number."""
    usual = _send(steps, draft.without("query", name))
    for number in FIRST_NUMBERS:
        first = _send(steps, draft.having("query", name, number))
        if usual is not None and first is not None and items_of(first.value) == items_of(usual.value):
            yield first
            yield from _count_on(steps, draft, name, number)
            return


def _count_on(steps: Steps, draft: Draft, name: str, number: int) -> Iterator[ProviderResponse]:
    while (received := _send(steps, draft.having("query", name, number := number + 1))) is not None:
        yield received


def _by_links(steps: Steps, draft: Draft, parameters: PageParameters, found: Walk) -> Iterator[ProviderResponse]:
    received = _send(steps, draft)
    seen: set[object] = set()
    while received is not None:
        yield received
        following = _find_following(steps, draft, parameters, received, seen)
        if following is None:
            found.is_whole = len(found.pages) > 1 or says_last(received.value)  # else the way to the next is unknown
            return
        if following.was_sent:
            found.loop = received
            return
        received = following.send()


class _Following(NamedTuple):
    """The page that a page leads to."""

    send: Callable[[], ProviderResponse | None]
    was_sent: bool  # it is a page that was read before


def _find_following(
    steps: Steps, draft: Draft, parameters: PageParameters, received: ProviderResponse, seen: set[object]
) -> _Following | None:
    """Return the next page, `None` if there is none, or if the response does not say where it is."""
    request = received.evidence.request
    query = find_next_query(request.path, received.value, received.response)
    key: object
    if query is not None:
        key = query_key(query)
        following = Outgoing(draft.operation, request._replace(query=query), steps.phase, is_lenient=True)

        def send() -> ProviderResponse | None:
            answer = steps.conversation.send(following)
            return answer if answer is not None and answer.is_success else None

    elif parameters.cursor is not None and (token := find_token(received.value)) is not None:
        key, other = token, draft.having("query", parameters.cursor.name, str(token))

        def send() -> ProviderResponse | None:
            return _send(steps, other)

    else:
        return None
    was_sent = key in seen
    seen.add(key)
    return _Following(send, was_sent)


def _send(steps: Steps, draft: Draft) -> ProviderResponse | None:
    received = steps.send(draft, keeps_promise=False, is_guess=True)
    return received if received is not None and received.is_success else None
