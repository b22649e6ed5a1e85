"""The connection breaks, as if the server had crashed."""

from __future__ import annotations

from dataclasses import dataclass

from .fault import Breakage


@dataclass(frozen=True, slots=True)
class Reset(Breakage):
    kind = "reset"
    status = 503
    sentence = "the connection breaks"
