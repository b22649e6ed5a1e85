"""Why a body cannot be read or written.

    BodyError           the bytes do not follow their format
    ├── BodyTooLarge    they are too many
    └── UnknownFormat   their charset or media type is not supported
    Unwritable          a media type cannot represent a value

Callers turn them into violations and problems: they do not leave the engine.
"""

from __future__ import annotations

from ..pointers import escape


class BodyError(ValueError):
    """Raised if bytes do not follow their format: one sentence that does not say where."""

    def __init__(self, message: str, *, pointer: str = "", seen: str = "", allowed: str = "") -> None:
        self.message = message  # "is not JSON: expecting value at line 1 column 2"
        self.pointer = pointer  # "/address", the property of a form that cannot be read
        self.seen = seen
        self.allowed = allowed
        super().__init__(message)

    def under(self, name: str) -> BodyError:
        """Return the same error at a property of a form, or an item of a sequence."""
        return type(self)(self.message, pointer=f"/{escape(name)}", seen=self.seen, allowed=self.allowed)


class BodyTooLarge(BodyError):
    """Raised if the bytes are, or would inflate to, more than the server reads."""


class UnknownFormat(BodyError):
    """Raised if a charset or the media type of a part is not supported or not allowed."""


class Unwritable(ValueError):
    """Raised if a media type cannot represent a value: one sentence that does not say where."""
