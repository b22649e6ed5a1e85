"""Responses of one operation that show what the client sent: the resource it created or changed, its path, its page.

Nothing is remembered: the next request gets a response of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.operations.members import DeclaredMember, find_members, find_secret_names
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
_KEPT = 64  # sets of names for one operation
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
        self._path = {p.name: plain(p.name) for p in parameters if p.location == "path"}  # with its plain form
        self._pages = tuple(p.name for p in parameters if p.location == "query" and plain(p.name) in _PAGING)
        self._shown: dict[str, dict[str, DeclaredMember]] = {}  # members of responses, by the pointer of the schema
        self._named: dict[tuple[str | None, Path, tuple[str, ...]], Mapping[str, str]] = {}
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
        inner: list[Path] = [(name,) for name, member in body.items() if isinstance(member, dict)]
        if not inner:
            return ()
        told = {"id", *self._path.values(), *map(plain, self._sent_members(checked))}
        places: list[Path] = [(), *inner]
        return max(places, key=lambda place: len(told.intersection(self._names(body, place, content).values())))

    def _names(self, body: dict[str, Any], place: Path, content: MediaTypeObject) -> Mapping[str, str]:
        """The names that a resource has or may have, each with its plain form."""
        resource = body[str(place[0])] if place else body
        key = (content.schema, place, tuple(resource))
        names = self._named.get(key)
        if names is None:
            if len(self._named) == _KEPT:  # generated bodies may have names of their own
                self._named.clear()
            names = self._named[key] = {
                name: plain(name) for name in (*self._members(content.schema, place), *resource)
            }
        return names

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
        known: dict[str, str] | None = None
        for sent, value in self._sent_members(checked).items():
            name: str | None = sent
            if sent not in members and sent not in resource:  # a form may send `To` for `to`
                if known is None:
                    known = {key: name for name, key in self._names(body, entity, content).items()}
                name = known.get(plain(sent))
            if name is None or plain(name) in _STAMPS:
                continue
            shown = members.get(name)
            if shown is None or not (shown.is_read_only or shown.is_secret):
                public = _leave_out(value, self._secret_names) if isinstance(value, (dict, list)) else value
                yield Choice((*entity, name), _values_for(public, resource.get(name)))

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
            if not (member.is_read_only or member.is_secret)
        )

    @cached_property
    def _secret_names(self) -> frozenset[str]:
        """The names of members, however deep in the request's body, that its schemas let no response show."""
        contents = self._operation.body.content.values() if self._operation.body is not None else ()
        return frozenset().union(*(find_secret_names(self._operation.document, one.schema) for one in contents))

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
        for name, key in self._names(body, entity, content).items():
            for parameter, own in self._path.items():
                is_own = parameter == self._identifier and key == "id"
                shown = members.get(name)
                if (key == own or is_own) and not (shown is not None and shown.is_write_only):
                    yield (*entity, name), parameter


def _leave_out(value: Any, names: frozenset[str]) -> Any:
    """A value without the members of these names, however deep."""
    if isinstance(value, dict):
        return {name: _leave_out(member, names) for name, member in value.items() if name not in names}
    return [_leave_out(item, names) for item in value] if isinstance(value, list) else value


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
