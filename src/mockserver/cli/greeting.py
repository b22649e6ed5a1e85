"""What is said when a server starts: what is served, where, and what to try first."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ..engine.apis.apis import Api

TRIALS_SHOWN = 3


@contextmanager
def loading() -> Iterator[None]:
    """No collection of garbage meanwhile: of what is loaded nothing goes away, and looking through it takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def describe_start(apis: Iterable[Api], address: str, *, color: bool = False) -> str:
    """The message of a start: one line for each API, then curl lines that work when pasted."""
    apis = tuple(apis)
    bold, plain = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    lines = [f"{bold}mockserver serves {address}{plain}", ""]
    width = max((len(api.prefix) for api in apis), default=0)
    lines += [f"  {address}{api.prefix:<{width}}  {_summary(api)}" for api in apis]
    page = "/_mock/" if any(not api.prefix for api in apis) else "/"
    lines += ["", f"  {address}{page}  a page to look at, Swagger UI, the state and the journal", ""]
    trials = _first_trials(apis)
    if trials:
        from ..engine.try_it import curl_for

        lines += ["Try:", ""]
        for api, index in trials:
            trial = api.behaviour.trials[index]
            lines += [f"  # {trial.summary}", f"  {curl_for(api, trial, address)}", ""]
    lines.append("Ctrl-C ends it.")
    return "\n".join(lines)


def _summary(api: Api) -> str:
    resources = api.seeded
    operations = len(api.operations)
    return (
        f"{api.document.title}, {operations} operation{'s' * (operations != 1)}, "
        f"{resources} resource{'s' * (resources != 1)} ({api.document.name})"
    )


def _first_trials(apis: tuple[Api, ...]) -> list[tuple[Api, int]]:
    """The first trial of each API, then the second of each, until there are enough."""
    trials = [(api, index) for api in apis for index in range(len(api.behaviour.trials))]
    return sorted(trials, key=lambda pair: pair[1])[:TRIALS_SHOWN]
