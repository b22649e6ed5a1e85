"""What a server prints when it starts: what is served, where, and what to try first."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..engine.apis.apis import Api, Apis
from ..openapi.printable import to_line

if TYPE_CHECKING:
    from ..server.guard import Guard
    from .serve_options import ServeOptions

TRIALS_SHOWN = 3
TITLE_LIMIT = 120  # characters


@contextmanager
def loading() -> Iterator[None]:
    """Suspend garbage collection: none of what is loaded becomes garbage, and scanning it takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def greet(apis: Apis, address: str, guard: Guard | None, options: ServeOptions, *, color: bool = False) -> str:
    """Return what a start prints: one JSON object for programs, the addresses only, or the whole message."""
    token = f"?token={guard.token}" if guard is not None and _is_made(guard, options) else ""
    page = None if guard is None else f"{on_this_machine(address)}/_mock/{token}"
    if options.log_format == "json":
        serves = {api.name: address + api.prefix for api in apis}
        return json.dumps({"serves": serves} if page is None else {"serves": serves, "control": page})
    if options.quiet:
        link = f"\nmockserver shows {page}" if page is not None and "?token=" in page else ""
        return f"mockserver serves {address}{link}"
    return "\n".join(_iter_lines(tuple(apis), address, describe_access(guard, page), color=color))


def on_this_machine(address: str) -> str:
    """Return an address that browsers here can open; one that means all addresses is for listening only.

    >>> on_this_machine("http://0.0.0.0:8000"), on_this_machine("http://[::]:8000")
    ('http://127.0.0.1:8000', 'http://[::1]:8000')
    """
    return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


def _is_made(guard: Guard, options: ServeOptions) -> bool:
    """Whether the token was made for this start, so that only this message can tell it."""
    return guard.token is not None and options.control_token is None


def describe_access(guard: Guard | None, page: str | None) -> str:
    """Return the line that says who may do what, and where the pages are."""
    if guard is None or page is None:
        return "The APIs respond to every client; there is no control API and no page."
    if guard.token is None:
        return f"{page}  the start page and the control API, for this machine; no other web page may change anything"
    needed = "" if "?token=" in page else ", with the --control-token"
    return f"{page}  the start page and the control API{needed}; the APIs respond to every client"


def _iter_lines(apis: tuple[Api, ...], address: str, access: str, *, color: bool) -> Iterator[str]:
    """Yield one line for each API, who may do what, then curl lines that work when pasted."""
    bold, plain = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    yield from (f"{bold}mockserver serves {address}{plain}", "")
    width = max((len(api.prefix) for api in apis), default=0)
    yield from (f"  {address}{api.prefix:<{width}}  {_summary(api)}" for api in apis)
    yield from ("", f"  {access}", "")
    trials = _first_trials(apis)
    if trials:
        from ..engine.try_it import curl_for

        yield from ("Try:", "")
        for api, index in trials:
            trial = api.behaviour.try_it[index]
            yield from (f"  # {trial.summary}", f"  {curl_for(api, trial, on_this_machine(address))}", "")
    yield "Press Ctrl-C to stop."


def _summary(api: Api) -> str:
    """The title, how many operations there are, and how many rows of `seed.yaml`, if there are any."""
    operations, rows = len(api.operations), api.seeded
    title = to_line(api.document.title, TITLE_LIMIT)
    seeded = f", {rows} resource{'s' * (rows != 1)}" if rows else ""
    return f"{title}, {operations} operation{'s' * (operations != 1)}{seeded} ({api.document.name})"


def _first_trials(apis: tuple[Api, ...]) -> list[tuple[Api, int]]:
    """Return the first trial of each API, then the second of each, up to `TRIALS_SHOWN`."""
    trials = [(api, index) for api in apis for index in range(len(api.behaviour.try_it))]
    return sorted(trials, key=lambda pair: pair[1])[:TRIALS_SHOWN]
