"""The rules that a message can break, and the record of a violation.

Every rule has a stable id that tests, reports and behaviour files may name. Functions that check a message return a
list of `Violation`. An empty list means valid, so that no second function has to say why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, cast

from .pointers import split
from .printable import clip

Location = Literal["path", "query", "header", "cookie", "body", "response"]
BodyLocation = Literal["body", "response"]  # the body of a request, or a response
Severity = Literal["error", "warning"]

RuleId = Literal[
    "routing.no-path",
    "routing.no-method",
    "routing.no-host",
    "routing.trailing-slash",
    "world.malformed",
    "world.too-many",
    "world.unknown",
    "preference.malformed",
    "preference.unknown-code",
    "preference.unknown-example",
    "preference.unavailable",
    "security.missing",
    "security.malformed",
    "security.rejected",
    "security.forbidden",
    "parameter.required",
    "parameter.malformed",
    "parameter.schema",
    "parameter.repeated",
    "parameter.unknown",
    "parameter.boolean",
    "body.required",
    "body.undeclared",
    "body.too-large",
    "body.encoding",
    "body.media-type",
    "body.no-content-type",
    "body.malformed",
    "body.schema",
    "body.boolean",
    "body.nullable",
    "body.read-only",
    "body.taken",
    "state.unknown",
    "state.deleted",
    "state.conflict",
    "state.stale",
    "state.condition-required",
    "accept.unavailable",
    "response.status",
    "response.media-type",
    "response.malformed",
    "response.schema",
    "response.nullable",
    "response.write-only",
    "response.header-required",
    "response.header-schema",
]


class Rule(NamedTuple):
    """What a violation of a rule means, and how severe it is unless the finder knows better.

    An error is refused. A warning is told beside the response: real servers accept the message, and the standards
    leave that open to them. `mockserver serve --strictness letter` makes errors of warnings.
    """

    meaning: str  # "a credential is absent"
    severity: Severity = "error"


RULES: dict[RuleId, Rule] = {
    "routing.no-path": Rule("no operation has this path"),
    "routing.no-method": Rule("the path exists, but not with this method"),
    "routing.no-host": Rule("no API is published under this host, and the test does not allow requests to it"),
    "routing.trailing-slash": Rule("the path differs from a documented one by a slash at its end", "warning"),
    "world.malformed": Rule("what names the world of a request is not a valid name"),
    "world.too-many": Rule("the server has no room for another world: too many are in use, or their rows too large"),
    "world.unknown": Rule("the world that a new one is to start from does not exist"),
    "preference.malformed": Rule("the Prefer header cannot be read"),
    "preference.unknown-code": Rule("the preferred status is not documented for the operation"),
    "preference.unknown-example": Rule("the preferred example is not documented for the operation"),
    "preference.unavailable": Rule("the preferred kind of values needs an extra that is not installed"),
    "security.missing": Rule("a credential is absent"),
    "security.malformed": Rule("a credential does not have the form that its scheme requires"),
    "security.rejected": Rule("a credential is well formed, but not accepted"),
    "security.forbidden": Rule("the credential is accepted, but lacks permission for the operation"),
    "parameter.required": Rule("a required parameter is absent"),
    "parameter.malformed": Rule("a parameter's text cannot be read in its style or type"),
    "parameter.schema": Rule("a parameter's value breaks its schema"),
    "parameter.repeated": Rule("a parameter that takes one value was sent several times"),
    "parameter.unknown": Rule("a parameter is not declared, and only declared ones are allowed"),
    "parameter.boolean": Rule("a boolean is spelt `True`, `False`, `1` or `0`", "warning"),
    "body.required": Rule("the request body is absent, but required"),
    "body.undeclared": Rule("a body was sent to an operation that declares none", "warning"),
    "body.too-large": Rule("the request body is larger than the server accepts"),
    "body.encoding": Rule("the Content-Encoding is not supported, or the bytes do not follow it"),
    "body.media-type": Rule("the operation does not accept the Content-Type"),
    "body.no-content-type": Rule("the body has no Content-Type, and only one media type is documented", "warning"),
    "body.malformed": Rule("the body's bytes do not follow its media type"),
    "body.schema": Rule("the body's value breaks its schema"),
    "body.boolean": Rule("a boolean outside JSON is spelt `True`, `False`, `1` or `0`", "warning"),
    "body.nullable": Rule("a value is null, which `nullable: true` does not allow since OpenAPI 3.1", "warning"),
    "body.read-only": Rule("the body sets a property that only the server may set", "warning"),
    "body.taken": Rule("the body gives a new row the identifier of an existing one"),
    "state.unknown": Rule("the request names an item that does not exist"),
    "state.deleted": Rule("the request names an item that was deleted"),
    "state.conflict": Rule("the request does not fit the present state of an item"),
    "state.stale": Rule("the item has changed since the client read it (`If-Match`)"),
    "state.condition-required": Rule("a change does not say which version of an item it is for (`If-Match`)"),
    "accept.unavailable": Rule("no documented media type satisfies the Accept header", "warning"),
    "response.status": Rule("the status of the response is not documented"),
    "response.media-type": Rule("the media type of the response is not documented for its status"),
    "response.malformed": Rule("the bytes of the response do not follow its media type"),
    "response.schema": Rule("the body of the response breaks its schema"),
    "response.nullable": Rule("a value is null, which `nullable: true` does not allow since OpenAPI 3.1", "warning"),
    "response.write-only": Rule("the response has a property that only a request may have"),
    "response.header-required": Rule("a required response header is absent"),
    "response.header-schema": Rule("a response header breaks its schema"),
}
"""Every rule by its id. Ids never change their meaning; a new rule gets a new id."""


class BodyRules(NamedTuple):
    """The rules that one reader of bodies names in either direction."""

    media_type: RuleId
    malformed: RuleId
    schema: RuleId
    hidden: RuleId  # a property that may not travel in this direction
    nullable: RuleId  # a null where `nullable: true` means nothing


BODY_RULES: dict[BodyLocation, BodyRules] = {
    "body": BodyRules("body.media-type", "body.malformed", "body.schema", "body.read-only", "body.nullable"),
    "response": BodyRules(
        "response.media-type", "response.malformed", "response.schema", "response.write-only", "response.nullable"
    ),
}

QUOTE_LIMIT = 120  # characters of a client's data in a sentence


class Position(Protocol):
    """A place in a document: `specs/adapter.yaml:84`, pointer `/paths/~1pets/get`."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def pointer(self) -> str: ...


