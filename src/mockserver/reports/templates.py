"""Jinja templates of HTML reports: pages that load no script, no font and no other file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def load_templates(package: str, folder: str, filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Return the templates in a folder of a package, which escape what they insert."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader(package, folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= filters
    return environment
