"""connexion's validators of parameters and bodies, replaced through its `validator_map`.

connexion 3.3.0 stops at the first violation, reads numbers as Python does (`1_0`, ` 1`), misses a chunked body and
fails on bytes that are not UTF-8. These read strictly and list every violation, in the words of the mocked APIs.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import jsonschema_rs
from connexion.datastructures import MediaTypeDict
from connexion.lifecycle import ConnexionRequest
from connexion.validators import VALIDATOR_MAP, AbstractRequestBodyValidator, ParameterValidator

from ..openapi.bodies import BodyError, parse_json
from ..openapi.rules import Location, RuleId, Violation, quote
from ..openapi.validation import iter_reports
from .checked_bodies import keep_checked
from .problems import ControlProblem, broken
from .yaml_bodies import parse_yaml

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

BODY_LIMIT = 64 * 1024  # bytes

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_BOOLEANS = {"true": True, "false": False}


class StrictParameters(ParameterValidator):  # type: ignore[misc]  # connexion ships no types
    """Checks the parameters of the path and the query, declared or not."""

    def validate_request(self, request: ConnexionRequest) -> None:
        violations = [*self._check_path(request.scope["path_params"]), *self._check_query(request.scope)]
        if violations:
            raise broken(400, violations)

    def _check_path(self, values: Mapping[str, str]) -> Iterator[Violation]:
        for parameter in _by_name(self.parameters["path"]).values():
            yield from _check_text(parameter, values[parameter["name"]])

    def _check_query(self, scope: Scope) -> Iterator[Violation]:
        sent = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        declared = _by_name(self.parameters["query"])
        for name, texts in sent.items():
            if name not in declared:
                allowed = ", ".join(declared) or "none"
                message = f"is not a parameter here; allowed: {allowed}"
                yield Violation("parameter.unknown", "query", message, name=name, allowed=allowed)
            elif len(texts) > 1:
                message = f"was sent {len(texts)} times; once is allowed"
                yield Violation("parameter.repeated", "query", message, name=name, allowed="one value")
            else:
                yield from _check_text(declared[name], texts[0])


class StrictJson(AbstractRequestBodyValidator):  # type: ignore[misc]  # connexion ships no types
    """Reads a JSON body and checks it, so that a view gets the value that was checked.

    A body may be as large as the `x-body-limit` of its schema says. A large one is read in a thread, and its schema
    should ask for its outermost members only: other requests wait while one is checked.
    """

    parse = staticmethod(parse_json)

    async def wrap_receive(self, receive: Receive, *, scope: Scope) -> tuple[Receive, Scope]:
        raw = await _read(receive, self._schema.get("x-body-limit", BODY_LIMIT))
        value = await asyncio.to_thread(self._read_value, raw) if len(raw) > BODY_LIMIT else self._read_value(raw)
        keep_checked(value)
        # Flask reads an empty object, for which `CheckedJson` gives the value
        framing = (b"content-length", b"transfer-encoding", b"content-type")
        headers = [(name, text) for name, text in scope["headers"] if name not in framing]
        headers += [(b"content-type", b"application/json"), (b"content-length", b"2")]
        replay = self._insert_messages(receive, messages=[{"type": "http.request", "body": b"{}", "more_body": False}])
        return replay, {**scope, "headers": headers}

    def _read_value(self, raw: bytes) -> Any:
        value = _parse(raw, self.parse)
        violations = list(_check(self._schema, value, "body.schema", "body"))
        if violations:
            raise broken(400, violations)
        return value


class StrictYaml(StrictJson):
    """Reads a YAML body as fixtures are read."""

    parse = staticmethod(parse_yaml)


VALIDATORS = {
    **VALIDATOR_MAP,
    "parameter": StrictParameters,
    "body": MediaTypeDict(
        {
            "application/json": StrictJson,
            "application/merge-patch+json": StrictJson,
            "application/yaml": StrictYaml,
        }
    ),
}
"""What `make_app` gives connexion as `validator_map`."""


def _by_name(parameters: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {parameter["name"]: parameter for parameter in parameters}  # connexion 3.3.0 repeats those of the path item


def _check_text(parameter: Mapping[str, Any], text: str) -> Iterator[Violation]:
    name, location, schema = parameter["name"], parameter["in"], parameter["schema"]
    value: Any = text
    if schema["type"] == "integer":
        value = int(text) if _INTEGER.fullmatch(text) else None
    elif schema["type"] == "boolean":
        value = _BOOLEANS.get(text)
    if value is None:
        message = f"{quote(text)} is not of the type {schema['type']}"
        yield Violation("parameter.malformed", location, message, name=name, seen=quote(text), allowed=schema["type"])
    else:
        yield from _check(schema, value, "parameter.schema", location, name)


async def _read(receive: Receive, limit: int) -> bytes:
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > limit:
            raise ControlProblem(413, f"the body is larger than {limit} bytes, the most that is read here")
    return b"".join(parts)


def _parse(raw: bytes, parse: Callable[[bytes], Any]) -> Any:
    if not raw:
        violation = Violation("body.required", "body", "is required, but absent", seen="absent", allowed="present")
        raise broken(400, [violation])
    try:
        return parse(raw)
    except BodyError as reason:
        violation = Violation("body.malformed", "body", reason.message, seen=reason.seen, allowed=reason.allowed)
        raise broken(400, [violation]) from None


def _check(
    schema: Mapping[str, Any], value: Any, rule: RuleId, location: Location, name: str = ""
) -> Iterator[Violation]:
    # connexion resolves every $ref, and adds all components to each body's schema, which needs none of them
    text = json.dumps({keyword: wanted for keyword, wanted in schema.items() if keyword != "components"})
    for report in iter_reports(_compile(text).iter_errors(value)):
        yield Violation(
            rule,
            location,
            report.message,
            pointer=report.pointer,
            name=name,
            keyword=report.keyword,
            seen=report.seen,
            allowed=report.allowed,
        )


@lru_cache(maxsize=100)
def _compile(schema: str) -> jsonschema_rs.Draft4Validator:
    return jsonschema_rs.Draft4Validator(json.loads(schema), validate_formats=True)
