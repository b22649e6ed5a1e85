"""Why bytes could not be read. Callers turn these into violations; nobody outside sees them as exceptions."""

from __future__ import annotations

from ..pointers import escape


class BodyError(ValueError):
    """The bytes do not follow their format: one sentence without its place."""

    def __init__(self, message: str, *, pointer: str = "", seen: str = "", allowed: str = "") -> None:
        self.message = message  # "is not JSON: expecting value at line 1 column 2"
        self.pointer = pointer  # "/address", the property of a form that could not be read
        self.seen = seen
        self.allowed = allowed
        super().__init__(message)

    def under(self, name: str) -> BodyError:
        """The same, said of one property of a form."""
        return type(self)(self.message, pointer=f"/{escape(name)}", seen=self.seen, allowed=self.allowed)


class BodyTooLarge(BodyError):
    """The bytes are, or would inflate to, more than the server reads."""


class UnknownFormat(BodyError):
    """The Content-Type asks for something that nobody here can read: a charset, a part's media type."""


class Unwritable(ValueError):
    """Raised for a value that a media type cannot represent: one sentence without its place."""
