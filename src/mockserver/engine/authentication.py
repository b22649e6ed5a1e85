"""Which credentials a sandbox accepts, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..openapi.messages import Request
from ..openapi.operations import Operation
from ..openapi.operations.credentials import Credential, read_credentials, violation_of
from ..openapi.rules import Violation
from .behaviour import Behaviour
from .worlds.store import Transaction
from .worlds.world import World

VERDICT_LIMIT = 256  # of different Authorization headers kept for an operation

Principal = Mapping[str, Any]
"""The owner of a credential, as `behaviour.yaml` describes it; empty if it describes none."""


class Gate:
    """Lets requests into one operation.

    It keeps its verdicts if the Authorization header alone decides, because a client sends the same one each time.
    """

    def __init__(self, behaviour: Behaviour, operation: Operation, api: str) -> None:
        self._behaviour = behaviour
        self._operation = operation
        self._api = api
        self._verdicts: dict[str | None, Principal | list[Violation]] = {}
        schemes = [scheme for requirement in operation.security for scheme, _ in requirement.schemes]
        accepted = [entry for scheme in schemes for entry in behaviour.credentials.get(scheme.name, ())]
        self._is_constant = (
            not behaviour.refuse_anonymous
            and all(scheme.type != "apiKey" for scheme in schemes)
            and all(entry.resource is None for entry in accepted)
        )

    def admit(self, request: Request, world: World, *, is_open: bool = False) -> Principal | list[Violation]:
        """Return the principal, or the violations that refuse the request.

        An open gate refuses no request: the principal is then the one of the first credential that the sandbox accepts.
        """
        verdict = self._judge(request, world)
        if is_open and isinstance(verdict, list):
            with world.lock:
                return _find_stand_in(self._behaviour, self._operation, world, self._api)
        return verdict

    def _judge(self, request: Request, world: World) -> Principal | list[Violation]:
        if not self._is_constant:
            with world.lock:  # it reads the state
                return authenticate(self._behaviour, self._operation, request, world, self._api)
        header = request.headers.get("authorization")
        verdict = self._verdicts.get(header)
        if verdict is None:
            verdict = authenticate(self._behaviour, self._operation, request, world, self._api)
            if len(self._verdicts) < VERDICT_LIMIT:
                self._verdicts[header] = verdict
        return verdict


def authenticate(
    behaviour: Behaviour, operation: Operation, request: Request, world: World, api: str
) -> Principal | list[Violation]:
    """The principal, or the violations that refuse the request.

    1. Alternatives whose credentials are complete are tried in the document's order, the anonymous one last.
    2. A credential is accepted if `behaviour.yaml` names it; any one is for a scheme that it does not mention.
    3. The first accepted one must also have the scopes that the operation requires.
    """
    complete, violations = read_credentials(operation, request)
    schemes = {scheme.name: scheme for requirement in operation.security for scheme, _ in requirement.schemes}
    refuse_anonymous = any(world.switches.get(f"{api}.{k}") == v for k, v in behaviour.refuse_anonymous.items())
    for credentials in sorted(complete, key=lambda found: not found):
        if not credentials and refuse_anonymous and operation.security:
            message = "is required, but absent"
            violations += [violation_of("security.missing", scheme, operation, message) for scheme in schemes.values()]
            continue
        principal: dict[str, Any] = {}
        for credential in credentials:
            accepted = _accept(behaviour, credential, world, api)
            if accepted is None:
                message = "carries a credential that is not accepted"
                violations.append(violation_of("security.rejected", schemes[credential.scheme], operation, message))
                break
            found, scopes = accepted
            missing = _missing_scopes(behaviour, operation, scopes)
            if missing:
                names = ", ".join(missing)
                message = f"carries a credential that lacks the scope {names}"
                return [violation_of("security.forbidden", schemes[credential.scheme], operation, message, names)]
            principal.update(found)
        else:
            return principal
    return violations


def _find_stand_in(behaviour: Behaviour, operation: Operation, world: World, api: str) -> Principal:
    """The principal of the first credentials that would be accepted; empty if the sandbox knows none."""
    principal: dict[str, Any] = {}
    for scheme, _ in operation.security[0].schemes if operation.security else ():
        for entry in behaviour.credentials.get(scheme.name, ()):
            if entry.rejected or _missing_scopes(behaviour, operation, entry.scopes):
                continue
            if entry.resource is None:
                principal.update(entry.principal)
            else:
                principal.update(next(iter(world.state(api).rows(entry.resource)), {}))
            break
    return principal


def _accept(
    behaviour: Behaviour, credential: Credential, world: World, api: str
) -> tuple[Principal, tuple[str, ...] | None] | None:
    """The principal and its scopes (`None`: all), or `None` if the credential is not accepted."""
    known = behaviour.credentials.get(credential.scheme)
    if known is None:
        return {}, None
    for entry in known:
        if entry.resource is not None:
            row = Transaction(world.state(api)).find(entry.resource, credential.value)
            if row is not None:  # one that has expired is refused, even if a pattern after it would fit
                is_open = entry.expires is None or str(row.get(entry.expires, "")) > world.clock.timestamp()
                return (row, entry.scopes) if is_open else None
        elif entry.matches(credential.value):
            return None if entry.rejected else (entry.principal, entry.scopes)
    return None


def _missing_scopes(behaviour: Behaviour, operation: Operation, scopes: tuple[str, ...] | None) -> tuple[str, ...]:
    rules = behaviour.operations.get(operation.operation_id)
    if scopes is None or rules is None:
        return ()
    return tuple(scope for scope in rules.scopes if scope not in scopes)
