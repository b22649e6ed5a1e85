"""`mockserver routes`: the operations of documents."""

from __future__ import annotations

import click

from .options import REFERENCES, add_options


@click.command()
@click.argument("document", type=click.Path(allow_dash=True))
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@add_options(REFERENCES)
def routes(document: str, format: str, allow_refs_outside: bool, allow_remote_refs: bool) -> None:
    """List the operations of an OpenAPI document.

    Each with its statuses, media types, examples and security.
    """
    from ..engine.apis.mounts import find_documents
    from ..openapi.documents import Document, ReadPolicy
    from ..openapi.operations import read_operations
    from .listing import list_as_json, list_as_text

    policy = ReadPolicy(outside=allow_refs_outside, remote=allow_remote_refs)
    found = [read_operations(Document.load(address, policy=policy)) for address in find_documents([document])]
    write = list_as_text if format == "text" else list_as_json
    click.echo(write([operation for operations in found for operation in operations]))
