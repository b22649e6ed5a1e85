"""What is a secret in the messages of one operation, worked out once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from ...openapi.operations import Operation
from ...openapi.operations.secrets import SecretMembers, find_in_request, find_in_responses, is_secret_parameter
from ...openapi.rules import Violation
from .bodies import hide_body, mask_body
from .fields import ADDRESSES
from .names import MASK, Hidden, SecretNames
from .violations import has_secret_name

# fields that most requests or responses have, and that hold no secret
_PLAIN = ("accept", "accept-encoding", "connection", "content-length", "content-type", "date", "host", "user-agent")
NOTHING_KNOWN = SecretMembers(is_open=True)  # of a body that no document describes
_HOLE = re.compile(r"\{([^{}/]*)\}")
MASKED_FIELDS = frozenset(("cookie", "set-cookie", *ADDRESSES))  # in which only a part is a secret
KNOWN_FIELDS = 1000  # names of fields that a plan remembers as plain: clients choose names


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """How the bodies of one direction are masked."""

    names: SecretNames
    may_hold: Callable[[bytes], object]  # a quick search; its result is false for a body that has no secret
    is_whole: bool = False  # the body itself is one secret
    is_searched: bool = True  # False: the document says that no valid body has a secret

    @classmethod
    def make(cls, names: SecretNames, found: SecretMembers = NOTHING_KNOWN) -> BodyPlan:
        """Return the plan for names that are masked everywhere, and what a document says."""
        is_searched = bool(names.named) or not found.are_none
        names |= found.names
        return cls(names, len if found.is_whole else names.may_be_in, found.is_whole, is_searched)

    def mask(self, body: bytes, content_type: str | None, hidden: Hidden) -> bytes:
        if self.is_whole:
            return hide_body(body, hidden)
        return mask_body(body, content_type, self.names, hidden)


@dataclass(frozen=True, slots=True)
class MaskPlan:
    """What is a secret in the messages of one operation, or of requests that no operation has."""

    fields: SecretNames  # of header fields and parameters
    request: BodyPlan
    response: BodyPlan
    path: re.Pattern[str] | None = None  # its groups are path parameters that are secrets
    plain: set[str] = field(default_factory=lambda: set(_PLAIN))  # field names, as spelled, that are no secrets

    def is_secret_field(self, name: str) -> bool:
        """Return whether the value of a header field is masked, or a part of it."""
        return name.lower() in MASKED_FIELDS or name in self.fields

    def mask_path(self, path: str, hidden: Hidden) -> str:
        """Mask the path parameters that are secrets: `/reset/***`."""
        found = self.path.search(path) if self.path is not None else None
        if found is None:
            return path
        for group in range(len(found.groups()), 0, -1):
            start, end = found.span(group)
            hidden.hide(path[start:end])
            path = path[:start] + MASK + path[end:]
        return path

    def quotes_secret(self, violation: Violation) -> bool:
        """Return whether what a violation quotes is a secret of its own."""
        if violation.location == "body":
            return self.request.is_whole or has_secret_name(violation, self.request.names)
        if violation.location == "response" and not violation.name:
            return self.response.is_whole or has_secret_name(violation, self.response.names)
        return violation.location == "cookie" or has_secret_name(violation, self.fields)


def make_plan(operation: Operation, members: SecretNames, fields: SecretNames) -> MaskPlan:
    """Return the plan for an operation. `members` and `fields` are names that the server masks everywhere."""
    secret = [each for each in operation.parameters if is_secret_parameter(operation.document, each)]
    fields |= {each.name.lower() for each in secret}
    in_path = {each.name for each in operation.parameters if each.location == "path" and each.name in fields}
    return MaskPlan(
        fields,
        BodyPlan.make(members, find_in_request(operation)),
        BodyPlan.make(members, find_in_responses(operation)),
        _compile_path(operation.bare_path, in_path) if in_path else None,
    )


def _compile_path(template: str, secret: set[str]) -> re.Pattern[str]:
    """Return `/resets/([^/]+)$` for `/resets/{ticket}`, with literal text in any encoding, as the router reads it.

    Where several variables share a segment, a secret takes as much as it can.
    """
    pattern, at = "", 0
    for hole in _HOLE.finditer(template):
        pattern += _literal(template[at : hole.start()])
        pattern += "([^/]+)" if hole[1] in secret else "[^/]+?"
        at = hole.end()
    return re.compile(pattern + _literal(template[at:]) + "/?$")


def _literal(text: str) -> str:
    """Return a pattern of literal text, each character of which may be percent-encoded."""
    return "/".join("".join(map(_character, unquote(part))) for part in text.split("/"))


def _character(char: str) -> str:
    encoded = "".join(f"%{octet:02X}" for octet in char.encode("utf-8", "surrogatepass"))
    return f"(?:{re.escape(char)}|(?i:{encoded}))"
