"""`mockserver infer`: what a document tells about its state, as a fixture folder says it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import REFERENCES, add_options

if TYPE_CHECKING:
    from ..engine.apis.inferred_files import InferredFiles


@click.command()
@click.argument("document", type=click.Path(allow_dash=True))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write FOLDER/NAME/behaviour.yaml and seed.yaml, which serve --fixtures FOLDER reads.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
@add_options(REFERENCES)
def infer(document: str, out: Path | None, force: bool, allow_refs_outside: bool, allow_remote_refs: bool) -> None:
    """Print what the mock remembers of a document, as behaviour.yaml.

    Each line says why, and how sure that is: certain, likely or unsure. Operations for which nothing is remembered are
    listed at the end, with the reason.
    """
    from ..engine.apis.inferred_files import write_inferred
    from ..engine.apis.mounts import plan_mounts
    from ..openapi.documents import ReadPolicy

    policy = ReadPolicy(outside=allow_refs_outside, remote=allow_remote_refs)
    mounts = plan_mounts([document])
    inferred = {mount.name: write_inferred(mount.load(policy)) for mount in mounts}
    if out is None:
        click.echo("\n".join(_show(name, files, len(mounts)) for name, files in inferred.items()), nl=False)
        return
    texts = {out / name / file: text for name, files in inferred.items() for file, text in _name_files(files).items()}
    _write(texts, is_forced=force)


def _show(name: str, files: InferredFiles, count: int) -> str:
    heading = f"# {name}/behaviour.yaml\n" if count > 1 else ""
    return heading + files.behaviour


def _name_files(files: InferredFiles) -> dict[str, str]:
    """Return the texts by the names of their files, without empty ones."""
    texts = {"behaviour.yaml": files.behaviour, "seed.yaml": files.seed}
    return {name: text for name, text in texts.items() if text}


def _write(texts: dict[Path, str], *, is_forced: bool) -> None:
    """Write files, and say which. Raises `OptionError` if one exists already or cannot be written."""
    from ..openapi.errors import OptionError

    for file in texts:
        if file.exists() and not is_forced:
            raise OptionError(f"{file} exists; --force replaces it")
    for file, text in texts.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as reason:
            raise OptionError(f"{file} cannot be written: {reason.strerror}") from reason
        click.echo(f"{file} written")
