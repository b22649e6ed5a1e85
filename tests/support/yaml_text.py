"""YAML as tests read it."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # with libyaml, ten times as fast


def load_yaml(text: str) -> Any:
    """The value of a YAML text."""
    return yaml.load(text, _LOADER)  # noqa: S506 - either is a safe loader
