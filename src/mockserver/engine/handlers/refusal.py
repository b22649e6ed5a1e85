"""How a handler refuses a request, and what its code may raise instead."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Mapping
from typing import Any

from ...openapi.rules import Violation

MISTAKES = (Exception, SystemExit, CancelledError, GeneratorExit)  # not Ctrl-C, nor what pytest raises to end a test


UNTOUCHED = "state.untouched"  # the case of something that exists, and is as the document shows it


class Refusal(Exception):
    """Raised by a handler to refuse: with an error case of `behaviour.yaml`, or with a violation."""

    def __init__(self, case: str, texts: Mapping[str, Any], violation: Violation | None = None) -> None:
        self.case = case
        self.texts = texts
        self.violation = violation
        super().__init__(case)
