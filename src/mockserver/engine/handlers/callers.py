"""Who sends a request, as far as its credentials tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...openapi.messages import Request
from ...openapi.operations import Operation
from ...openapi.operations.credentials import read_credentials
from .received import Received


def find_caller(operation: Operation, principal: Mapping[str, Any], received: Received) -> str:
    """A text that is the same for all requests of one caller; empty without credentials. The first of these:

    1. The principal that `behaviour.yaml` gives to the credential
    2. The credentials themselves; of a user and a password only the user
    """
    if principal:
        return repr(sorted(principal.items(), key=lambda item: item[0]))
    request = Request(operation.method, received.path, received.query, received.headers)
    alternatives, _ = read_credentials(operation, request)
    credentials = next((found for found in alternatives if found), ())
    basic = {
        scheme.name
        for requirement in operation.security
        for scheme, _ in requirement.schemes
        if scheme.type == "http" and scheme.scheme == "basic"
    }
    values = (each.value.partition(":")[0] if each.scheme in basic else each.value for each in credentials)
    return "\n".join(values)
