"""What a list can be asked, and what it tells."""

from __future__ import annotations

from dataclasses import replace

from ...openapi.operations import Operation, ResponseObject
from ...openapi.resources import ResourceOperation
from ...openapi.resources import page_words as words
from ...openapi.resources.entities import view_of
from ..behaviour import OperationBehaviour
from ..negotiation.selecting import find_usual
from .asked import Asked, find_asked
from .filters import infer_filters
from .pages import infer_page
from .parents import member_of_parent
from .row_members import RowMembers
from .searching import infer_search
from .sorting import infer_order, infer_sort
from .subjects import Subject, find_content
from .tells import Style, infer_tells


def infer_list(subject: Subject, one: ResourceOperation, rules: OperationBehaviour) -> OperationBehaviour:
    """The rules of a list or a search with its filters, its order, its pages and what it tells; others as they are."""
    if rules.action != "list":
        return rules
    operation, entity = one.operation, subject.response_entity(one)
    body = view_of(operation, find_content(operation))
    place = entity.place if entity is not None else ()
    parents = [
        member_of_parent(subject, parent)
        for other in subject.documented.operations
        for parent in other.parents.values()
    ]
    members = RowMembers(entity.view if entity is not None else subject.view, parents, subject.identifier)
    asked = find_asked(operation, in_body=rules.asks_in_body)
    tells = infer_tells(body, place, _find_response(operation), _find_style(asked))
    page = infer_page(asked, tells, body, body.at(place), members)
    sort = infer_sort(asked, members)
    taken = {page.size, page.number, page.offset, page.cursor, page.before} if page is not None else set[str | None]()
    taken |= {sort.parameter, sort.direction} if sort is not None else set()
    free = [each for each in asked if each.name not in taken]
    search = infer_search(free, members)
    filters = infer_filters([each for each in free if each.name != search], members)
    order = infer_order(operation, members)
    return replace(rules, filters=filters, sort=sort, search=search, page=page, tells=tells, order=order)


def _find_style(asked: tuple[Asked, ...]) -> Style:
    def has(names: tuple[str, ...], *inner: str) -> bool:
        return any(each.plain in names or (each.is_of_page and each.plain in inner) for each in asked)

    return Style(has(words.MORE_CURSORS, "after"), has(words.MORE_NUMBERS, "number"), has(words.MORE_OFFSETS))


def _find_response(operation: Operation) -> ResponseObject | None:
    usual = find_usual(operation)
    return usual[1] if usual is not None else None
