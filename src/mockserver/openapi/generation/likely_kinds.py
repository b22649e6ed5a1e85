"""Which types the author of a schema means, declared or not."""

from __future__ import annotations

from .constraints import TYPES, Constraints


def kinds(wanted: Constraints) -> tuple[list[str], list[str]]:
    """Return the types to try: the likely ones, then all others.

    The declared types are likely. Without `type` it is those whose keywords are used, or all if there are none.
    """
    named = list(wanted.types)
    if "number" in named and "integer" in named:
        named.remove("integer")
    if len(wanted.types) < len(TYPES):
        return named, []
    used = {
        "object": wanted.properties
        or wanted.required
        or wanted.additional
        or wanted.min_properties
        or wanted.pattern_properties
        or wanted.property_names
        or wanted.unevaluated_properties,
        "array": wanted.items
        or wanted.prefix_items
        or wanted.min_items
        or wanted.contains
        or wanted.unique
        or wanted.unevaluated_items,
        "string": wanted.formats
        or wanted.patterns
        or wanted.min_length
        or wanted.max_length is not None
        or wanted.media_type,
        "number": wanted.minimum is not None
        or wanted.maximum is not None
        or wanted.multiples
        or wanted.exclusive_minimum is not None
        or wanted.exclusive_maximum is not None,
    }
    first = [kind for kind in TYPES if used.get(kind)]
    others = list(dict.fromkeys(kind for kind in ("string", *named) if kind not in first))
    return (first, others) if first else (others, [])
