"""Responses of one operation that show what the client sent: the resource it created or changed, its path, its page.

Nothing is remembered: the next request gets a response of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.operations.members import DeclaredMember, find_members
from ...openapi.validation import CheckedRequest
from .laying import ABSENT, Choice, Path, lay
from .member_names import names_of, plain

_CHANGING = ("POST", "PUT", "PATCH")
_PAGING = names_of("page pagenumber perpage pagesize limit offset skip size count top")
# times that a server sets, even where one schema serves requests and responses
_STAMPS = names_of(
    "created createdat createdon createddate creationdate updated updatedat updatedon updateddate modified modifiedat "
    "lastmodified lastmodifiedat lastupdated lastupdatedat"
)
Places = tuple[tuple[Path, str], ...]
_plain_shown = lru_cache(maxsize=4096)(plain)  # for names of the document only, not those that clients send
_LAST = re.compile(r"\{([^{}]+)\}/?$")


class Sent(NamedTuple):
    """What a request says that a response may show."""

    checked: CheckedRequest
    has_query: bool


class ResponseEcho:
    """What of a request the responses of one operation show; false if they can show nothing."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        parameters = operation.parameters
        self.changes = operation.method in _CHANGING
        self._sends_body = self.changes and operation.body is not None
        self._path = tuple(parameter.name for parameter in parameters if parameter.location == "path")
        self._pages = tuple(p.name for p in parameters if p.location == "query" and plain(p.name) in _PAGING)
        self._shown: dict[str, dict[str, DeclaredMember]] = {}  # members of responses, by the pointer of the schema
        self._places: dict[str, Places] = {}  # of the path in generated bodies, by the pointer of the content
        last = _LAST.search(operation.path)
        self._identifier = last[1] if last is not None else None  # the parameter that names the resource itself

    def __bool__(self) -> bool:
        return bool(self._sends_body or self._path or self._pages)

    def fill(
        self, body: Any, content: MediaTypeObject, sent: Sent, is_valid: Callable[[Any], bool], *, is_example: bool
    ) -> Any:
        """The body of a success with what was sent, as far as its schema allows it.

        1. The members of the request's body that the response has as well: in the body itself, or in the one member
           that holds the resource. Not members that only one of the two may set, nor passwords, nor times that a
           server sets. What either schema says counts.
        2. The parameters of the path, as the members of their names; the last one as `id`, too.
        3. The page that was asked for, as the members of the same names.

        The example of a read stays as it is written but for the page.
        """
        if not isinstance(body, dict):
            return body
        choices: list[Choice] = []
        if self._sends_body:
            entity = self._find_entity(body, content, sent.checked)
            choices += self._iter_sent(body, entity, content, sent.checked)
            choices += _choose_from(sent.checked.parameters.path, self._find_path(body, entity, content))
        elif self._path and (self.changes or not is_example):
            choices += _choose_from(sent.checked.parameters.path, self._find_path_once(body, content, sent.checked))
        if self._pages and sent.has_query:
            choices += _iter_pages(body, self._pages, sent.checked.parameters.query)
        return lay(body, choices, is_valid).body if choices else body

    def _find_entity(self, body: dict[str, Any], content: MediaTypeObject, checked: CheckedRequest) -> Path:
        """Where the resource is: the body itself, or the member with most names of the request's body or path."""
        told = {plain(name) for name in (*self._sent_members(checked), *self._path, "id")}
        places: list[Path] = [(), *((name,) for name, member in body.items() if isinstance(member, dict))]
        return max(
            places, key=lambda place: len(told & {_plain_shown(name) for name in self._names(body, place, content)})
        )

    def _names(self, body: dict[str, Any], place: Path, content: MediaTypeObject) -> Iterator[str]:
        yield from self._members(content.schema, place)
        yield from (body[str(place[0])] if place else body)

    def _members(self, schema: str | None, place: Path) -> Mapping[str, DeclaredMember]:
        if schema is None:
            return {}
        members = self._shown.get(schema)
        if members is None:
            members = self._shown[schema] = find_members(self._operation.document, schema)
        if not place:
            return members
        inner = members.get(str(place[0]))
        return self._members(inner.pointer, ()) if inner is not None else {}

    def _iter_sent(
        self, body: dict[str, Any], entity: Path, content: MediaTypeObject, checked: CheckedRequest
    ) -> Iterator[Choice]:
        resource = body[str(entity[0])] if entity else body
        members = self._members(content.schema, entity)
        known = {_plain_shown(name): name for name in (*members, *resource)}  # a form may send `To` for `to`
        for sent, value in self._sent_members(checked).items():
            name = sent if sent in members or sent in resource else known.get(plain(sent))
            if name is None or plain(name) in _STAMPS:
                continue
            shown = members.get(name)
            if shown is None or not (shown.is_read_only or shown.is_write_only or shown.is_password):
                yield Choice((*entity, name), _values_for(value, resource.get(name)))

    def _sent_members(self, checked: CheckedRequest) -> dict[str, Any]:
        """The members of the request's body that a response may show; none of a large body."""
        body = checked.body if self._sends_body else None
        if body is None or body.is_large or not isinstance(body.value, dict):
            return {}
        value = body.value
        declared = self._showable
        return value if declared is None else {name: value[name] for name in value if name in declared}

    @cached_property
    def _showable(self) -> frozenset[str] | None:
        """The names that the schemas of the request's body declare, but not those only for the server or the client.

        `None` if they declare none at all.
        """
        contents = self._operation.body.content.values() if self._operation.body is not None else ()
        found = [find_members(self._operation.document, one.schema) for one in contents]
        if not any(found):
            return None
        return frozenset(
            name
            for members in found
            for name, member in members.items()
            if not (member.is_read_only or member.is_write_only or member.is_password)
        )

    def _find_path_once(self, body: dict[str, Any], content: MediaTypeObject, checked: CheckedRequest) -> Places:
        """The same for every body of one media type that does not depend on the body of the request."""
        found = self._places.get(content.pointer)
        if found is None:
            entity = self._find_entity(body, content, checked)
            found = self._places[content.pointer] = tuple(self._find_path(body, entity, content))
        return found

    def _find_path(self, body: dict[str, Any], entity: Path, content: MediaTypeObject) -> Iterator[tuple[Path, str]]:
        """The places of the path's parameters, each with the parameter's name."""
        members = self._members(content.schema, entity)
        for name in dict.fromkeys(self._names(body, entity, content)):
            key = _plain_shown(name)
            for parameter in self._path:
                is_own = parameter == self._identifier and key == "id"
                shown = members.get(name)
                if (key == _plain_shown(parameter) or is_own) and not (shown is not None and shown.is_write_only):
                    yield (*entity, name), parameter


