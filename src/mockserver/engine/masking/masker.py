"""Masks the secrets of exchanges, before they are kept or shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from ...openapi.messages import Request, Response
from ...openapi.operations.secrets import find_in_schema, iter_api_keys
from ...openapi.rules import Violation
from ..apis.apis import Api
from ..exchanges import Exchange
from ..settings import Settings
from ..violation_headers import write_violations
from .bodies import mask_form, mask_value
from .echoes import Echoes
from .fields import mask_credentials, mask_field
from .names import Hidden, SecretNames
from .plans import KNOWN_FIELDS, BodyPlan, MaskPlan, make_plan
from .violations import MaskedBody, mask_violations

Key = tuple[str, str] | None
"""The names of an API and of its operation; `None` for a request that no operation has."""


Masked = tuple[Request, Response, Sequence[Violation]]
"""An exchange without its secrets; a part that has none is the very object that was given."""


class _Plans(dict[Key, MaskPlan]):
    """The plan of each operation, made when it is first needed."""

    def __init__(self, make: Callable[[Key], MaskPlan]) -> None:
        self._make = make

    def __missing__(self, key: Key) -> MaskPlan:
        self[key] = made = self._make(key)
        return made


class Masker:
    """Masks what the documents of a server, its options and common usage say is a secret."""

    def __init__(self, apis: Iterable[Api], settings: Settings) -> None:
        self._apis = {api.name: api for api in apis}
        self._shows_secrets = settings.show_secrets
        self._members = SecretNames(settings.mask)
        # names of header fields and parameters that are masked everywhere
        self.fields = self._members | {
            scheme.key.lower() for api in self._apis.values() for scheme in iter_api_keys(api.document)
        }
        self._plans = _Plans(self._make_plan)

    def mask(self, request: Request, response: Response, violations: Sequence[Violation], key: Key = None) -> Masked:
        """Return an exchange without its secrets.

        1. Header fields, queries and path parameters, by their names.
        2. Members of bodies, by what the document declares and by their names. A body of an accepted request is not
           searched if the document says that it has no secret.
        3. If the request was refused or failed, or had secrets in its query or body: the same values wherever the
           violations and the response repeat them.
        """
        if self._shows_secrets:
            return request, response, violations
        plan, hidden = self._plans[key], Hidden()
        is_told = bool(violations) or response.status >= 400
        masked = _mask_request(request, plan, hidden, is_searched=is_told)
        was_masked = masked.body is not request.body
        if was_masked or (hidden and (is_told or masked.query is not request.query)):
            echoes = Echoes(hidden)
            body = MaskedBody(masked.body, was_masked=was_masked)
            told = mask_violations(violations, plan.quotes_secret, body, echoes)
            response = _mask_echoes(response, echoes, [] if told is violations else told)
            violations = told
        return masked, _mask_response(response, plan, hidden), violations

    def mask_exchange(self, exchange: Exchange) -> Exchange:
        """Return a whole exchange without its secrets."""
        request, response, violations = self.mask(
            exchange.request, exchange.response, exchange.violations, _key_of(exchange)
        )
        return exchange._replace(request=request, response=response, violations=tuple(violations))

    def find_plan(self, exchange: Exchange) -> MaskPlan | None:
        """Return what is a secret in the messages of an exchange; `None` if secrets are shown."""
        return None if self._shows_secrets else self._plans[_key_of(exchange)]

    def find_in_response(self, response: Response, key: Key) -> set[str]:
        """Return the secrets in a response."""
        hidden = Hidden()
        _mask_response(response, self._plans[key], hidden)
        return hidden

    def mask_rows(self, api: Api, resource: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows of a resource without secrets: those of its schema, of its operations, and a credential."""
        if self._shows_secrets:
            return rows
        names = self._members
        declared = api.behaviour.resources.get(resource)
        if declared is not None and declared.schema is not None:
            names |= find_in_schema(api.document, declared.schema).names
        for operation_id in api.behaviour.operations_of(resource):
            plan = self._plans[api.name, operation_id]
            names |= plan.request.names.named | plan.response.names.named
        accepted = (entry for entries in api.behaviour.credentials.values() for entry in entries)
        if declared is not None and any(entry.resource == resource for entry in accepted):
            names |= {declared.identifier.lower()}
        return [mask_value(row, names, Hidden()) for row in rows]

    def _make_plan(self, key: Key) -> MaskPlan:
        """The plan of an operation; for one that is no longer served, that of requests that no operation has."""
        api = self._apis.get(key[0]) if key is not None else None
        operation = api.operation(key[1]) if api is not None and key is not None else None
        if operation is None:
            return MaskPlan(self.fields, BodyPlan.make(self._members), BodyPlan.make(self._members))
        return make_plan(operation, self._members, self.fields)


def _key_of(exchange: Exchange) -> Key:
    api, operation_id = exchange.api, exchange.operation_id
    return None if api is None or operation_id is None else (api, operation_id)


def _mask_request(request: Request, plan: MaskPlan, hidden: Hidden, *, is_searched: bool) -> Request:
    method, path, query, headers, body = request
    masked = headers.mask(plan.plain, partial(_mask_field, plan=plan, hidden=hidden))
    if query and ("%" in query or "://" in query or plan.fields.find_mention(query) >= 0):
        query = mask_form(query, plan.fields, hidden)
    if plan.path is not None:
        path = plan.mask_path(path, hidden)
    if body and (is_searched or plan.request.is_searched) and plan.request.may_hold(body):
        body = plan.request.mask(body, headers.get("content-type"), hidden)
    return Request(method, path, query, masked, body)


def _mask_response(response: Response, plan: MaskPlan, hidden: Hidden) -> Response:
    status, headers, body, ends = response
    for name, _ in headers:
        if name not in plan.plain:
            headers = tuple([(name, _mask_field(name, value, plan, hidden)) for name, value in headers])
            break
    if body and plan.response.is_searched and plan.response.may_hold(body):
        body = plan.response.mask(body, response.media_type, hidden)
        ends = ends if body is response.body else ()
    if headers == response.headers and body is response.body:
        return response
    return Response(status, headers, body, ends)


def _mask_field(name: str, value: str, plan: MaskPlan, hidden: Hidden) -> str:
    if name == "authorization":  # most requests have it
        return mask_credentials(value, hidden)
    lower = name.lower()
    if plan.is_secret_field(lower):
        return mask_field(lower, value, plan.fields, hidden)
    if len(plan.plain) < KNOWN_FIELDS:
        plan.plain.add(name)
    return value


def _mask_echoes(response: Response, echoes: Echoes, violations: Sequence[Violation]) -> Response:
    """Mask what a response repeats; the fields that list violations are written again if these were masked."""
    written = dict(write_violations(violations, ())) if violations else {}
    headers = tuple(
        [(name, written[name] if name in written else echoes.mask(value)) for name, value in response.headers]
    )
    body = echoes.mask_bytes(response.body)
    if headers == response.headers and body is response.body:
        return response
    return Response(response.status, headers, body, response.ends if body is response.body else ())
