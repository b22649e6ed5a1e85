"""What a service may accept although the document forbids it: the standards leave it open, and many services do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from ..engine.apis.apis import Api
from ..engine.drafts import find_breaches
from ..openapi.messages import Request
from ..openapi.operations import Operation
from ..openapi.pointers import split
from ..openapi.rules import Violation

Recheck = Callable[[Request], list[Violation]]
"""Returns the violations of a changed request."""

_SHAPES = ("enum", "const", "format", "pattern")
_NUMBER_BOUNDS = ("minimum", "exclusiveMinimum")


def find_errors(api: Api, request: Request, operation: Operation, *, is_strict: bool) -> list[Violation]:
    """Return the violations for which a service must refuse a request; real ones accept it with the others."""
    breaches = find_breaches(api, request, operation)
    if is_strict:
        return breaches

    def recheck(changed: Request) -> list[Violation]:
        return find_breaches(api, changed, operation)

    return [breach for breach in breaches if not is_left_open(breach, request, recheck)]


def is_left_open(breach: Violation, request: Request, recheck: Recheck) -> bool:
    """Return whether a service may accept a request that has only this breach:

    1. The breach is a warning of the engine.
    2. The value of a parameter is empty, where a number, a boolean or another typed value is declared. HTML forms
       send a field that was left empty like that, and services treat it as absent. An optional parameter in the query
       may also have listed values, a format or a pattern, but no `minLength`.
    3. A number in the query is negative, where the smallest allowed one is not: most services clamp page numbers.
    4. A member of a JSON body is null, and the body is right without it: null often means "absent". So does an empty
       text where listed values, a format or a pattern are declared.
    5. The media type of the body is not documented. RFC 9110 §15.5.16 allows 415, but does not demand it.
    """
    if breach.severity == "warning" or breach.rule == "body.media-type":
        return True
    if breach.rule == "parameter.schema":
        return _is_empty_value(breach) or _is_negative_number(breach) or _is_absent(breach, request, recheck)
    is_nothing = breach.seen == "null" or (breach.seen == '""' and breach.keyword in _SHAPES)
    return breach.rule == "body.schema" and is_nothing and _is_right_without(breach, request, recheck)


def _is_empty_value(breach: Violation) -> bool:
    return breach.seen == '""' and breach.keyword == "type"


def _is_absent(breach: Violation, request: Request, recheck: Recheck) -> bool:
    """Return whether an empty value in the query is right if it counts as absent."""
    if breach.location != "query" or breach.seen != '""' or breach.keyword not in _SHAPES:
        return False
    pairs = [pair for pair in request.query.split("&") if unquote_plus(pair.partition("=")[0]) != breach.name]
    found = recheck(request._replace(query="&".join(pairs)))
    return not any((other.location, other.name) == ("query", breach.name) for other in found)


def _is_negative_number(breach: Violation) -> bool:
    return breach.location == "query" and breach.keyword in _NUMBER_BOUNDS and breach.seen.startswith("-")


def _is_right_without(breach: Violation, request: Request, recheck: Recheck) -> bool:
    """Return whether a JSON body no longer has a breach at its place without the member that is null or empty."""
    *path, name = split(breach.pointer) or [""]
    try:
        body = json.loads(request.body)
    except ValueError:
        return False
    parent = _find(body, path)
    if not isinstance(parent, dict) or parent.get(name, 0) not in (None, ""):
        return False
    del parent[name]
    places = {breach.pointer, breach.pointer.rpartition("/")[0]}
    changed = request._replace(body=json.dumps(body).encode())
    return not any(other.location == "body" and other.pointer in places for other in recheck(changed))


def _find(value: Any, path: list[str]) -> Any:
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
