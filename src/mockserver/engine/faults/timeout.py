"""No response comes, and the connection stays open until the client closes it."""

from __future__ import annotations

from dataclasses import dataclass

from .fault import Breakage


@dataclass(frozen=True, slots=True)
class Timeout(Breakage):
    kind = "timeout"
    status = 504
    sentence = "no response comes"
