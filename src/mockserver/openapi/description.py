"""A document with its router, contracts and generator: what `mockserver.openapi` offers as a library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from .documents import Direction, Document
from .messages import Request, Response
from .operations import Operation, read_operations
from .operations.credentials import asks_for_challenge, read_credentials
from .routing import Match, NoMatch, Router, spell_path, split_prefix
from .rules import Violation
from .validation import Contract, Schemas

if TYPE_CHECKING:
    from .generation import Generator


class Description:
    """An OpenAPI description: it routes requests, checks messages and generates values.

    >>> pets = Description.load("pets.yaml")
    >>> pets.check_request(Request("GET", "/pets", "limit=many"))[0]
    query limit: "many" is not an integer (pets.yaml:9)
    """

    def __init__(self, document: Document, operations: Iterable[Operation] | None = None) -> None:
        self.document = document
        self.operations = tuple(read_operations(document) if operations is None else operations)
        self._schemas: dict[Direction, Schemas] = {}
        self._contracts: dict[tuple[str, str], Contract] = {}
        self._generators: dict[Direction, Generator] = {}

    @classmethod
    def load(cls, address: Path | str) -> Self:
        """Read a description from a file or an http(s) address, with the files that it references.

        Raises `DocumentError` if it is not an OpenAPI document or cannot be read.
        """
        return cls(Document.load(address))

    @classmethod
    def parse(cls, text: str, *, name: str = "openapi.yaml") -> Self:
        """Read a description from its text, YAML or JSON; `name` is what violations call it."""
        return cls(Document.parse(text, name=name))

    def match(self, method: str, path: str, request: Request | None = None) -> Match | NoMatch:
        """Return the operation for a method and a path, which may begin with a base path of `servers`.

        1. The operation below the longest base path, which is how the document means its paths.
        2. The operation of the whole path, if the client left the base path out.
        3. What says most about a path that no operation has, or not with this method.

        If no operation has the path, one whose path has a slash more or less at its end is found (`Match.documented`).

        `request` chooses if several keys of the document have this path: `/bucket` and `/bucket?acl`.
        """
        below: NoMatch | None = None
        for base in self._bases:
            rest = split_prefix(path, base) if "%" in path or path.startswith(base) else None
            if rest is not None:
                match = self.router.match(method, rest, request)
                if isinstance(match, Match):
                    return match
                below = match if below is None or (match.methods and not below.methods) else below
        found = self.router.match(method, path, request)
        if isinstance(found, Match):
            return found
        if below is not None and (below.methods or (below.nearest and not found.methods)):
            found = below
        return found if found.methods else self._match_other_slash(method, path, request) or found

    def _match_other_slash(self, method: str, path: str, request: Request | None) -> Match | NoMatch | None:
        """Return what a path leads to with a slash more or less at its end; `None` if that is unknown, too."""
        other = path[:-1] if path.endswith("/") else f"{path}/"
        for base in ("", *self.base_paths):
            below = split_prefix(other, base)
            if below is not None and other:
                found = self.router.match(method, below, request)
                if isinstance(found, Match):
                    return found._replace(documented=found.operation.bare_path)
                if found.methods:
                    return replace(found, nearest=below)
        return None

    def check_request(self, request: Request) -> list[Violation]:
        """Return every way in which a request breaks the description; an empty list means that it is valid.

        The path, credentials, parameters, body and Accept header are checked. The body must be free of any
        Content-Encoding. Raises `DocumentError` if the description of the operation is itself broken.
        """
        match = self.match(request.method, request.path, request)
        if isinstance(match, NoMatch):
            return [match.violation(request.method, request.path, self.document.name)]
        if match.operation.broken is not None:
            raise match.operation.broken
        _, broken = read_credentials(match.operation, request)
        if broken and asks_for_challenge(match.operation, request):
            broken = []
        routed = [match.violation(request.path)] if match.documented else []
        return routed + broken + self.contract(match.operation).check_request(match.texts, request).violations

    def check_response(self, request: Request, response: Response) -> list[Violation]:
        """Return every way in which a response to `request` breaks the description; an empty list means valid.

        Only the operation that `request` is for matters. A request without an operation is the one violation of its
        response. Raises `DocumentError` if the description of the operation is itself broken.
        """
        match = self.match(request.method, request.path, request)
        if isinstance(match, NoMatch):
            return [match.violation(request.method, request.path, self.document.name)]
        if match.operation.broken is not None:
            raise match.operation.broken
        return self.contract(match.operation).check_response(request.method, response).violations

    def generate(self, pointer: str, direction: Direction = "response") -> Any:
        """Return a value that satisfies the schema at a JSON pointer, the same one each time.

        In a "response" it has no `writeOnly` property, in a "request" no `readOnly` one. Raises `Unsatisfiable` if no
        value is found, and `DocumentError` if there is no valid schema.
        """
        return self.generator(direction).generate(pointer)

    def contract(self, operation: Operation) -> Contract:
        """Return the checks of one operation, which also give the decoded values of a message."""
        key = operation.method, operation.path
        found = self._contracts.get(key)
        if found is None:  # two threads may make it at the same time: both get the one that is kept
            made = Contract(operation, self.schemas("request"), self.schemas("response"))
            found = self._contracts.setdefault(key, made)
        return found

    def schemas(self, direction: Direction) -> Schemas:
        """Return the validators of all schemas in one direction."""
        found = self._schemas.get(direction)
        return self._schemas.setdefault(direction, Schemas(self.document, direction)) if found is None else found

    def generator(self, direction: Direction = "response") -> Generator:
        """Return the generator of values in one direction."""
        found = self._generators.get(direction)
        if found is None:
            from .generation import Generator

            found = self._generators.setdefault(direction, Generator(self.schemas(direction)))
        return found

    @cached_property
    def base_paths(self) -> tuple[str, ...]:
        """The base paths of `servers` that are more than a slash: `("/api-externalApi",)`."""
        paths = (spell_path(urlsplit(url).path.rstrip("/")) for url in self.document.servers)
        return tuple(dict.fromkeys(path for path in paths if path))

    @cached_property
    def _bases(self) -> list[str]:
        return sorted(self.base_paths, key=len, reverse=True)

    @cached_property
    def router(self) -> Router:
        return Router(self.operations)
