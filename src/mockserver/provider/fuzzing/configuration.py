"""The configuration of Schemathesis for a run."""

from __future__ import annotations

import tomllib
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

from ...openapi.errors import OptionError
from ...openapi.operations import Operation, SecurityScheme
from ..failures import Phase
from ..plan import Plan
from ..service.conversation import Conversation
from ..service.credentials import Credentials, field_of, find_schemes
from ..service.sending import MAX_RESPONSE, describe_error

CONTRACT_CHECK = "contract"
SCENARIO_STEPS = 6  # requests of one stateful sequence


def make_config(
    conversation: Conversation, operations: tuple[Operation, ...], plan: Plan, phases: Iterable[Phase]
) -> SchemathesisConfig:
    if plan.checks:
        known = [name for name in CHECKS.get_all_names() if name not in (CONTRACT_CHECK, "max_response_time")]
        for name in plan.checks:
            if name not in known:
                raise OptionError(
                    f"--checks {name}: Schemathesis has no such check; it has: {', '.join(sorted(known))}"
                )
    auth, headers = _split(plan.credentials, find_schemes(operations))
    tables = _read(plan.config) if plan.config is not None else {}
    tables |= {
        "seed": plan.seed,
        "cache": {"enabled": False},
        "analysis": {"constants": {"enabled": False}},
        "generation": {"database": "none", "max-examples": plan.max_examples},
        "auth": {**tables.get("auth", {}), "auto-signup": False, **({"openapi": auth} if auth else {})},
        "headers": {**tables.get("headers", {}), **headers},
        "workers": plan.workers,
        "continue-on-failure": True,
        "base-url": conversation.sender.base_url,
        "request-timeout": plan.timeout,
        "output": {"truncation": {"max-recorded-payload-size": MAX_RESPONSE}},  # a truncated response cannot be checked
        "tls-verify": plan.verify,
        "max-redirects": 0,
        "phases": {"stateful": {"max-steps": SCENARIO_STEPS}, **tables.get("phases", {})},
    }
    if plan.hooks:
        tables["hooks"] = str(plan.hooks)
    config = SchemathesisConfig.from_dict(tables)
    project = config.projects.default
    project.phases.update(phases=list(phases))
    if plan.checks:
        project.checks.update(included_check_names=[*plan.checks, CONTRACT_CHECK])
    return config


def _read(file: Path) -> dict[str, Any]:
    """Read a configuration file of Schemathesis. The options of the run override it."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as reason:
        raise OptionError(f"--config {file}: cannot be read as TOML: {describe_error(reason)}") from None
    if isinstance(tables.get("auth"), dict) and isinstance(tables["auth"].get("wfc"), dict):
        wfc = tables["auth"]["wfc"]
        wfc["path"] = str(file.parent / str(wfc.get("path", "")))
    return tables


def _split(
    credentials: Credentials, schemes: dict[str, SecurityScheme]
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Split credentials into those of schemes, which Schemathesis leaves out in its tests, and other header fields."""
    auth = {name: _entry(schemes[name], value) for name, value in credentials.schemes.items() if name in schemes}
    rest = {}
    for name, value in credentials.headers:
        asked = [scheme for scheme in schemes.values() if field_of(scheme) == name.lower()]
        fitting = [scheme for scheme in asked if _fits(scheme, value)]
        for scheme in fitting:
            auth.setdefault(scheme.name, _entry(scheme, _token(scheme, value)))
        if not fitting:
            rest[name] = value
    return auth, rest


def _fits(scheme: SecurityScheme, value: str) -> bool:
    if scheme.type == "apiKey":
        return scheme.location == "header"
    return value.partition(" ")[0].lower() == (scheme.scheme or "bearer")


def _token(scheme: SecurityScheme, value: str) -> str:
    if scheme.type == "apiKey":
        return value
    token = value.partition(" ")[2].strip()
    return b64decode(token).decode("utf-8", "replace") if scheme.scheme == "basic" else token


def _entry(scheme: SecurityScheme, value: str) -> dict[str, str]:
    if scheme.type == "apiKey":
        return {"api_key": value}
    if scheme.scheme == "basic":
        username, _, password = value.partition(":")
        return {"username": username, "password": password}
    return {"bearer": value}


def without_servers(conversation: Conversation) -> dict[str, Any]:
    """Return the document without addresses, and with its version as text."""
    content = {key: value for key, value in conversation.api.document.content.items() if key != "servers"}
    version = str(content.get("openapi"))  # `openapi: 3.1` is a number, which Schemathesis refuses
    return content | {"openapi": version if version.count(".") > 1 else f"{version}.0"}
