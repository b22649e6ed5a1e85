"""`mockserver serve`: from a command line to a running server."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..engine.settings import Settings
from ..openapi.errors import OptionError
from .options import GroupedCommand
from .serve_options import ServeOptions, iter_declarations

if TYPE_CHECKING:
    from ..coverage import LiveCoverage
    from ..engine.apis.apis import Api, Apis
    from ..engine.apis.mounts import Mount
    from ..engine.engine import Engine
    from ..server.app import MockApp
    from ..server.connections.limits import ConnectionLimits
    from ..server.guard import Guard
    from ..server.state_file import StateFile
    from .console import Console
    from .coverage_reports import CoverageReports

_DOCUMENTS = click.Argument(["documents"], nargs=-1, metavar="[DOCUMENT]...", type=click.Path(allow_dash=True))
_EPILOG = """\b
Try it, in a second terminal:
  curl localhost:8000/_mock/health
  curl localhost:8000/adapter/v1/custom-connectors -H 'Authorization: Bearer pk_live_sandbox'
\b
Ask for any documented response:
  curl localhost:8000/siro/v1/core/integrations/connections/x -H 'Prefer: code=404'
\b
Use a state of your own:
  curl localhost:8000/adapter/v1/custom-connectors -H 'Mock-World: anna' ...
