"""`mockserver routes`: the operations of documents, and what responds to each."""

from __future__ import annotations

from pathlib import Path

import click

from .options import REFERENCES, add_options


@click.command()
@click.argument("document", type=click.Path(allow_dash=True))
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fixtures",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder with one folder per document, as for serve.",
)
@click.option("--stateless", is_flag=True, help="As for serve: infer nothing.")
@add_options(REFERENCES)
def routes(
    document: str,
    format: str,
    fixtures: Path | None,
    stateless: bool,
    allow_refs_outside: bool,
    allow_remote_refs: bool,
) -> None:
    """List the operations of an OpenAPI document.

    Each with what responds to it (a resource, a handler, an example, a generated body), its statuses, media types,
    examples and security.
    """
    from ..engine.apis.mounts import plan_mounts
    from ..openapi.documents import ReadPolicy
    from .listing import list_as_json, list_as_text

    policy = ReadPolicy(outside=allow_refs_outside, remote=allow_remote_refs)
    apis = [mount.load(policy, is_stateless=stateless) for mount in plan_mounts([document], fixtures=fixtures)]
    write = list_as_text if format == "text" else list_as_json
    click.echo(write([(operation, api) for api in apis for operation in api.operations]))
