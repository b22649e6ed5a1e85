"""`--path-param tenant=default`: values that the user chooses for path variables, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...engine.apis.apis import Api
from ...engine.drafts import Drafter, find_breaches
from ...openapi.errors import OptionError
from ...openapi.operations import Operation
from ...openapi.resources.places import places_of
from ...openapi.rules import Violation, quote


def read_path_params(words: Iterable[str]) -> dict[str, str]:
    """Return the values by name. Raises `OptionError` for words that are not NAME=VALUE, and for a name given twice."""
    given: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.strip().removeprefix("{").removesuffix("}")
        if not (name and equals and value):
            raise OptionError(f"--path-param {word}: is not NAME=VALUE such as tenant=default")
        if name in given:
            raise OptionError(f"--path-param {word}: {name} has the value {quote(given[name])} already")
        given[name] = value
    return given


def check_path_params(api: Api, operations: Sequence[Operation], given: Mapping[str, str]) -> None:
    """Raise `OptionError` if no path has a variable of a name, or if no operation allows its value."""
    names = sorted({name for operation in operations for name in places_of(operation.path)})
    drafter = Drafter(api, given)
    for name, value in given.items():
        if name not in names:
            known = f"there are: {', '.join(names)}" if names else "there are none"
            raise OptionError(f"--path-param {name}={value}: is not a path variable of the document; {known}")
        breaches = [_find_breach(api, drafter, op, name) for op in operations if name in places_of(op.path)]
        if breaches and all(breaches):
            raise OptionError(f"--path-param {name}={value}: {breaches[0]}")


def _find_breach(api: Api, drafter: Drafter, operation: Operation, name: str) -> Violation | None:
    """Return what an operation does not allow about the value of a path variable."""
    for draft in drafter.drafts(operation):
        request = drafter.write(draft)
        if request is not None:
            breaches = find_breaches(api, request, operation)
            return next((breach for breach in breaches if breach.location == "path" and breach.name == name), None)
    return None
