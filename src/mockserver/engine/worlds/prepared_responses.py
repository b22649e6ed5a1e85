"""Answers that somebody set for one world ahead of time."""

from __future__ import annotations

from ...openapi.messages import Response
from .queues import Queues

Overrides = Queues[Response]
"""Answers ready to be written, by API and operation."""
