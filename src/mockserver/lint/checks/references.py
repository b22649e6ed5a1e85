"""Every `$ref` has a target."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding
from ..subject import Subject


def check_references(subject: Subject) -> Iterator[Finding]:
    """`reference.broken`."""
    for pointer, reason in subject.broken_references.items():
        yield subject.finding("reference.broken", pointer, reason.message)
