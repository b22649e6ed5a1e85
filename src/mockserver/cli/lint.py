"""`mockserver lint`: finds what is wrong with documents."""

from __future__ import annotations

import sys

import click

from ..lint.reports import FORMATS
from .options import REFERENCES, add_options

UNREADABLE = 2  # exit code


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...", type=click.Path(allow_dash=True))
@click.option(
    "--format",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="text for people; json, sarif and github for programs.",
)
@add_options(REFERENCES)
def lint(documents: tuple[str, ...], format: str, allow_refs_outside: bool, allow_remote_refs: bool) -> None:
    """Find what is wrong with OpenAPI documents.

    Exit code 0: no errors and no warnings. 1: some. 2: a document cannot be read.
    """
    from ..engine.apis.mounts import find_documents
    from ..lint import CHECKED, lint_address, report
    from ..openapi.documents import ReadPolicy

    policy = ReadPolicy(outside=allow_refs_outside, remote=allow_remote_refs)
    found = [finding for address in find_documents(documents) for finding in lint_address(address, policy)]
    text = report(found, format)
    click.echo(text, nl=bool(text))  # no annotations: no empty line
    if any(finding.rule == "document.unreadable" for finding in found):
        sys.exit(UNREADABLE)
    sys.exit(any(finding.severity in CHECKED for finding in found))
