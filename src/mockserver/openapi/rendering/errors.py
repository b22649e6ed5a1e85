"""Why a value cannot be written; callers make a problem of it."""

from __future__ import annotations


class Unwritable(ValueError):
    """The media type has no way to say this value: one sentence without its place."""
