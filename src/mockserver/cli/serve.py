"""`mockserver serve`: from the words of a command line to a running server."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click
from click.shell_completion import CompletionItem

from ..engine.settings import Settings, Validation
from ..openapi.errors import OptionError
from .options import REFERENCES, GroupedCommand, Seconds, add_options

if TYPE_CHECKING:
    from ..engine.apis.apis import Api, Apis
    from ..engine.apis.mounts import Mount
    from ..openapi.documents import ReadPolicy

_EPILOG = """\b
Try it, in a second terminal:
  curl localhost:8000/_mock/health
  curl localhost:8000/adapter/v1/custom-connectors -H 'Authorization: Bearer pk_live_sandbox'
\b
Ask for any documented answer:
  curl localhost:8000/siro/v1/core/integrations/connections/x -H 'Prefer: code=404'
\b
Have a state of your own:
  curl localhost:8000/adapter/v1/custom-connectors -H 'Mock-World: anna' ...
\b
A page to look at, with Swagger UI for every API: http://localhost:8000/
"""


class _ApiName(click.ParamType[Any]):
    """A bundled API's name, completed by the shell."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from ..engine.apis.apis import bundled_names

        return [CompletionItem(name) for name in bundled_names() if name.startswith(incomplete)]


class _Moment(click.ParamType[Any]):
    """An RFC 3339 date-time."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time; write it like 2026-01-20T15:00:00Z", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no offset; write it like 2026-01-20T15:00:00Z", param, ctx)
        return moment


_GROUPS = {
    "What is served": (
        "--api",
        "--mount",
        "--fixtures",
        "--strict",
        "--allow-refs-outside",
        "--allow-remote-refs",
        "--no-cache",
        "--reload",
    ),
    "Where": ("--host", "--port", "--cors-origin", "--no-cors", "--max-body"),
    "How requests are checked": ("--validate-requests", "--strict-query", "--auth"),
    "How answers are made": ("--dynamic", "--seed", "--locale", "--freeze-time", "--switch", "--stream-interval"),
    "What is printed": ("--log-format", "--quiet", "--verbose"),
}


@click.command(cls=GroupedCommand, groups=_GROUPS, epilog=_EPILOG)
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...", type=click.Path(allow_dash=True))
@click.option(
    "--mount", "mounts", multiple=True, metavar="NAME=/PREFIX", help="Serve pets.yaml elsewhere: pets=/v2; repeatable."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--api", "names", multiple=True, type=_ApiName(), help="Serve only this bundled API; repeatable.")
@click.option(
    "--fixtures",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder with one folder per document (behaviour.yaml, seed.yaml, handlers.py), named like its file.",
)
@click.option(
    "--validate-requests",
    type=click.Choice(get_args(Validation)),
    default="on",
    show_default=True,
    help="warn answers as if all were well, and says what was wrong in Mock-Violations; off says nothing.",
)
@click.option("--strict-query", is_flag=True, help="Refuse query parameters that the document does not declare.")
@click.option(
    "--auth",
    type=click.Choice(["on", "off"]),
    default="on",
    show_default=True,
    help="off asks for no credentials.",
)
@click.option("-d", "--dynamic", is_flag=True, help="Invent other values each time, before showing examples.")
@click.option(
    "--seed",
    type=int,
    help="Same seed, same bytes: of identifiers (0 unless you say) and of dynamic values (others each time).",
)
@click.option("--locale", help="Language of dynamic values, such as de_DE.")
@click.option("--freeze-time", type=_Moment(), help="Stop every world's clock, such as 2026-01-20T15:00:00Z.")
@click.option(
    "--switch", "switches", multiple=True, metavar="API.NAME=VALUE", help="Set a switch, such as idun.login=on."
)
@click.option(
    "--stream-interval",
    default=0.0,
    show_default=True,
    type=Seconds(0, 3600),
    metavar="SECONDS",
    help="Time between the items of a streamed answer.",
)
@click.option(
    "--max-body", default=10 * 1024 * 1024, show_default=True, type=click.IntRange(0), help="Bytes; 413 above."
)
@click.option("--cors-origin", "origins", multiple=True, help="Web pages that may read answers; default: all.")
@click.option("--reload", is_flag=True, help="Serve what is saved within a second, and keep what worlds hold.")
@click.option("--strict", is_flag=True, help="Do not start when a document has findings; see mockserver lint.")
@add_options(REFERENCES)
@click.option("--no-cache", is_flag=True, help="Parse large documents again; see mockserver cache.")
@click.option("--no-cors", is_flag=True, help="Send no CORS headers.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for programs.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing while serving but the address and warnings.")
@click.option("-v", "--verbose", is_flag=True, help="Print every violation in full, with its document line.")
def serve(documents: tuple[str, ...], host: str, port: int, quiet: bool, **options: Any) -> None:
    """Serve mock APIs from OpenAPI documents.

    A DOCUMENT is a file, a folder of them, an http(s) address or - for standard input. One alone is served at /,
    several each under its name: pets.yaml under /pets.

    Without a DOCUMENT the four bundled APIs are served, each under its name: /adapter, /idun, /intercom, /siro. Every
    request and every answer is checked against the document; state is kept in memory, one world per Mock-World header.
    """
    from ..engine.apis.apis import Apis
    from ..engine.apis.mounts import iter_clashes
    from ..engine.engine import Engine
    from ..engine.worlds.worlds import Worlds
    from ..openapi.documents import ReadPolicy
    from ..server.app import Cors, MockApp
    from ..server.listening import address_of, listen, run
    from .exchange_log import ExchangeLog
    from .greeting import describe_start, loading

    _refuse_contradictions(options, quiet=quiet)
    settings = _settings(options)
    policy = ReadPolicy(
        outside=options["allow_refs_outside"], remote=options["allow_remote_refs"], cached=not options["no_cache"]
    )
    began = time.time_ns()
    plan = partial(_plan, documents, options["names"], options["fixtures"], options["mounts"])
    mounts = plan()
    with loading():
        apis = Apis(mount.load(policy) for mount in mounts)
    if documents:
        _report_findings(apis, policy, strict=options["strict"], verbose=options["verbose"])
    for clash in iter_clashes(apis):
        click.echo(f"mockserver: {clash}", err=True)
    worlds = Worlds(
        {api.name: api.seed for api in apis},
        _switches(apis, options["switches"]),
        seed=options["seed"] or 0,
        frozen=options["freeze_time"],
    )
    observers = [] if quiet else [ExchangeLog(options["log_format"], verbose=options["verbose"])]
    cors = None if options["no_cors"] else Cors(_origins(options["origins"]))
    engine = Engine(apis, worlds, settings)
    app = MockApp(
        engine,
        cors=cors,
        max_body=options["max_body"],
        observers=observers,
        stream_interval=options["stream_interval"],
    )
    listener = listen(host, port)
    address = address_of(listener)
    if options["log_format"] == "json":
        greeting = json.dumps({"serves": {api.name: address + api.prefix for api in apis}})
    else:
        said = describe_start(apis, address, color=sys.stdout.isatty())
        greeting = f"mockserver serves {address}" if quiet else said
    if options["reload"]:
        from ..server.reloading import Reloader, Setup

        setup = Setup(
            plan=plan,
            load=lambda mount: mount.load(policy),
            folders=[Path(word) for word in documents if Path(word).is_dir()],
            switches=partial(_switches, assignments=options["switches"]),
            judge=partial(_report_findings, policy=policy, strict=options["strict"], verbose=options["verbose"])
            if documents
            else None,
        )
        Reloader(engine, setup, say=_say if not quiet else lambda _: None, warn=_say).start(mounts, began)
    run(app, listener, lambda: click.echo(greeting))


def _refuse_contradictions(options: Mapping[str, Any], *, quiet: bool) -> None:
    """Raise `OptionError` where one option says what another takes back."""
    contradictions = (
        (options["no_cors"] and options["origins"], "--no-cors sends no CORS headers; leave out --cors-origin"),
        (quiet and options["verbose"], "--quiet prints no exchanges; leave out --verbose"),
        (options["locale"] and not options["dynamic"], "--locale is the language of dynamic values; add --dynamic"),
        (
            options["strict_query"] and options["validate_requests"] == "off",
            "--validate-requests off checks no queries; leave out --strict-query",
        ),
    )
    for is_met, sentence in contradictions:
        if is_met:
            raise OptionError(sentence)


def _settings(options: Mapping[str, Any]) -> Settings:
    """How the server answers; raises `OptionError` for a locale nobody knows."""
    if options["locale"]:
        from ..openapi.generation import Dynamic

        Dynamic(locale=options["locale"])
    return Settings(
        dynamic=options["dynamic"],
        seed=options["seed"],
        locale=options["locale"] or None,
        validate_requests=options["validate_requests"],
        strict_query=options["strict_query"],
        auth=options["auth"] == "on",
    )


def _say(said: str) -> None:
    click.echo(f"mockserver: {said}", err=True)


def _plan(
    documents: tuple[str, ...],
    names: tuple[str, ...],
    fixtures: Path | None,
    mounts: tuple[str, ...],
    known: Collection[Path] = (),
) -> tuple[Mount, ...]:
    """What is to be served where; `known` are the documents that are served already."""
    from ..engine.apis.mounts import plan_bundled, plan_mounts

    if not documents:
        for option, value in (("--fixtures", fixtures), ("--mount", mounts)):
            if value:
                raise OptionError(f"{option} belongs to a DOCUMENT; name one")
        return plan_bundled(names)
    if names:
        raise OptionError("--api chooses among the bundled APIs; leave it out when you name a DOCUMENT")
    planned = plan_mounts(documents, mounts, fixtures, known)
    if not any(mount.fixtures is None or mount.fixtures.is_dir() for mount in planned):
        wanted = " or ".join(f"{mount.name}/" for mount in planned)
        raise OptionError(f"--fixtures {fixtures}: has no folder {wanted}; a document's folder is named like its file")
    return planned


def _report_findings(apis: Iterable[Api], policy: ReadPolicy, *, strict: bool, verbose: bool) -> None:
    """Say on stderr what is wrong with the documents, of large ones later; `--strict` makes it an `OptionError` now."""
    from ..lint import Task, is_large, start_linting

    large = []
    for api in apis:
        document = api.document
        if strict:
            _refuse_findings(api)
        elif is_large(document):
            large.append(Task(document.sources[0].address, document.name, policy, verbose))
        else:
            from ..lint import lint_document, tell

            for line in tell(document.name, lint_document(document, api.operations, seconds=5), verbose=verbose):
                click.echo(line, err=True)
    if large:
        start_linting(large, lambda line: click.echo(line, err=True))


def _refuse_findings(api: Api) -> None:
    from ..lint import CHECKED, lint_document, report, summarize

    found = [f for f in lint_document(api.document, api.operations) if f.severity in CHECKED]
    if found:
        click.echo(report(found, "text"), err=True)
        raise OptionError(f"--strict: {api.document.name} has {summarize(found)}")


def _switches(apis: Apis, assignments: tuple[str, ...]) -> dict[str, str]:
    """Every switch's value for new worlds: its default, or what `--switch` says."""
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


def _origins(origins: tuple[str, ...]) -> frozenset[str] | None:
    for origin in origins:
        scheme, _, rest = origin.partition("://")
        if scheme not in ("http", "https") or not rest or "/" in rest:
            raise OptionError(
                f"--cors-origin {origin}: an origin is a scheme and a host, such as http://localhost:3000"
            )
    return frozenset(origins) or None
