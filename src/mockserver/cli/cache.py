"""`mockserver cache`: what is kept of documents between two starts."""

from __future__ import annotations

import click


@click.group()
def cache() -> None:
    """Manage what is kept of large documents.

    They are parsed once and kept, by their content, in the user's cache directory.
    """


@cache.command("clear")
def clear() -> None:
    """Forget every document that was parsed before."""
    from ..openapi.documents import clear_cache

    count = clear_cache()
    click.echo(f"{count} document{'s' * (count != 1)} forgotten")
