"""Requests without credentials, and with wrong ones."""

from __future__ import annotations

from ...openapi.messages import Request
from ...openapi.operations import Operation
from ..service.conversation import Conversation, Outgoing, ProviderResponse
from ..service.credentials import is_guarded
from .service import PHASE


def probe_credentials(conversation: Conversation, operation: Operation, request: Request) -> None:
    """Send a request without its credentials, then with wrong ones. A redirect, such as to a login, is a refusal."""
    given = conversation.credentials
    if not is_guarded(operation) or not given.knows(operation):
        return
    for what, credentials in (
        ("without credentials", given.without_security(operation)),
        ("with wrong credentials", given.made_wrong(operation)),
    ):
        sent = credentials.authorize(request, operation)
        received = conversation.send(Outgoing(operation, sent, PHASE, is_lenient=True, is_authorized=True))
        if received is not None and (received.is_success or _is_usual_redirect(conversation, received, request)):
            message = f"a request {what} is accepted with {received.status}"
            conversation.fail("probe.credentials", message, received, key=what)


def _is_usual_redirect(conversation: Conversation, received: ProviderResponse, request: Request) -> bool:
    """Return whether a redirect leads where it leads with credentials, too, and not to a login."""
    if not 300 <= received.status < 400:
        return False
    usual = conversation.send(Outgoing(received.evidence.operation, request, PHASE, is_lenient=True))
    return usual is not None and usual.status == received.status and _target(usual) == _target(received)


def _target(received: ProviderResponse) -> str:
    """Return the address of a redirect without its query, in which a login often keeps the way back."""
    return (received.response.header("location") or "").partition("?")[0]
