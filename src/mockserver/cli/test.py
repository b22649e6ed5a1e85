"""`mockserver test`: tests whether a service keeps the contract of its document."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

import click

from ..engine.settings import Strictness
from ..openapi.errors import OptionError
from .interruption import catch_signals
from .options import REFERENCES, Seconds, Whole, add_options
from .progress import Progress
from .standard_streams import results_apart

if TYPE_CHECKING:
    from ..engine.apis.apis import Api
    from ..engine.apis.judging import Judged
    from ..openapi.messages import Request, Response
    from ..provider import Plan
    from ..provider.baseline import Baseline
    from ..provider.outcome import Outcome
    from ..provider.service.conversation import Observe
    from ..provider.service.credentials import Credentials
    from ..provider.service.raised import AppErrors
    from ..provider.service.secrets import RunSecrets

BROKEN = 1  # exit code
_APP_URL = "http://localhost:8000"  # in curl lines for an application, which has no public address

_EPILOG = """\b
  mockserver test openapi.yaml --url http://127.0.0.1:8000 -H 'Authorization: Bearer secret'
  mockserver test openapi.yaml --app shop.main:app --report junit:report.xml --report github
\b
Exit code 0: the contract is kept. 1: it is broken. 2: the test could not run.
130, 143: a signal stopped the test before it found a failure.
"""


class _Formats(click.Option):
    """An option whose help names the formats of a package, which is imported only for that."""

    def __init__(self, *names: Any, package: str, **keywords: Any) -> None:
        super().__init__(*names, **keywords)
        self._package = package

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        formats = import_module(f"mockserver.{self._package}").FORMATS
        self.help = (self.help or "").format(formats=", ".join(formats))
        return super().get_help_record(ctx)


@click.command(epilog=_EPILOG)
@click.argument("document", type=click.Path(allow_dash=True))
@click.option("--url", metavar="URL", help="Address of the service, with its base path.")
@click.option("--app", "app_words", metavar="MODULE:APP", help="A WSGI or ASGI application to serve and test.")
@click.option("--base-path", metavar="PATH", help="Before every path; default: from --url, else from the document.")
@click.option(
    "-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="Sent with every request; repeatable."
)
@click.option("--auth", "schemes", multiple=True, metavar="SCHEME=VALUE", help="For a security scheme; repeatable.")
@click.option("--oauth2-token-url", metavar="URL", help="Address that returns a token for client credentials.")
@click.option("--oauth2-client-id", metavar="ID")
@click.option("--oauth2-client-secret", metavar="SECRET", envvar="OAUTH2_CLIENT_SECRET", show_envvar=True)
@click.option("--oauth2-scope", metavar="SCOPES", default="")
@click.option("--include", multiple=True, metavar="PATTERN", help="Only operations with this path, tag or name.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Not operations with this path, tag or name.")
@click.option(
    "--path-param",
    "path_params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for the path variable {NAME}; repeatable.",
)
@click.option(
    "--phases", metavar="LIST", help="Among documented, probes, examples, coverage, fuzzing, stateful; default: all."
)
@click.option("--checks", metavar="LIST", default="", help="Names of Schemathesis checks; default: all.")
@click.option(
    "--max-examples",
    default=50,
    show_default=True,
    type=Whole(1),
    help="Requests of fuzzing for each operation.",
)
@click.option(
    "--max-requests", metavar="N", type=Whole(1), help="Requests of the whole run, spread over phases and operations."
)
@click.option(
    "--max-seconds", metavar="SECONDS", type=Seconds(0.1, 86400), help="Time for the whole run, spread likewise."
)
@click.option("--seed", default=0, show_default=True, type=Whole(0), help="The same seed sends the same requests.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=Whole(1, 64),
    help="Threads of Schemathesis; runs with more than 1 are not repeatable.",
)
@click.option("--hooks", metavar="FILE", type=click.Path(path_type=Path), help="A Python file with Schemathesis hooks.")
@click.option("--config", metavar="FILE", type=click.Path(path_type=Path), help="A schemathesis.toml, for exceptions.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    default=10.0,
    show_default=True,
    type=Seconds(0.01, 86400),
    help="Time for one response.",
)
@click.option(
    "--wait", metavar="SECONDS", default=0.0, type=Seconds(0, 86400), help="Time that a service may take to start."
)
@click.option("--insecure", is_flag=True, help="Do not verify TLS certificates.")
@click.option(
    "--strictness",
    type=click.Choice(get_args(Strictness)),
    default="real",
    show_default=True,
    help="letter makes failures of warnings: of what real services do and the standards leave open.",
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option(
    "--baseline", "baseline_file", metavar="FILE", type=click.Path(path_type=Path), help="File with accepted failures."
)
@click.option("--update-baseline", is_flag=True, help="Write the present failures to the --baseline file.")
@click.option(
    "--report",
    "reports",
    cls=_Formats,
    package="provider.reports",
    multiple=True,
    metavar="FORMAT[:FILE]",
    help="{formats}; repeatable.",
)
@click.option("--mask", multiple=True, metavar="NAME", help="Mask a field or member of this name as well; repeatable.")
@click.option("--show-secrets", is_flag=True, help="Show credentials in reports; otherwise they are masked.")
@click.option(
    "--coverage",
    "coverage_words",
    cls=_Formats,
    package="coverage",
    multiple=True,
    metavar="FORMAT[:FILE]",
    help="{formats}; repeatable.",
)
@add_options(REFERENCES)
def test(document: str, url: str | None, app_words: str | None, **options: Any) -> None:
    """Test a service against an OpenAPI document.

    DOCUMENT is a file, an http(s) address, or - for standard input.

    Sends documented and forbidden requests, then generated ones of Schemathesis, and checks every response.
    """
    from ..openapi.documents import ReadPolicy
    from ..provider import Provider, examine
    from ..provider.loading import load_document
    from ..provider.reports import FORMATS, summarize, write_reports
    from ..provider.service.raised import AppErrors
    from ..reports.formats import read_request

    if (url is None) == (app_words is None):
        raise OptionError("give the service to test: either --url URL or --app MODULE:APP")
    requests = [read_request(FORMATS, "--report", words) for words in options["reports"] or ("text",)]
    policy = ReadPolicy(outside=options["allow_refs_outside"], remote=options["allow_remote_refs"])
    api = load_document(document, policy)
    plan = _plan(api, options)
    coverage = _Coverage(api, options["coverage_words"])
    hosted: AbstractContextManager[str] = nullcontext(url or "")
    errors, results = AppErrors(), click.get_current_context().with_resource(results_apart())
    if app_words is not None:
        hosted = _host(app_words, errors, _secrets(api, plan))
    with hosted as address, Progress(plan.phases, len(api.operations)) as progress:
        base = _with_base_path(address, options["base_path"], api)
        provider = Provider(
            url=base,
            name=base if url else str(app_words),
            shown_url=base if url else base.replace(address, _APP_URL),
            errors=errors,
        )
        with catch_signals() as caught:
            outcome = examine(api, provider, plan, progress=progress.show, observe=coverage.observe)
    outcome = replace(outcome, coverage=coverage.percent)
    if options["update_baseline"]:
        outcome = _accept(outcome, plan.baseline, options["baseline_file"])
    for trace in outcome.traces:
        click.echo(f"{app_words} raised {trace}", err=True)
    say = partial(click.echo, file=results)
    write_reports(outcome, requests, say)
    if all(request.target is not None for request in requests):
        say(summarize(outcome))
    coverage.write(say)
    sys.exit(BROKEN if not outcome.is_kept else caught.exit_code)


@contextmanager
def _host(words: str, errors: AppErrors, secrets: RunSecrets) -> Iterator[str]:
    """Serve the application that --app names, at the address given.

    Raises `OptionError`, without the secrets of the run, if it cannot be imported or does not start.
    """
    from ..provider.service.hosting import serve
    from ..provider.service.importing import import_app

    with ExitStack() as stack:
        try:
            address = stack.enter_context(serve(import_app(words), words, errors))
        except OptionError as error:
            raise OptionError(secrets.mask_text(str(error))) from None
        yield address


def _secrets(api: Api, plan: Plan) -> RunSecrets:
    from ..provider.service.secrets import RunSecrets

    return RunSecrets(api, plan.credentials, mask=plan.mask, shows=plan.show_secrets)


def _plan(api: Api, options: dict[str, Any]) -> Plan:
    from ..provider import PHASES, Plan
    from ..provider.baseline import Baseline
    from ..provider.documented.path_params import read_path_params

    phases = tuple(PHASES)
    if options["phases"] is not None:
        wanted = [word.strip() for word in options["phases"].split(",") if word.strip()]
        for word in wanted:
            if word not in phases:
                raise OptionError(f"--phases {word}: is not a phase; the phases are: {', '.join(phases)}")
        phases = tuple(phase for phase in phases if phase in wanted)
    for name in ("hooks", "config"):
        if options[name] is not None and not options[name].is_file():
            raise OptionError(f"--{name} {options[name]}: the file does not exist")
    file = options["baseline_file"]
    if options["update_baseline"] and file is None:
        raise OptionError("--update-baseline needs --baseline FILE")
    return Plan(
        phases=phases,
        include=options["include"],
        exclude=options["exclude"],
        path_params=read_path_params(options["path_params"]),
        credentials=_credentials(api, options),
        seed=options["seed"],
        max_examples=options["max_examples"],
        max_requests=options["max_requests"],
        max_seconds=options["max_seconds"],
        workers=options["workers"],
        checks=tuple(word.strip() for word in options["checks"].split(",") if word.strip()),
        hooks=options["hooks"],
        config=options["config"],
        timeout=options["timeout"],
        wait=options["wait"],
        verify=not options["insecure"],
        is_fast=options["fail_fast"],
        is_strict=options["strictness"] == "letter",
        baseline=Baseline.read(file) if file is not None else Baseline(),
        mask=options["mask"],
        show_secrets=options["show_secrets"],
    )


def _credentials(api: Api, options: dict[str, Any]) -> Credentials:
    from ..provider.service.credentials import (
        Credentials,
        OAuth2,
        fetch_token,
        find_schemes,
        read_headers,
        read_schemes,
    )

    headers = read_headers(options["headers"])
    schemes = read_schemes(options["schemes"], find_schemes(api.operations), headers)
    url, client, secret = (options[f"oauth2_{name}"] for name in ("token_url", "client_id", "client_secret"))
    if url or client or secret:
        if not (url and client and secret):
            raise OptionError(
                "--oauth2-token-url, --oauth2-client-id and --oauth2-client-secret must be given together"
            )
        token = fetch_token(
            OAuth2(url, client, secret, options["oauth2_scope"]),
            timeout=options["timeout"],
            verify=not options["insecure"],
        )
        headers += (("Authorization", f"Bearer {token}"),)
    return Credentials(headers, schemes, secret or "")


def _with_base_path(url: str, base_path: str | None, api: Api) -> str:
    """Return the URL with the path that comes before every path of the document:

    1. The value of --base-path.
    2. The path of the URL.
    3. The path of the document's first server.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        shown = "…" if "@" in url else url  # it may have a password
        raise OptionError(f"--url {shown}: is not an http or https address such as http://127.0.0.1:8000")
    if base_path is None:
        base_path = parts.path.rstrip("/") or next(iter(api.base_paths), "")
    base_path = "/" + base_path.strip("/") if base_path.strip("/") else ""
    return f"{parts.scheme}://{parts.netloc}{base_path}"


