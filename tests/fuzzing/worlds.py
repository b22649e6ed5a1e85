"""Which world a contract run's requests live in: each scenario has one of its own, and so has each single case.

State that outlived its scenario would make Hypothesis stop early, and the run would still be green.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
import schemathesis
from schemathesis.generation.stateful.state_machine import APIStateMachine
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER, HookContext
from schemathesis.specs.openapi import stateful
from schemathesis.specs.openapi.schemas import OpenApiSchema

WORLD_HEADER = "Mock-World"


class FreshWorlds:
    """Names the world of each request.

    `leave` is told of each world that nobody will ask for again, `prepare` sees each case that has one for itself.
    """

    def __init__(self, leave: Callable[[str], None], prepare: Callable[[schemathesis.Case[Any]], None]) -> None:
        self.count = 0
        self._leave = leave
        self._prepare = prepare

    @property
    def current(self) -> str:
        return f"contract-{self.count}"

    def begin(self) -> None:
        """Leave the current world for one that nobody has been in."""
        if self.count:
            self._leave(self.current)
        self.count += 1

    @contextmanager
    def inhabit(self, schema: OpenApiSchema) -> Iterator[None]:
        """While this lasts, every request that `schema` makes Schemathesis send names its world."""
        build, send = schema.build_state_machine, requests.Session.send
        begin = self.begin

        def build_state_machine(**options: Any) -> type[APIStateMachine]:
            with _roots():
                base = build(**options)

            # the engine makes one machine for each scenario; it replaces `setup`, so the constructor has to do
            def enter_world(machine: APIStateMachine) -> None:
                begin()
                base.__init__(machine)

            return type(base.__name__, (base,), {"__init__": enter_world})

        def send_in_world(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:
            request.headers.setdefault(WORLD_HEADER, self.current)
            return send(session, request, **options)

        def before_call(context: HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
            if case.meta is None or case.meta.phase.name.value != "stateful":
                begin()
                self._prepare(case)

        # Schemathesis 4.32 also fills bodies with values it has seen in answers, least recently used first, so that the
        # same choices of Hypothesis send something else next time; Hypothesis notices and stops without a word.
        schema.create_extra_data_source = lambda: None  # type: ignore[method-assign]  # meant, see above
        GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
        schema.build_state_machine = build_state_machine  # type: ignore[method-assign]  # it offers no hook for this
        requests.Session.send = send_in_world  # type: ignore[method-assign, assignment]  # checks send by themselves
        try:
            yield
        finally:
            requests.Session.send = send  # type: ignore[method-assign]  # as it was
            GLOBAL_HOOK_DISPATCHER.unregister(before_call)


@contextmanager
def _roots() -> Iterator[None]:
    """Let every creation begin a scenario.

    Schemathesis 4.32 takes `token_ids` or `externalAccountId` in a body for the id of something that nobody makes, and
    then never creates at all: the links from a creation are not followed, and the run is still green.
    """
    likely = stateful.is_likely_root_transition

    def is_likely(operation: Any, node: Any, produced_anywhere: set[str]) -> bool:
        creates = operation.method == "put" or (operation.method == "post" and not operation.path_parameters)
        return creates or likely(operation, node, produced_anywhere)

    stateful.is_likely_root_transition = is_likely
    try:
        yield
    finally:
        stateful.is_likely_root_transition = likely
