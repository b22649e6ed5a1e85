"""What a function that words the refusals of an operation receives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from ...openapi.messages import Request
from ...openapi.operations import Operation
from ...openapi.rules import Violation
from .refusal import Refusal


class RefusedRequest(NamedTuple):
    """A request that breaks its contract, with credentials that are accepted."""

    operation: Operation
    request: Request  # as it was sent
    violations: Sequence[Violation]  # for which it is refused, in the order in which they were found
    switches: Mapping[str, str]  # {"input": "published"}: of the API, in the world of the request

    def refuse(self, case: str, **texts: Any) -> NoReturn:
        """Refuse with another error case of `behaviour.yaml`; `texts` fill the holes of its template."""
        raise Refusal(case, texts)


Refuser = Callable[[RefusedRequest], Sequence[Mapping[str, Any]] | None]
"""Returns the names for each entry of `{each}` in the error body, or `None` for those of the violations."""
