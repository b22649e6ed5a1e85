"""Write `behaviour.yaml`: the text that `read_behaviour` reads as the same behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...openapi.pointers import escape
from .records import Behaviour
from .vocabulary.access import write_coercion, write_credential, write_switch, write_try_it
from .vocabulary.errors import write_errors
from .vocabulary.operations import write_operation
from .vocabulary.resources import write_resource
from .yaml_text import write_yaml


def write_behaviour(behaviour: Behaviour, reasons: Mapping[str, str]) -> str:
    """Return YAML with only the keys that differ from their defaults; empty if there are none.

    `reasons` become comments. Their keys are operationIds and `resource NAME`; one is `"an item of /books (certain)"`.
    """
    sections = _sections(behaviour)
    at = {f"/operations/{escape(name)}": reasons[name] for name in behaviour.operations if name in reasons}
    known = {name: reasons.get(f"resource {name}", "") for name in behaviour.resources}
    at |= {f"/resources/{escape(name)}": reason for name, reason in known.items()}
    return write_yaml(sections, at) if sections else ""


def _sections(behaviour: Behaviour) -> dict[str, Any]:
    written: dict[str, Any] = {
        "switches": {name: write_switch(switch) for name, switch in behaviour.switches.items()},
        "coercion": write_coercion(behaviour.coercion) if behaviour.coercion is not None else {},
        "credentials": {
            scheme: [write_credential(one) for one in accepted] for scheme, accepted in behaviour.credentials.items()
        },
        "anonymous": {"refused_when": behaviour.refuse_anonymous} if behaviour.refuse_anonymous else {},
        "resources": {name: write_resource(resource) for name, resource in behaviour.resources.items()},
        "operations": {name: write_operation(rules) for name, rules in behaviour.operations.items()},
        "errors": write_errors(behaviour.cases),
        "try": [write_try_it(entry) for entry in behaviour.try_it],
    }
    return {name: section for name, section in written.items() if section}
