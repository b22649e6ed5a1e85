"""Prepared responses, ready to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...openapi.messages import Response

OperationKey = tuple[str, str]
"""An API and an operationId: `("intercom", "updateDataConnector")`."""


class PreparedStep(NamedTuple):
    """The response to one request that matches."""

    responses: Mapping[OperationKey, Response]  # for each operation that the match may mean
    anyway: Response | None = None  # for a request that no operation has; None: such a request is refused as usual
    delay: float = 0.0  # seconds to wait before it is sent

    def find(self, key: OperationKey | None) -> Response | None:
        """The response for an operation, or for a request that has none."""
        return self.anyway if key is None else self.responses.get(key, self.anyway)
