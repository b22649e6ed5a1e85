"""The worlds of a run: each scenario has one of its own, and so has each single case.

State that outlives its scenario would make Hypothesis stop early, and the run would still be green.
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

    `leave` is called with each world that is no longer used, `prepare` with each case that has a world of its own.
    """

    def __init__(self, leave: Callable[[str], None], prepare: Callable[[schemathesis.Case[Any]], None]) -> None:
        self.count = 0
        self._leave = leave
        self._prepare = prepare

    @property
    def current(self) -> str:
        return f"fuzzing-{self.count}"

    def begin(self) -> None:
        """Leave the current world, and begin a new one."""
        if self.count:
            self._leave(self.current)
        self.count += 1

    @contextmanager
    def inhabit(self, schema: OpenApiSchema) -> Iterator[None]:
        """Let every request that Schemathesis sends for `schema` name its world."""
        build, send = schema.build_state_machine, requests.Session.send
        begin = self.begin

        def build_state_machine(**options: Any) -> type[APIStateMachine]:
            with _roots():
                base = build(**options)

            # the engine makes one machine for each scenario, and replaces its `setup`: this leaves the constructor
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

        # Schemathesis 4.32 also fills bodies with values from earlier responses, least recently used first. The same
        # choices of Hypothesis then send something else; Hypothesis notices this and stops without a message.
        schema.create_extra_data_source = lambda: None  # type: ignore[method-assign]  # on purpose, see above
        GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
        schema.build_state_machine = build_state_machine  # type: ignore[method-assign]  # it offers no hook for this
        requests.Session.send = send_in_world  # type: ignore[method-assign, assignment]  # checks also send requests
        try:
            yield
        finally:
            requests.Session.send = send  # type: ignore[method-assign]  # restored
            GLOBAL_HOOK_DISPATCHER.unregister(before_call)


@contextmanager
def _roots() -> Iterator[None]:
    """Let every creation begin a scenario.

    Schemathesis 4.32 takes `token_ids` or `externalAccountId` in a body for the id of a resource that no operation
    creates, and then begins no scenario with a creation: its links are not followed, and the run is still green.
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
