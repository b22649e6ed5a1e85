"""Masks what violations quote of secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from operator import is_
from typing import Any

from ...openapi.pointers import split, walk
from ...openapi.rules import Violation, quote
from .echoes import Echoes
from .names import MASK, SecretNames

Judge = Callable[[Violation], bool]
"""Says whether what a violation quotes is a secret."""


class MaskedBody:
    """A body without its secrets, from which quotations can be taken again."""

    def __init__(self, body: bytes, *, was_masked: bool) -> None:
        self._body = body
        self._was_masked = was_masked

    def quote(self, violation: Violation) -> str:
        """Return what a violation should quote: a value without the secrets in it, or the beginning of the body."""
        if not self._was_masked or not violation.seen:
            return violation.seen
        if violation.rule.endswith(".malformed") and not violation.pointer:
            return quote(self._body.decode(errors="replace"))
        if violation.seen[:1] not in ("{", "[", '"') or violation.seen not in violation.message:
            return violation.seen
        try:
            return quote(walk(self._value, violation.pointer))
        except LookupError:  # such as in a form
            return violation.seen if violation.seen[:1] == '"' else MASK

    @cached_property
    def _value(self) -> Any:
        try:
            return json.loads(self._body)
        except (ValueError, RecursionError):
            return None


def mask_violations(
    violations: Sequence[Violation], is_secret: Judge, body: MaskedBody, echoes: Echoes
) -> Sequence[Violation]:
    """Return the violations without quotations of secrets, the very sequence that was given if they have none.

    `echoes` also masks their sentences from then on.
    """
    masked = [_mask(violation, is_secret, body) for violation in violations]
    for violation, other in zip(violations, masked, strict=True):
        echoes.add_sentence(violation.message, other.message)
        if violation.seen[:1] in ('"', "{", "["):  # a number or a word may be part of any text
            echoes.add_sentence(violation.seen, other.seen)
    if echoes:
        masked = [_mask_echoes(violation, echoes) for violation in masked]
    return violations if all(map(is_, masked, violations)) else masked


def _mask_echoes(violation: Violation, echoes: Echoes) -> Violation:
    message, seen = echoes.mask(violation.message), echoes.mask(violation.seen)
    if message == violation.message and seen == violation.seen:
        return violation
    return replace(violation, message=message, seen=seen)


def _mask(violation: Violation, is_secret: Judge, body: MaskedBody) -> Violation:
    seen = violation.seen
    if not seen or seen == "absent" or violation.rule.startswith("security."):  # which quote nothing
        return violation
    if is_secret(violation):
        seen = MASK
    elif violation.location == "body":
        seen = body.quote(violation)
    if seen == violation.seen:
        return violation
    return replace(violation, seen=seen, message=violation.message.replace(violation.seen, seen))


def has_secret_name(violation: Violation, names: SecretNames) -> bool:
    """Return whether the parameter, the header field or one of the members that lead to the place has such a name."""
    return violation.name in names or any(word in names for word in split(violation.pointer))
