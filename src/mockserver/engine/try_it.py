"""Requests to try, as curl lines that can be pasted into a shell: those that `behaviour.yaml` lists, or drafts."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote

from ..openapi.bodies import BodyWriter, Unwritable
from ..openapi.curl import curl_of
from ..openapi.messages import Headers, Request
from ..openapi.operations import Operation, SecurityScheme
from ..openapi.operations.path_keys import split_path_key
from .apis.apis import Api
from .behaviour import TryIt
from .drafts import Draft, Drafter, is_valid

TRIALS = 8  # requests that are drafted for one document

_HOLE = re.compile(r"\{([^{}]+)\}")


class Trial(NamedTuple):
    """A request worth trying."""

    summary: str  # "Rename a custom connector"
    expect: int | None  # 200; None: it is not known
    curl: str


def list_trials(api: Api, base_url: str, limit: int = TRIALS) -> list[Trial]:
    """Return requests to try on a server at `base_url`.

    1. All that `behaviour.yaml` lists.
    2. One for each of the first operations, up to `limit`.
    """
    if api.behaviour.try_it:
        return [Trial(each.summary, each.expect, curl_for(api, each, base_url)) for each in api.behaviour.try_it]
    drafter = Drafter(api)
    found = (draft_trial(api, operation, base_url, drafter) for operation in api.operations)
    return list(islice((trial for trial in found if trial is not None), limit))


def draft_trial(api: Api, operation: Operation, base_url: str, drafter: Drafter | None = None) -> Trial | None:
    """Return a valid request for an operation with its first example, else with generated values; `None` without one.

    An item that exists in a new world is named by its identifier.
    """
    if operation.broken is not None:
        return None
    for draft in (drafter or Drafter(api)).drafts(operation):
        known = draft if draft.is_shown else _name_item(api, draft)
        request = _write_draft(api, known)
        if request is not None and is_valid(api, request, operation):
            return Trial(operation.summary or str(operation), draft.promised, _write_line(api, request, base_url))
    return None


def curl_for(api: Api, entry: TryIt, base_url: str) -> str:
    """One curl line for a server at `base_url` (`http://127.0.0.1:8000`, without the API's prefix).

    >>> curl_for(adapter, TryIt("Rename", "updateCustomConnector", {"connector_id": "c1"}, {}, "rename", 200), base)
    "curl -X PATCH http://127.0.0.1:8000/adapter/v1/custom-connectors/c1 -H 'Authorization: Bearer …' …"
    """
    return _write_line(api, make_request(api, entry), base_url)


def _write_line(api: Api, request: Request, base_url: str) -> str:
    url = base_url.rstrip("/") + api.prefix + request.path + (f"?{request.query}" if request.query else "")
    return curl_of(request, url)


def _name_item(api: Api, draft: Draft) -> Draft:
    """Return the draft with the identifier of the first item that a new world has, if its operation reads one."""
    rules = api.behaviour.operations.get(draft.operation.operation_id)
    resource = api.behaviour.resources.get(rules.resource or "") if rules is not None else None
    if rules is None or resource is None or rules.identifier is None or rules.identifier_in != "path":
        return draft
    row = next(iter(api.seed.rows(resource.name)), None)
    identifier = row.get(resource.identifier) if row is not None else None
    return draft if identifier is None else draft.having("path", rules.identifier, identifier)


def _write_draft(api: Api, draft: Draft) -> Request | None:
    """Return the request of a draft with credentials, and without the Accept header, which curl sends as `*/*`."""
    request = Drafter(api).write(draft)
    if request is None:
        return None
    query, fields = _write_credentials(api, draft.operation)
    kept = [(name, value) for name, value in request.headers if name != "accept"]
    pairs = "&".join(part for part in (request.query, _write_query(query)) if part)
    return request._replace(query=pairs, headers=Headers([*kept, *fields]))


def make_request(api: Api, entry: TryIt) -> Request:
    """The request, with a credential that the sandbox accepts; its path does not have the API's prefix.

    A path parameter that the entry does not give stays in braces, for the reader to fill.
    """
    operation = api.operation(entry.operation_id)
    if operation is None:
        raise ValueError(f"{entry.operation_id!r} is not an operation of {api.name}")  # refused by read_behaviour
    secret, fields = _write_credentials(api, operation)
    query = [*entry.query.items(), *secret]
    content_type, body = _write_body(operation, entry.example)
    fields += [("Content-Type", content_type)] if content_type else []
    path, fixed = split_path_key(_fill(operation.path, entry.path))
    pairs = "&".join(part for part in (fixed, _write_query(query)) if part)
    return Request(operation.method, path, pairs, Headers(fields), body)


def _fill(path: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: quote(values[hole[1]], safe="") if hole[1] in values else hole[0], path)


def _write_query(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def _write_credentials(api: Api, operation: Operation) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The query parameters and the header fields of a credential that the sandbox accepts."""
    query: list[tuple[str, str]] = []
    fields: list[tuple[str, str]] = []
    for scheme, token in _find_credentials(api, operation):
        if scheme.type == "apiKey" and scheme.location == "query":
            query.append((scheme.key, token))
        else:
            fields.append(_write_credential(scheme, token))
    return query, fields


def _find_credentials(api: Api, operation: Operation) -> list[tuple[SecurityScheme, str]]:
    """The first of the operation's alternatives for which the sandbox shows a credential of every scheme."""
    for requirement in operation.security:
        pairs = [(scheme, _find_token(api, operation, scheme)) for scheme, _ in requirement.schemes]
        known = [(scheme, token) for scheme, token in pairs if token is not None]
        if known and len(known) == len(pairs):
            return known
    return []


def _find_token(api: Api, operation: Operation, scheme: SecurityScheme) -> str | None:
    """The first credential that the sandbox accepts here; any will do for a scheme that it does not name."""
    accepted = api.behaviour.credentials.get(scheme.name)
    if accepted is None:
        return "user:password" if scheme.scheme == "basic" else "token"
    rules = api.behaviour.operations.get(operation.operation_id)
    needed = set(rules.scopes) if rules is not None else set()
    for entry in accepted:
        if entry.rejected or (entry.scopes is not None and not needed <= set(entry.scopes)):
            continue
        if entry.token is not None:
            return entry.token
        if entry.resource is not None:  # the identifier of a row, such as a session, is the credential
            identifier = api.behaviour.resources[entry.resource].identifier
            for row in api.seed.rows(entry.resource):
                return str(row[identifier])
    return None


def _write_credential(scheme: SecurityScheme, token: str) -> tuple[str, str]:
    if scheme.type == "apiKey":
        return ("Cookie", f"{scheme.key}={token}") if scheme.location == "cookie" else (scheme.key, token)
    if scheme.scheme == "basic":
        token = base64.b64encode(token.encode()).decode()
    return "Authorization", f"{(scheme.scheme or 'bearer').capitalize()} {token}"


def _write_body(operation: Operation, name: str | None) -> tuple[str, bytes]:
    """The Content-Type and the bytes of the request example of that name; empty if there is none."""
    contents: Mapping[str, Any] = operation.body.content if operation.body is not None and name is not None else {}
    for content in contents.values():
        example = content.example(name)
        if example is not None:
            try:
                written = BodyWriter(operation.document).write(example.value, content.media_type, contents)
            except Unwritable:
                break
            return written.content_type, written.body
    return "", b""