\b
Open the start page, with Swagger UI for every API: http://localhost:8000/
"""


@click.command(
    cls=GroupedCommand,
    params=[_DOCUMENTS, *(each.make_option() for each in iter_declarations(Settings, ServeOptions))],
    epilog=_EPILOG,
)
def serve(**values: Any) -> None:
    """Serve mock APIs from OpenAPI documents.

    A DOCUMENT is a file, a folder of files, an http(s) address or - for standard input. A single document is served
    at /, several are served each under its name: pets.yaml under /pets.

    Without a DOCUMENT the four bundled APIs are served, each under its name: /adapter, /idun, /intercom, /siro. Every
    request and every response is checked against the document. State is kept in memory, one world per Mock-World
    header.
    """
    from ..server.listening import address_of, listen, run
    from ..server.sweeping import sweep
    from .console import Console
    from .control_access import make_guard
    from .greeting import greet

    options = ServeOptions.read(values)
    reports = _read_reports(options)
    with Console(is_json=options.log_format == "json") as console, _open_state(options) as file:
        began = time.time_ns()
        mounts = _plan(options)
        apis = _load(mounts, options)
        _report(apis, options, console)
        engine = _make_engine(apis, options)
        guard = None if options.no_control else make_guard(options, tell=console.say)
        coverage = reports.count(engine) if reports is not None else None
        app = _make_app(engine, guard, coverage, options, console)
        saver = _resume(engine, file, console)
        listener = listen(options.host, options.port)
        greeting = greet(apis, address_of(listener), guard, options, color=console.is_terminal)
        if options.reload:
            _start_reloading(engine, mounts, began, options, console)
        limits = _make_limits(options, console)
        with saver:
            run(app, listener, lambda: console.print(greeting), partial(sweep, engine.worlds), limits)
        if reports is not None:
            reports.write(console.warn if options.log_format == "json" else console.print)


def _read_reports(options: ServeOptions) -> CoverageReports | None:
    """Return what `--coverage` asks for; its package is imported for nothing else."""
    if not options.coverage:
        return None
    from .coverage_reports import CoverageReports

    return CoverageReports(options.coverage)


def _plan(options: ServeOptions, known: Collection[Path] = ()) -> tuple[Mount, ...]:
    """Return what is served and where; files that are `known` to be documents are not judged by their content."""
    from ..engine.apis.mounts import plan_bundled, plan_mounts

    if not options.documents:
        return plan_bundled(options.apis)
    planned = plan_mounts(options.documents, options.mounts, options.fixtures, known)
    if not any(mount.fixtures is None or mount.fixtures.is_dir() for mount in planned):
        wanted = " or ".join(f"{mount.name}/" for mount in planned)
        raise OptionError(
            f"--fixtures {options.fixtures}: has no folder {wanted}; a document's folder is named like its file"
        )
    return planned


def _load(mounts: Sequence[Mount], options: ServeOptions) -> Apis:
    from ..engine.apis.apis import Apis
    from .greeting import loading

    with loading():
        return Apis(mount.load(options.policy, is_stateless=options.stateless) for mount in mounts)


def _report(apis: Apis, options: ServeOptions, console: Console) -> None:
    """Print findings in the documents, and which of them publish the same host."""
    from ..engine.apis.mounts import iter_clashes

    judge = _judge_of(options, console)
    if judge is not None:
        judge(apis)
    for clash in iter_clashes(apis):
        console.say(clash)


def _make_engine(apis: Apis, options: ServeOptions) -> Engine:
    from ..engine.apis.stocking import stock_seeds
    from ..engine.engine import Engine
    from ..engine.worlds.worlds import Worlds

    worlds = Worlds(
        stock_seeds(apis, options.settings.items),
        read_switches(options.switches, apis),
        seed=options.settings.seed or 0,
        frozen=options.freeze_time,
        limits=options.limits,
    )
    worlds.by_token = options.make_worlds_by_token()
    worlds.inject(options.make_faults())
    return Engine(apis, worlds, options.settings)


def _open_state(options: ServeOptions) -> AbstractContextManager[StateFile | None]:
    """Return the file of `--state`, closed at the end of a `with` block."""
    from ..server.state_file import StateFile

    return nullcontext() if options.state is None else closing(StateFile(options.state))


def _resume(engine: Engine, file: StateFile | None, console: Console) -> AbstractContextManager[object]:
    """Let the worlds continue with what a state file says, and return what keeps it up to date in a `with` block."""
    if file is None:
        return nullcontext()
    from ..server.saving import Saver

    saver = Saver(engine, file, tell=console.say)
    saver.resume()
    return saver


def _make_app(
    engine: Engine, guard: Guard | None, coverage: LiveCoverage | None, options: ServeOptions, console: Console
) -> MockApp:
    from ..control import build_shell
    from ..server.app import MockApp
    from ..server.cors import Cors
    from ..server.guard import Guard
    from .control_access import read_origins
    from .exchange_log import ExchangeLog

    app = MockApp(
        engine,
        build_shell=None if guard is None else partial(build_shell, coverage=coverage),
        guard=guard or Guard(),
        cors=None if options.no_cors else Cors(read_origins("--cors-origin", options.origins) or None),
        max_body=options.max_body,
        stream_interval=options.stream_interval,
    )
    if not options.quiet:
        color = console.is_terminal
        app.observe(ExchangeLog(console.print, options.log_format, verbose=options.verbose, color=color))
    return app


def _make_limits(options: ServeOptions, console: Console) -> ConnectionLimits:
    """Return the limits of connections, fewer than the options say if the system does not allow as many."""
    from ..server.connections.descriptors import allow_connections

    limits = options.connection_limits
    allowed = allow_connections(limits.max_connections)
    if allowed < limits.max_connections:
        console.say(f"the system allows {allowed} connections (ulimit -n), not {limits.max_connections}")
    return replace(limits, max_connections=allowed)


def _start_reloading(
    engine: Engine, mounts: Sequence[Mount], began: int, options: ServeOptions, console: Console
) -> None:
    from ..server.reloading import Reloader, Setup

    setup = Setup(
        plan=partial(_plan, options),
        load=lambda mount: mount.load(options.policy, is_stateless=options.stateless),
        folders=[Path(word) for word in options.documents if Path(word).is_dir()],
        switches=partial(read_switches, options.switches),
        judge=_judge_of(options, console),
    )
    say = (lambda _: None) if options.quiet else console.say
    Reloader(engine, setup, say=say, warn=console.say).start(mounts, began)


def _judge_of(options: ServeOptions, console: Console) -> Callable[[Iterable[Api]], None] | None:
    """Return the function that reports findings; `None` for the bundled APIs, which are known to have none."""
    from .findings import report_findings

    if not options.documents:
        return None
    return partial(report_findings, console.warn, policy=options.policy, strict=options.strict, verbose=options.verbose)


def read_switches(assignments: Sequence[str], apis: Apis) -> dict[str, str]:
    """Return every switch's value for new worlds: its default, or what `--switch` sets.

    Raises `OptionError` if a switch does not exist or does not have the value.
    """
    known = {f"{api.name}.{switch.name}": switch for api in apis for switch in api.behaviour.switches.values()}
    values = {name: switch.values[0] for name, switch in known.items()}
    for assignment in assignments:
        name, _, value = assignment.partition("=")
        if name not in known:
            raise OptionError(
                f"--switch {assignment}: there is no switch {name!r}; there are: {', '.join(known) or 'none'}"
            )
        if value not in known[name].values:
            raise OptionError(f"--switch {assignment}: {value!r} is not one of {', '.join(known[name].values)}")
        values[name] = value
    return values
