"""Reads which credentials operations need."""

from __future__ import annotations

from ..pointers import escape
from .pieces import Pieces
from .records import SecurityRequirement, SecurityScheme


class SecurityReader:
    """Reads `security` and the schemes in it, each scheme once."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.document = pieces.document
        self.schemes: dict[str, SecurityScheme] = {}

    def read(self, owner: str) -> tuple[SecurityRequirement, ...]:
        """Return the requirements in the `security` of an operation, or of the document."""
        count = len(self.pieces.items(owner, "security"))
        return tuple(self._requirement(f"{owner}/security/{index}") for index in range(count))

    def _requirement(self, pointer: str) -> SecurityRequirement:
        names = self.pieces.mapping(pointer)
        pairs = tuple((self._scheme(name, pointer), tuple(self.pieces.items(pointer, name))) for name in names)
        return SecurityRequirement(pairs)

    def _scheme(self, name: str, requirement: str) -> SecurityScheme:
        if name not in self.schemes:
            pointer, raw = self.pieces.resolve(self._find_scheme(name, requirement))
            self.schemes[name] = SecurityScheme(
                name=name,
                type=str(raw.get("type", "")),
                scheme=str(raw.get("scheme", "")).lower(),
                location=str(raw.get("in", "")),
                key=str(raw.get("name", "")),
                pointer=pointer,
            )
        return self.schemes[name]

    def _find_scheme(self, name: str, requirement: str) -> str:
        """Return the pointer of a scheme by its name in the components, else by a reference (OpenAPI 3.2.0 §4.30)."""
        if "components" in self.document.content and name in self.pieces.entries("/components", "securitySchemes"):
            return f"/components/securitySchemes/{escape(name)}"
        if name.startswith("#/"):
            return self.document.follow(name, requirement)
        raise self.document.error(f"the security scheme {name!r} is not in components/securitySchemes", requirement)