def _values_for(sent: Any, made: Any) -> tuple[Any, ...]:
    """What a member may say for what was sent, the best first; `made` is what the response has there.

    Items of a list keep what a server adds to them, such as an identifier, also where the schema would not need it. So
    they are not shown if the response has no items that could have it.
    """
    if sent is None:
        return (None, ABSENT)  # RFC 7396: null takes a member away
    if isinstance(sent, dict) and isinstance(made, dict):
        return (sent, {**made, **sent})
    if isinstance(sent, list) and any(isinstance(item, dict) for item in sent):
        others = [item for item in made if isinstance(item, dict)] if isinstance(made, list) else []
        if not others:
            return ()
        pairs = [(item, others[min(at, len(others) - 1)]) for at, item in enumerate(sent)]
        return ([{**other, **item} if isinstance(item, dict) else item for item, other in pairs],)
    return (sent,)


def _choose_from(values: Mapping[str, Any], places: Iterable[tuple[Path, str]]) -> list[Choice]:
    return [Choice(place, (values[name], str(values[name]))) for place, name in places if name in values]


def _iter_pages(body: dict[str, Any], pages: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[Choice]:
    """The page that was asked for, in the body or in a member such as `pagination`."""
    told = {plain(name): values[name] for name in pages if name in values}
    inner = ((name, member) for name, member in body.items() if isinstance(member, dict))
    places: list[tuple[Path, dict[str, Any]]] = [((), body), *(((name,), member) for name, member in inner)]
    for place, members in places:
        for name, shown in members.items():
            value = told.get(plain(name))
            if value is not None and not isinstance(shown, (dict, list)):
                yield Choice((*place, name), (value, str(value)))
