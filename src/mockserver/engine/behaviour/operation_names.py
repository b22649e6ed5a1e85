"""The names that one operation of `behaviour.yaml` uses: each must be in the document or in the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from ...openapi.operations import Operation, ParameterLocation
from ...openapi.pointers import escape
from .documented_places import follow, view_request, view_response, view_rows, word_missing_place
from .faults import BehaviourFault, iter_unknown, word_unknown
from .records import Action, Behaviour, OperationBehaviour, Told
from .stored_members import StoredMembers
from .templates import names_in
from .vocabulary.operations import write_operation

ITEM_ACTIONS: tuple[Action, ...] = ("read", "update", "replace", "delete", "act", "add", "remove", "download")
"""Actions on one row, which the request must identify."""
_ACTIONS_OF: dict[str, tuple[Action, ...]] = {
    **dict.fromkeys(("set", "from", "error"), ("act",)),
    **dict.fromkeys(("sort", "search", "page", "in", "tells"), ("list",)),
    "create": ("replace",),
    "relation": ("list", "read", "add", "remove"),
}
_HEADER = re.compile(r"header [!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.1


class OperationNames:
    """Finds the names of one operation that do not exist."""

    def __init__(
        self, operation: Operation, rules: OperationBehaviour, behaviour: Behaviour, rows: StoredMembers
    ) -> None:
        self._operation = operation
        self._rules = rules
        self._behaviour = behaviour
        self._rows = rows
        self._at = f"/operations/{escape(operation.operation_id)}"

    def iter_faults(self) -> Iterator[BehaviourFault]:
        yield from self._iter_misplaced_keys()
        yield from self._iter_unidentified()
        yield from self._iter_places()
        yield from self._iter_parameters()
        yield from self._iter_members()
        yield from self._iter_of_the_file()

    def _iter_misplaced_keys(self) -> Iterator[BehaviourFault]:
        """Yield keys that this action does not read."""
        for key in write_operation(self._rules):
            actions = _ACTIONS_OF.get(key)
            if actions is not None and self._rules.action not in actions:
                message = f"`{key}` is for the action {' or '.join(actions)}; this one is {self._rules.action}"
                yield BehaviourFault(f"{self._at}/{key}", message)

    def _iter_unidentified(self) -> Iterator[BehaviourFault]:
        rules, paths = self._rules, self._names("path")
        if rules.identifier is not None and rules.identifier_in == "body":
            body = view_request(self._operation)
            in_rows = view_rows(body, rules.body)  # of a list of rows, each has its identifier
            is_there = in_rows is not None and word_missing_place(in_rows, rules.identifier, "") is None
            message = None if is_there else word_missing_place(body, rules.identifier, "a place in the request body")
            yield from [BehaviourFault(f"{self._at}/identifier/body", message)] if message else []
        elif rules.identifier is not None and rules.identifier_in == "query":
            known = self._names("query")
            yield from iter_unknown(f"{self._at}/identifier/query", [rules.identifier], known, "a query parameter")
        elif rules.identifier is not None:
            yield from iter_unknown(f"{self._at}/identifier", [rules.identifier], paths, "a path parameter")
        elif rules.action in ITEM_ACTIONS and not paths and not self._is_single:
            ways = "`identifier` may name a query parameter or a place in the body"
            message = f"{self._operation} has no path parameter to identify a row; {ways}"
            yield BehaviourFault(f"{self._at}/action", message)

    def _iter_places(self) -> Iterator[BehaviourFault]:
        """Yield pointers that lead nowhere in the bodies that the document describes."""
        rules = self._rules
        request, response = view_request(self._operation), view_response(self._operation)
        places = [(f"{self._at}/body", request, rules.body, "request")]
        places += [(f"{self._at}/entity", response, rules.entity, "response")] if rules.entity is not None else []
        for key in rules.tells:
            if key.startswith("/"):
                places.append((f"{self._at}/tells/{escape(key)}", response, key, "response"))
            elif _HEADER.fullmatch(key) is None:
                message = f"{key!r} is neither a place in the response body, such as /total, nor `header NAME`"
                yield BehaviourFault(f"{self._at}/tells/{escape(key)}", message)
        for at, view, pointer, whose in places:
            missing = word_missing_place(view, pointer, f"a place in the {whose} body")
            if missing is not None:
                yield BehaviourFault(at, missing)
        if rules.has_response and rules.entity is not None:
            message = "`answer` is the whole body and `entity` a place in the documented one; give one of them"
            yield BehaviourFault(f"{self._at}/entity", message)

    def _iter_parameters(self) -> Iterator[BehaviourFault]:
        """Yield what the request is said to ask with and does not have."""
        rules, at = self._rules, self._at
        yield from iter_unknown(f"{at}/scope", rules.scope, self._names("path"), "a path parameter")
        yield from iter_unknown(
            f"{at}/hide", filter(None, [rules.hide_unless]), self._names("query"), "a query parameter"
        )
        for pointer, name in self._iter_asked():
            if not self._is_asked(name):
                noun = "a member of the request body" if rules.asks_in_body else "a query parameter"
                yield BehaviourFault(pointer, word_unknown(name, self._asked_names, noun))

    def _iter_asked(self) -> Iterator[tuple[str, str]]:
        """Yield the names in `filter`, `sort`, `search` and `page`, each with its pointer."""
        rules, at = self._rules, self._at
        for name in (*rules.filter, *(one.parameter for one in rules.filters)):
            yield f"{at}/filter/{escape(name)}", name
        if rules.sort is not None:
            yield f"{at}/sort", rules.sort.parameter
            yield from [(f"{at}/sort/direction", rules.sort.direction)] if rules.sort.direction is not None else []
        yield from [(f"{at}/search", rules.search)] if rules.search is not None else []
        for key in ("size", "number", "offset", "cursor", "before"):
            named = getattr(rules.page, key, None)
            yield from [(f"{at}/page/{key}", named)] if named is not None else []

    def _is_asked(self, name: str) -> bool:
        """Whether a request may have it; the parameter `filter` has `filter[status]`, too."""
        if self._rules.asks_in_body:
            view = view_request(self._operation)
            if name in view.members or follow(view, name.split("."), into_lists=True) is not None:
                return True
        return name in self._asked_names or name.partition("[")[0] in self._asked_names

    @property
    def _asked_names(self) -> list[str]:
        in_body = view_request(self._operation).members if self._rules.asks_in_body else ()
        return [*in_body, *self._names("query")]

    def _iter_members(self) -> Iterator[BehaviourFault]:
        """Yield members that no row has."""
        rules, at, rows = self._rules, self._at, self._rows
        for parameter, member in [*rules.filter.items(), *((one.parameter, one.member) for one in rules.filters)]:
            yield from rows.iter_unknown(f"{at}/filter/{escape(parameter)}", [member] if member else [])
        for value, member in rules.sort.members.items() if rules.sort is not None else ():
            yield from rows.iter_unknown(f"{at}/sort/members/{escape(value)}", [member])
        yield from rows.iter_unknown(f"{at}/order", [rules.order] if rules.order else [])
        yield from rows.iter_unknown(f"{at}/hide/where", rules.hide_where or {})
        yield from rows.iter_unknown(f"{at}/merge", rules.merge)
        yield from rows.iter_unknown(f"{at}/mine", [rules.mine] if rules.mine else [])
        yield from rows.iter_unknown(f"{at}/set", rules.set)
        yield from rows.iter_unknown(f"{at}/from", rules.allowed_from)

    def _iter_of_the_file(self) -> Iterator[BehaviourFault]:
        """Yield holes and error cases that the file does not have."""
        rules, at, behaviour = self._rules, self._at, self._behaviour
        holes = [
            "principal",
            "path",
            "query",
            "body",
            *(["rows", *get_args(Told)] if rules.action == "list" else ["row"]),
        ]
        yield from iter_unknown(f"{at}/answer", sorted(names_in(rules.response)), holes, "a hole of a response")
        cases = [case.name for case in behaviour.cases]
        yield from iter_unknown(f"{at}/error", filter(None, [rules.error]), cases, "an error case")
        resource = behaviour.resources.get(rules.resource or "")
        if cases and rules.action in ITEM_ACTIONS and resource is not None and resource.missing == "not_found":
            yield from iter_unknown(f"{at}/action", ["not_found"], cases, "an error case")

    @property
    def _is_single(self) -> bool:
        resource = self._behaviour.resources.get(self._rules.resource or "")
        return self._rules.is_bulk or (resource is not None and resource.is_singleton)

    def _names(self, location: ParameterLocation) -> list[str]:
        return parameter_names(self._operation, location)


def parameter_names(operation: Operation, location: ParameterLocation) -> list[str]:
    """The names of the parameters of an operation in one place."""
    return [parameter.name for parameter in operation.parameters if parameter.location == location]
