"""Refusals, and the violations that they list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ViolationRecord:
    """A clause of a contract that a request or a response breaks."""

    rule: str  # "body.schema": docs/rules.md has them all
    severity: str  # "error": a reason to refuse the request; "warning": told beside the response
    location: str  # "path", "query", "header", "cookie", "body" or "response"
    message: str  # '"" is shorter than 1 character'
    name: str = ""  # the parameter's or header's
    pointer: str = ""  # "/name": a JSON pointer inside the body or the parameter's value
    keyword: str = ""  # "minLength"
    seen: str = ""  # '""'
    allowed: str = ""  # "at least 1 character"
    document: str = ""  # "specs/adapter.yaml:84": file and line of the clause
    document_pointer: str = ""  # "/components/schemas/ConnectorUpdate/properties/name/minLength"

    def __str__(self) -> str:
        """`body /name: "" is shorter than 1 character (specs/adapter.yaml:84)`."""
        place = " ".join(part for part in (self.location, self.name, self.pointer) if part)
        return f"{place}: {self.message}" + (f" ({self.document})" if self.document else "")


@dataclass(frozen=True)
class ProblemRecord:
    """A refusal (RFC 9457)."""

    status: int
    detail: str
    violations: tuple[ViolationRecord, ...] = ()
