"""The secrets of one request, for those who compare it with what they expect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...openapi.messages import Request
from .bodies import mask_value
from .names import Hidden
from .plans import MaskPlan


class RequestSecrets:
    """What of one request is not printed, by the plan of its operation: `matching.differences.Secrets`."""

    def __init__(self, plan: MaskPlan, show: Callable[[], Request]) -> None:
        self._plan = plan
        self._show = show  # returns the masked request

    @property
    def has_whole_body(self) -> bool:
        return self._plan.request.is_whole

    @property
    def shown(self) -> Request:
        return self._show()

    def has_member(self, name: str) -> bool:
        return name in self._plan.request.names

    def has_parameter(self, name: str) -> bool:
        return self._plan.fields.has_key(name)

    def has_field(self, name: str) -> bool:
        return self._plan.is_secret_field(name)

    def hide(self, value: Any) -> Any:
        return mask_value(value, self._plan.request.names, Hidden())
