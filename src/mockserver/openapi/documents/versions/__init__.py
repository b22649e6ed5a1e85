"""One model for all versions: what each one writes differently is brought into the shape of OpenAPI 3 here.

Above this package nobody asks which version it was.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ...errors import DocumentError
from .adapted import Adapted

_SERVED = "2.0, 3.0, 3.1 and 3.2 are served"


def read_version(content: dict[str, Any], file: Path | str) -> str:
    """`"2.0"`, `"3.0.3"`, `"3.1.1"`; `DocumentError` for a document of none of the versions we read."""
    for keyword, pattern in (("openapi", r"3\.[012](?:\.[0-9]+)?(?:-.+)?"), ("swagger", r"2\.0")):
        version = content.get(keyword)
        if version is not None:
            if not re.fullmatch(pattern, str(version)):
                raise DocumentError(f"says {keyword}: {version}; versions {_SERVED}", file=file)
            return str(version)
    raise DocumentError(f"has no `openapi` key; OpenAPI {_SERVED}", file=file)


def adapt_version(content: dict[str, Any], version: str) -> Adapted:
    """The same document in the shape of OpenAPI 3."""
    if version == "2.0":
        from .swagger_2 import convert

        return convert(content)
    return Adapted(content)
