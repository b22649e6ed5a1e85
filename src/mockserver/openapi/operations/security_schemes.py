"""Reads which credentials operations need."""

from __future__ import annotations

from ..errors import DocumentError
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
        found = []
        for index in range(len(self.pieces.items(owner, "security"))):
            at = f"{owner}/security/{index}"
            try:
                found.append(self._requirement(at))
            except DocumentError as reason:
                self.pieces.leave_out(at, reason)
        return tuple(found)

    def _requirement(self, pointer: str) -> SecurityRequirement:
        names = self.pieces.mapping(pointer)
        pairs = []
        for name in names:
            scopes = tuple(str(scope) for scope in self.pieces.items(pointer, name))
            pairs.append((self._scheme(name, pointer), scopes))
        return SecurityRequirement(tuple(pairs))

    def _scheme(self, name: str, requirement: str) -> SecurityScheme:
        """Return a scheme. Of one that cannot be read it is not known where its credential is: it has no type."""
        try:
            if name not in self.schemes:
                self.schemes[name] = self._read(name, requirement)
            return self.schemes[name]
        except DocumentError as reason:
            self.pieces.leave_out(f"{requirement}/{escape(name)}", reason)
            return SecurityScheme(name, type="", scheme="", location="", key="", pointer=requirement)

    def _read(self, name: str, requirement: str) -> SecurityScheme:
        pointer, raw = self.pieces.resolve(self._find_scheme(name, requirement))
        if not isinstance(raw.get("type"), str):
            raise self.document.error(f"the security scheme {name!r} has no `type`", pointer)
        return SecurityScheme(
            name=name,
            type=raw["type"],
            scheme=str(raw.get("scheme", "")).lower(),
            location=str(raw.get("in", "")),
            key=str(raw.get("name", "")),
            pointer=pointer,
        )

    def _find_scheme(self, name: str, requirement: str) -> str:
        """Return the pointer of a scheme by its name in the components, else by a reference (OpenAPI 3.2.0 §4.30)."""
        components = self.document.content.get("components")
        if isinstance(components, dict) and name in self.pieces.entries("/components", "securitySchemes"):
            return f"/components/securitySchemes/{escape(name)}"
        if name.startswith("#/"):
            return self.document.follow(name, requirement)
        raise self.document.error(f"the security scheme {name!r} is not in components/securitySchemes", requirement)
