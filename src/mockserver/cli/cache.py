"""`mockserver cache`: the cache of parsed documents."""

from __future__ import annotations

import click


@click.group()
def cache() -> None:
    """Manage the cache of large documents.

    A large document is parsed once, and kept by its content in the user's cache directory.
    """


@cache.command("clear")
def clear() -> None:
    """Delete every document in the cache."""
    from ..openapi.documents import clear_cache

    count = clear_cache()
    click.echo(f"{count} document{'s' * (count != 1)} forgotten")