_OF_RULE = cast(Severity, "")  # replaced by the severity of the rule


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken at one place of one message."""

    rule: RuleId  # "body.schema"
    location: Location  # which part of the message
    message: str  # '"" is shorter than 1 character', a sentence without its place
    pointer: str = ""  # "/data_inputs/0/type", a JSON pointer inside the body or the parameter's value
    name: str = ""  # the parameter's or header's name; empty for bodies
    keyword: str = ""  # "minLength", the schema keyword, when a schema was broken
    seen: str = ""  # '""', cut to QUOTE_LIMIT characters
    allowed: str = ""  # "at least 1 character"
    position: Position | None = None  # where the document has the rule
    severity: Severity = _OF_RULE  # "warning": a server may accept it; by default that of the rule

    def __post_init__(self) -> None:
        if self.severity == _OF_RULE:
            object.__setattr__(self, "severity", RULES[self.rule].severity)

    def __str__(self) -> str:
        """`body /name: "" is shorter than 1 character (specs/adapter.yaml:84)`."""
        place = " ".join(part for part in (self.location, self.name, self.pointer) if part)
        sentence = f"{place}: {self.message}"
        if self.position is None:
            return sentence
        line = f":{self.position.line}" if self.position.line is not None else ""
        return f"{sentence} ({self.position.file}{line})"

    @property
    def field(self) -> str:
        """The place as dotted words, as in many APIs: `data_inputs.0.type`, `per_page`."""
        words = [self.name] if self.name else []
        words += split(self.pointer)
        return ".".join(words)


def quote(value: object, limit: int = QUOTE_LIMIT) -> str:
    """Return a client's value for a sentence: JSON-like, printable, cut to `limit` characters.

    >>> quote("a" * 200, 10)
    '"aaaaaaaa…'
    """
    return clip(_literal(value, limit), limit)


def _literal(value: object, limit: int) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value[: limit + 1] + '"'
    if isinstance(value, dict):
        return "{" + _joined((f"{_literal(k, limit)}: {_literal(v, limit)}" for k, v in value.items()), limit) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + _joined((_literal(item, limit) for item in value), limit) + "]"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, int) and value.bit_length() > 4 * limit:
        return f"an integer of {value.bit_length()} bits"  # str() could take long or raise
    return str(value)


def _joined(parts: Iterable[str], limit: int) -> str:
    text = ""
    for part in parts:
        text += (", " if text else "") + part
        if len(text) > limit:
            break
    return text
