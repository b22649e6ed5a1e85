"""What is wrong with a text that does not follow its style."""

from __future__ import annotations

from ..rules import quote


class StyleError(ValueError):
    """A text does not follow its style: a sentence without its place, what was seen and what is allowed."""

    def __init__(self, message: str, seen: str, allowed: str) -> None:
        self.message = message
        self.seen = quote(seen)
        self.allowed = allowed
        super().__init__(message)


class RepeatedError(StyleError):
    """A field with one value was given several."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(f"was given {len(texts)} times; once is allowed", "&".join(texts), "one value")
