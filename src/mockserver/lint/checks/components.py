"""Every component is used."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from ...openapi.documents import iter_references
from ...openapi.pointers import escape
from ..findings import Finding
from ..subject import LintSubject

_SECTIONS = ("schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links", "pathItems")


def check_usage(subject: LintSubject) -> Iterator[Finding]:
    """`component.unused`; a schema that a discriminator or an `allOf` elsewhere may name counts as used."""
    content = subject.document.content
    used = {unquote(ref[1:]) for _, ref in iter_references(content) if ref.startswith("#/")}
    used |= {"/".join(ref.split("/", 4)[:4]) for ref in used}  # a reference to a part of a component uses it
    components = content.get("components")
    components = components if isinstance(components, dict) else {}
    for section in _SECTIONS:
        entries = components.get(section)
        for name in entries if isinstance(entries, dict) else ():
            pointer = f"/components/{section}/{escape(name)}"
            written = subject.document.locate(pointer)[1]
            if pointer not in used and written not in used:
                yield subject.finding("component.unused", pointer, f"no reference uses {name!r}")
