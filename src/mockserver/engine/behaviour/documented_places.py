"""Places that a document shows: pointers into bodies, and members of rows."""

from __future__ import annotations

from collections.abc import Sequence

from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.pointers import join, split
from ...openapi.resources.schema_views import SchemaView
from .faults import word_unknown


def view_request(operation: Operation) -> SchemaView:
    """The schema of the request body; false if it has none."""
    return _view(operation, list(operation.body.content.values()) if operation.body is not None else ())


def view_response(operation: Operation) -> SchemaView:
    """The schema of the body of every success; false if there is none."""
    successes = [response for status, response in operation.responses.items() if status.startswith("2")]
    default = operation.responses.get("default")
    shown = successes or ([default] if default is not None else [])
    return _view(operation, [content for response in shown for content in response.content.values()])


def follow(view: SchemaView, names: Sequence[str], *, into_lists: bool = False) -> SchemaView | None:
    """The schema at a path of names; a false one where the schema is open, `None` where nothing can be.

    A number is an item of a list. With `into_lists` the members of a list's items are members of the list.
    """
    for name in names:
        if view.items and name.isdecimal():
            view = view.items
            continue
        if into_lists and view.items and name not in view.members:
            view = view.items
        found = view.members.get(name)
        if found is None and not _may_have_others(view):
            return None
        view = found or SchemaView(view.document, ())
    return view


def view_rows(body: SchemaView, place: str) -> SchemaView | None:
    """The schema of a row at a place in a request body, or of each row of a list there; `None` if nothing can be."""
    view = follow(body, split(place))
    return view.items if view is not None and view.items else view


def word_missing_place(view: SchemaView, pointer: str, noun: str) -> str | None:
    """The sentence for a pointer that leads nowhere in a body; `None` if there may be something."""
    names = split(pointer)
    for end in range(1, len(names) + 1):
        if follow(view, names[:end]) is None:
            parent = follow(view, names[: end - 1])
            known = [join([*names[: end - 1], member]) for member in (parent.members if parent is not None else ())]
            return word_unknown(pointer, known, noun)
    return None


def _view(operation: Operation, contents: Sequence[MediaTypeObject]) -> SchemaView:
    return SchemaView(operation.document, [one.schema for one in contents if one.schema is not None])


def _may_have_others(view: SchemaView) -> bool:
    """Whether a value may have members that the schema does not name."""
    is_object = not view.types or "object" in view.types or bool(view.members)
    return is_object and view.is_open
