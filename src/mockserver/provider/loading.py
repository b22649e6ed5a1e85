"""Loads the document of a service: without fixtures and prefix, with files named relative to the current folder."""

from __future__ import annotations

from pathlib import Path

from ..engine.apis.apis import Api
from ..engine.behaviour import Behaviour
from ..engine.handlers import Functions
from ..engine.worlds.store import State
from ..openapi.documents import STDIN, Document, ReadPolicy, is_remote
from ..openapi.operations import read_operations


def load_document(address: str, policy: ReadPolicy) -> Api:
    """Read a file, an http(s) address or `-` for standard input.

    A file is named by its path from the current folder, which annotations and SARIF need. Raises `DocumentError` if
    it is not an OpenAPI document or cannot be read.
    """
    if address == STDIN or is_remote(address):
        document = Document.load(address, policy=policy)
    else:
        document = Document.load(Path(address), _named(Path(address)), policy)
    return Api("service", "", document, read_operations(document), Behaviour(), Functions(), State())


def _named(file: Path) -> str:
    resolved, here = file.resolve(), Path.cwd().resolve()
    return resolved.relative_to(here).as_posix() if resolved.is_relative_to(here) else str(file)