def _accept(outcome: Outcome, baseline: Baseline, file: Path) -> Outcome:
    """Add the failures to the baseline file; return the outcome with all of them accepted.

    Raises `OptionError` if the file cannot be written.
    """
    from ..provider.baseline import write_baseline
    from ..provider.reports.text import count

    updated = baseline.update(outcome.failures + outcome.accepted, outcome.fixed)
    write_baseline(file, updated)
    counts = f"{len(outcome.failures)} new, {len(outcome.fixed)} fixed"
    click.echo(f"{file}: {count(len(updated.known), 'known failure')} written, {counts}", err=True)
    return replace(outcome, failures=(), accepted=outcome.failures + outcome.accepted, fixed=())


class _Coverage:
    """Counts the coverage of the document, if --coverage is given."""

    def __init__(self, api: Api, words: tuple[str, ...]) -> None:
        self.observe: Observe | None = None
        self._requests = []
        if words:
            from ..coverage import Coverage, read_request

            self._requests = [read_request("--coverage", each) for each in words]
            self._counted = Coverage(api)
            self.observe = self._record

    @property
    def percent(self) -> str:
        """`87%`; empty without --coverage."""
        if not self._requests:
            return ""
        from ..coverage.summary import summarize, total
        from ..coverage.table import percent_text

        return percent_text(total([summarize(self._counted)]))

    def write(self, say: Callable[[str], object]) -> None:
        """Write each report, and say where it is."""
        from ..coverage import Measured, summarize, write_report
        from ..engine.worlds.clock import Clock

        for request in self._requests:
            say(write_report(request, Measured([summarize(self._counted)], Path.cwd(), Clock().now())))

    def _record(self, request: Request, response: Response, judged: Judged) -> None:
        self._counted.record_response(request, response.status, judged)
