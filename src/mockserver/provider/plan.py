"""The plan of a run: the service under test, and the options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .baseline import Baseline
from .failures import PHASES, Phase
from .service.credentials import Credentials
from .service.raised import AppErrors

Progress = Callable[[Phase, str], None]
"""Called with the phase and the operation whenever a run begins with another one."""


@dataclass(frozen=True)
class Provider:
    """The service under test."""

    url: str  # "http://127.0.0.1:8000/v1", with the base path
    name: str  # "shop.main:app", in reports
    shown_url: str  # "http://localhost:8000/v1", in curl lines
    errors: AppErrors | None = None  # the exceptions of an application that this process serves


@dataclass(frozen=True)
class Plan:
    """The options of a run."""

    phases: tuple[Phase, ...] = tuple(PHASES)
    include: tuple[str, ...] = ()  # ("GET /books*",)
    exclude: tuple[str, ...] = ()
    path_params: Mapping[str, str] = field(
        default_factory=dict
    )  # {"tenant": "default"}, for every path variable so named
    credentials: Credentials = field(default_factory=Credentials)
    seed: int = 0
    max_examples: int = 50  # for each operation in fuzzing, and for stateful sequences
    max_requests: int | None = None  # of the whole run
    max_seconds: float | None = None  # for the whole run
    workers: int = 1
    checks: tuple[str, ...] = ()  # names of Schemathesis checks; empty: all
    hooks: Path | None = None  # a Python file that registers Schemathesis hooks
    config: Path | None = None  # a schemathesis.toml, for instance with exceptions for single operations
    timeout: float = 10.0  # seconds for one response
    wait: float = 0.0  # seconds that a service may take to start
    verify: bool = True  # TLS certificates
    is_fast: bool = False  # --fail-fast
    baseline: Baseline = field(default_factory=Baseline)
    is_strict: bool = False  # --strictness letter: warnings are failures
    mask: tuple[str, ...] = ()  # more names of secrets
    show_secrets: bool = False
