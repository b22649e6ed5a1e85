"""How a handler says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...openapi.rules import Violation


class Refusal(Exception):
    """A handler says no, in the words of an error case of `behaviour.yaml`, or of whatever words a violation."""

    def __init__(self, case: str, texts: Mapping[str, Any], violation: Violation | None = None) -> None:
        self.case = case
        self.texts = texts
        self.violation = violation
        super().__init__(case)
