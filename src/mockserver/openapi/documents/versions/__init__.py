"""One model for all versions: each is brought into the shape of OpenAPI 3 here.

Only this package and `operations/reading.py` know which version a document has. Everything else reads the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import DocumentError
from ..bundling import Bundle
from ..grammar import Kind
from .adapted import LIST_STYLES, Adapted
from .dialects import DRAFT_4, DRAFT_2020_12, Dialect
from .names import resolve_names

__all__ = ["LIST_STYLES", "Adapter", "find_adapter", "has_dotted_labels", "ignores_style", "read_version"]

_PATTERNS = {"openapi": r"3\.[012](?:\.[0-9]+)?(?:-.+)?", "swagger": r"2\.0"}  # keyword -> versions
_SERVED = "2.0, 3.0, 3.1 and 3.2 are served"


@dataclass(frozen=True)
class Adapter:
    """What the documents of some versions have in common."""

    dialect: Dialect  # of their schemas
    adapt: Callable[[Bundle], Adapted]  # brings them into the shape of OpenAPI 3
    referable: frozenset[Kind] = frozenset()  # objects that may be references in these versions, but not in others


def _adapt_swagger(bundled: Bundle) -> Adapted:
    from .swagger_2 import convert

    return convert(bundled.content)


def _keep(bundled: Bundle) -> Adapted:
    return Adapted(bundled.content)


_ADAPTERS = {
    "2.0": Adapter(DRAFT_4, _adapt_swagger),
    "3.0": Adapter(DRAFT_4, _keep),
    "3.1": Adapter(DRAFT_2020_12, resolve_names),
    "3.2": Adapter(DRAFT_2020_12, resolve_names, frozenset(("media type",))),  # OpenAPI 3.2.0 §4.14
}


def read_version(content: dict[str, Any], file: Path | str) -> str:
    """Return `"2.0"`, `"3.0.3"`, `"3.1.1"`. Raises `DocumentError` if it is not a version that is served."""
    for keyword, pattern in _PATTERNS.items():
        version = content.get(keyword)
        if version is not None:
            if not re.fullmatch(pattern, str(version)):
                raise DocumentError(f"says {keyword}: {version}; versions {_SERVED}", file=file)
            return str(version)
    raise DocumentError(f"has no `openapi` key; OpenAPI {_SERVED}", file=file)


def find_adapter(version: str) -> Adapter:
    """Return the adapter for a version that `read_version` returned."""
    return _ADAPTERS[version[:3]]


def has_dotted_labels(version: str) -> bool:
    """Whether a list in style label is written `.a.b` even if it is not exploded; 3.0.4 corrected the table."""
    return version in ("3.0.0", "3.0.1", "3.0.2", "3.0.3")


def ignores_style(version: str, media_type: str) -> bool:
    """Whether `style` and `explode` of an Encoding Object are ignored (OpenAPI 3.0.3 §4.7.15.1)."""
    return version.startswith("3.0") and not media_type.strip().lower().startswith("application/x-www-form-urlencoded")
