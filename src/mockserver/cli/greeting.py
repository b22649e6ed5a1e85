"""What a server prints when it starts: what is served, where, and what to try first."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager

from ..engine.apis.apis import Api, Apis
from .serve_options import LogFormat

TRIALS_SHOWN = 3


@contextmanager
def loading() -> Iterator[None]:
    """Suspend garbage collection: none of what is loaded becomes garbage, and scanning it takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def greet(apis: Apis, address: str, format: LogFormat, *, quiet: bool, color: bool) -> str:
    """Return what a start prints: for programs, the address only, or the whole message."""
    if format == "json":
        return json.dumps({"serves": {api.name: address + api.prefix for api in apis}})
    return f"mockserver serves {address}" if quiet else describe_start(tuple(apis), address, color=color)


def describe_start(apis: tuple[Api, ...], address: str, *, color: bool = False) -> str:
    """Return one line for each API, then curl lines that work when pasted."""
    bold, plain = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    lines = [f"{bold}mockserver serves {address}{plain}", ""]
    width = max((len(api.prefix) for api in apis), default=0)
    lines += [f"  {address}{api.prefix:<{width}}  {_summary(api)}" for api in apis]
    page = "/_mock/" if any(not api.prefix for api in apis) else "/"
    lines += ["", f"  {address}{page}  the start page, with Swagger UI, the state and the journal", ""]
    trials = _first_trials(apis)
    if trials:
        from ..engine.try_it import curl_for

        lines += ["Try:", ""]
        for api, index in trials:
            trial = api.behaviour.try_it[index]
            lines += [f"  # {trial.summary}", f"  {curl_for(api, trial, address)}", ""]
    lines.append("Press Ctrl-C to stop.")
    return "\n".join(lines)


def _summary(api: Api) -> str:
    resources = api.seeded
    operations = len(api.operations)
    return (
        f"{api.document.title}, {operations} operation{'s' * (operations != 1)}, "
        f"{resources} resource{'s' * (resources != 1)} ({api.document.name})"
    )


def _first_trials(apis: tuple[Api, ...]) -> list[tuple[Api, int]]:
    """Return the first trial of each API, then the second of each, up to `TRIALS_SHOWN`."""
    trials = [(api, index) for api in apis for index in range(len(api.behaviour.try_it))]
    return sorted(trials, key=lambda pair: pair[1])[:TRIALS_SHOWN]
