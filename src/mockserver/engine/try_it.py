"""Trials as curl lines that work when pasted into a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ..openapi.bodies import BodyWriter, Unwritable
from ..openapi.json_text import write_json
from ..openapi.media_types import parse_media_type
from ..openapi.operations import MediaTypeObject, Operation, SecurityScheme
from ..openapi.pointers import escape
from .apis.apis import Api
from .behaviour import Trial

_HOLE = re.compile(r"\{([^{}]+)\}")
_CURL_SPECIAL = re.compile(r';|^[@<"\s]|\s$')  # what `-F name=value` would not take literally


def curl_for(api: Api, trial: Trial, base_url: str) -> str:
    """One curl line for a trial, against a server at `base_url` (`http://127.0.0.1:8000`, without the API's prefix).

    A path parameter the trial does not give stays in braces, for the reader to fill.

    >>> curl_for(adapter, Trial("Rename", "updateCustomConnector", {"connector_id": "c1"}, {}, "rename", 200), base)
    "curl -X PATCH http://127.0.0.1:8000/adapter/v1/custom-connectors/c1 -H 'Authorization: Bearer …' …"
    """
    operation = api.operation(trial.operation_id)
    if operation is None:
        raise ValueError(f"{trial.operation_id!r} is no operation of {api.name}")  # read_behaviour lets none through
    query = list(trial.query.items())
    credentials: list[str] = []
    for scheme, token in _credentials(api, operation):
        if scheme.type == "apiKey" and scheme.location == "query":
            query.append((scheme.key, token))
        else:
            credentials += _credential_options(scheme, token)
    body = _body_options(operation, trial.example)
    url = base_url.rstrip("/") + api.prefix + _fill(operation.path, trial.path) + _query_text(query)
    method = [] if operation.method == ("POST" if body else "GET") else ["-X", operation.method]
    return shlex.join(["curl", *method, url, *credentials, *body])


def _fill(path: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: quote(values[hole[1]], safe="") if hole[1] in values else hole[0], path)


def _query_text(pairs: Iterable[tuple[str, str]]) -> str:
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    return f"?{text}" if text else ""


# credentials


def _credentials(api: Api, operation: Operation) -> list[tuple[SecurityScheme, str]]:
    """The first of the operation's alternatives for which the sandbox shows a credential of every scheme."""
    for requirement in operation.security:
        pairs = [(scheme, _token(api, operation, scheme)) for scheme, _ in requirement.schemes]
        known = [(scheme, token) for scheme, token in pairs if token is not None]
        if known and len(known) == len(pairs):
            return known
    return []


def _token(api: Api, operation: Operation, scheme: SecurityScheme) -> str | None:
    """The first credential the sandbox accepts for this operation; any will do for a scheme it does not mention."""
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


def _credential_options(scheme: SecurityScheme, token: str) -> list[str]:
    if scheme.type == "apiKey" and scheme.location == "cookie":
        return ["-b", f"{scheme.key}={token}"]
    if scheme.type == "apiKey":
        return ["-H", f"{scheme.key}: {token}"]
    if scheme.scheme == "basic":
        return ["-u", token]
    return ["-H", f"Authorization: {(scheme.scheme or 'bearer').capitalize()} {token}"]


# bodies


def _body_options(operation: Operation, name: str | None) -> list[str]:
    """The request example of that name as curl's options, or nothing where there is none."""
    if operation.body is None or name is None:
        return []
    for content in operation.body.content.values():
        example = content.example(name)
        if example is not None:
            return _value_options(operation, content, example.value)
    return []


def _value_options(operation: Operation, content: MediaTypeObject, value: Any) -> list[str]:
    parsed = parse_media_type(content.media_type)
    essence = parsed.essence if parsed else content.media_type
    if isinstance(value, dict) and essence == "multipart/form-data":
        parts = _part_options(operation, content, value)
        return [word for part in parts for word in ("-F", part)]
    if isinstance(value, dict) and essence == "application/x-www-form-urlencoded":
        return [word for key, item in value.items() for word in ("--data-urlencode", f"{key}={_text(item)}")]
    try:
        written = BodyWriter(operation.document).write(value, content.media_type, {content.media_type: content})
    except Unwritable:
        return []
    return ["-H", f"Content-Type: {written.content_type}", "--data-raw", written.body.decode("utf-8", "replace")]


def _part_options(operation: Operation, content: MediaTypeObject, value: Mapping[str, Any]) -> Iterator[str]:
    """`name=value` as `curl -F` reads it; a binary property is sent as a file of its own name."""
    binary = _binary_properties(operation, content)
    for name, item in value.items():
        items = item if isinstance(item, list) else [item]
        for single in items:
            text = _text(single)
            if _CURL_SPECIAL.search(text):
                text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            filename = f";filename={name}" if name in binary else ""
            media_type = ";type=application/json" if isinstance(single, dict) else ""
            yield f"{name}={text}{media_type}{filename}"


def _binary_properties(operation: Operation, content: MediaTypeObject) -> set[str]:
    """The properties that are files: `format: binary` in OpenAPI 3.0, a `contentMediaType` in 3.1."""
    if content.schema is None:
        return set()
    pointer, schema = operation.document.resolve(content.schema)
    names = set()
    for name in schema.get("properties") or ():
        _, member = operation.document.resolve(f"{pointer}/properties/{escape(name)}")
        if member.get("format") == "binary" or "contentMediaType" in member:
            names.add(name)
    return names


def _text(value: Any) -> str:
    return value if isinstance(value, str) else write_json(value).decode()
