"""The server closes the connection without a byte."""

from __future__ import annotations

from dataclasses import dataclass

from .fault import Breakage


@dataclass(frozen=True, slots=True)
class Empty(Breakage):
    kind = "empty"
    status = 503
    sentence = "the connection is closed without a response"
