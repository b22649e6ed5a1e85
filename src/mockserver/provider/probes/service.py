"""The service under test, as the probes see it: it gets valid requests, and what they create is deleted."""

from __future__ import annotations

from ...engine.drafts import Draft, Drafter, is_valid
from ..documented.sequences import Documented
from ..failures import Phase
from ..service.conversation import Conversation, Outgoing, ProviderResponse

PHASE: Phase = "probes"


class ProbedService:
    """Sends valid requests, and remembers what they create."""

    def __init__(self, conversation: Conversation, drafter: Drafter, documented: Documented) -> None:
        self._conversation = conversation
        self._drafter = drafter
        self._documented = documented

    def send(self, draft: Draft) -> ProviderResponse | None:
        """Send a draft; return `None` if it is not valid, or if no response came."""
        request = self._drafter.write(draft)
        if request is None or not is_valid(self._conversation.api, request, draft.operation):
            return None
        received = self._conversation.send(Outgoing(draft.operation, request, PHASE, is_lenient=True))
        if received is not None:
            self._documented.leftovers.add(draft, received)
        return received

    def clear(self) -> None:
        """Delete what was created."""
        self._documented.leftovers.delete()

    def below_others(self, draft: Draft) -> list[Draft]:
        """Return the draft below each other parent that exists."""
        return self._documented.below_others(draft)

    def below_new(self, draft: Draft) -> Draft | None:
        """Return the draft below a parent that is created for it, `None` if that is not possible."""
        return self._documented.below_new(draft)
