"""The schemas of the bodies of an operation: of what it is sent, and of what it answers with."""

from __future__ import annotations

from collections.abc import Mapping

from ..operations import MediaTypeObject, Operation
from .entities import find_list, view_of
from .schema_views import SchemaView
from .words import plain_name

_STATUSES = ("200", "201", "2XX", "202", "203", "206", "default")
_TEXTS = ("json", "yaml", "xml", "form")
_LISTS = ("data", "items", "results", "value", "values", "records", "entries", "content", "list", "rows", "_embedded")


def request_view(operation: Operation) -> SchemaView:
    """The schema of the body of a request; false if it has none."""
    return view_of(operation, request_content(operation))


def request_content(operation: Operation) -> MediaTypeObject | None:
    """The content of the body of a request; `None` if it has none."""
    return _choose(operation.body.content) if operation.body is not None else None


def response_view(operation: Operation) -> SchemaView:
    """The schema of the body of the response to a request that succeeds; false if it has none."""
    return view_of(operation, response_content(operation))


def response_content(operation: Operation) -> MediaTypeObject | None:
    """The content of the response to a request that succeeds; `None` if it has no body."""
    found = (operation.responses[status] for status in _STATUSES if status in operation.responses)
    return next((_choose(response.content) for response in found if response.content), None)


def is_download(operation: Operation) -> bool:
    """Return whether a request that succeeds is answered with bytes, such as those of an image."""
    content = response_content(operation)
    if content is None or any(text in content.media_type.lower() for text in _TEXTS):
        return False
    is_vague = "text/" in content.media_type or content.media_type == "*/*"
    return not is_vague or view_of(operation, content).first("format") == "binary"


def shows_list(view: SchemaView, name: str) -> bool | None:
    """Return whether a response has the items of a collection; `None` if its schema says nothing about it."""
    if not view or not (view.types or view.members):
        return None
    if "array" in view.types:
        return True
    if "object" not in view.types and view.types:
        return False
    for key, member in view.members.items():
        if "array" in member.types and (key in _LISTS or plain_name(name) in plain_name(key)):
            return True
    return find_list(view, name) is not None if view.members else None


def is_list_alone(view: SchemaView, name: str) -> bool:
    """Return whether a response is the items of a collection, rather than one thing that has lists among others."""
    if "array" in view.types:
        return True
    lists = [key for key, member in view.members.items() if "array" in member.types and member.items.members]
    return any(key in _LISTS or plain_name(key).startswith(plain_name(name)) for key in lists)


def _choose(content: Mapping[str, MediaTypeObject]) -> MediaTypeObject | None:
    """Return the content in JSON, else in any text that has members, else the first."""
    kinds = sorted(content.values(), key=lambda one: _rank(one.media_type.lower()))
    return kinds[0] if kinds else None


def _rank(media_type: str) -> int:
    return next((index for index, text in enumerate(_TEXTS) if text in media_type), len(_TEXTS))
