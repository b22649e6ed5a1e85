"""Loaded APIs: a document, its operations and what its fixture folder adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

from ...openapi.bodies import BodyWriter
from ...openapi.description import Description
from ...openapi.documents import Document, ReadPolicy
from ...openapi.errors import OptionError
from ...openapi.messages import Request
from ...openapi.operations import Operation, read_operations
from ...openapi.routing import Match, NoMatch, Router, split_prefix
from ...openapi.rules import Violation, quote
from ..behaviour import Behaviour, find_row_fault
from ..behaviour.keys import row_key
from ..handlers import Functions
from ..inference import Inference, merge_behaviour
from ..shapes import Shapes
from ..worlds.store import Row, State
from .folders import Folder, complete_seeds
from .ready import ReadyOperation

if TYPE_CHECKING:
    from ...openapi.generation import Generator

T = TypeVar("T")
_PLAINLY = ReadPolicy()
NO_MATCH = NoMatch(())


class _OnDemand(dict[str, T]):
    """One thing for each operation, by operationId, made when it is first needed."""

    def __init__(self, operations: Iterable[Operation], make: Callable[[Operation], T]) -> None:
        self._operations = {operation.operation_id: operation for operation in operations}
        self._make = make

    def __missing__(self, operation_id: str) -> T:
        # two threads may make it at the same time: both get the one that is kept
        return self.setdefault(operation_id, self._make(self._operations[operation_id]))


@dataclass(frozen=True)
class Misfit:
    """A row of a world that its API can no longer hold."""

    api: str  # "books"
    resource: str  # "book"
    reason: str  # "/title is required, but absent (books/books.yaml:40)"


@dataclass(frozen=True)
class Api:
    """One API that is served."""

    name: str  # "intercom"
    prefix: str  # "/intercom"; empty when it is served at the root
    document: Document
    operations: tuple[Operation, ...]
    behaviour: Behaviour
    functions: Functions  # of `handlers.py`
    seed: State
    folder: Behaviour | None = None  # what `behaviour.yaml` says, if `behaviour` has more: what is inferred
    described: Description | None = None  # of the document and its operations, if there is one already
    inference: Inference | None = None  # None: the API remembers only what `behaviour.yaml` says
    shaped: Shapes | None = None  # how its responses show rows, if that is known already
    fixtures: Path | None = None  # the folder with its `behaviour.yaml`; it need not exist

    @cached_property
    def description(self) -> Description:
        """What routes requests, checks messages and generates values."""
        return self.described or Description(self.document, self.operations)

    @property
    def written(self) -> Behaviour:
        """What `behaviour.yaml` says, without what is inferred."""
        return self.behaviour if self.folder is None else self.folder

    @property
    def router(self) -> Router:
        return self.description.router

    @cached_property
    def ready(self) -> Mapping[str, ReadyOperation]:
        """What responses are made from, by operationId."""

        def prepare(operation: Operation) -> ReadyOperation:
            function = self.functions.handlers.get(operation.operation_id)
            refuser = self.functions.refusers.get(operation.operation_id)
            return ReadyOperation(
                operation, self.name, self.behaviour, self.description, self.shapes, function, refuser
            )

        return _OnDemand(self.operations, prepare)

    @cached_property
    def shapes(self) -> Shapes:
        """How its responses show rows."""
        return self.shaped or Shapes(self.description, self.behaviour)

    @cached_property
    def generator(self) -> Generator:
        """Generates responses that the document does not show."""
        return self.description.generator()

    @cached_property
    def writer(self) -> BodyWriter:
        """Writes bodies as bytes."""
        return BodyWriter(self.document)

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The host names of `servers` in the document's order: `("api.intercom.io", "api.eu.intercom.io")`."""
        names = (urlsplit(url).hostname for url in self.document.servers)
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def base_paths(self) -> tuple[str, ...]:
        """The base paths of `servers` that are more than a slash: `("/api-externalApi",)`."""
        return self.description.base_paths

    @cached_property
    def seeded(self) -> int:
        """How many resources the sandbox starts with; rows with neither a schema nor an operation do not count."""
        used = {rules.resource for rules in self.written.operations.values()}
        written = self.written.resources.values()
        shown = [resource.name for resource in written if resource.schema is not None or resource.name in used]
        return sum(self.seed.count(name) for name in shown)

    def match(self, method: str, path: str, request: Request | None = None) -> Match | NoMatch:
        """Route a path with or without the published base path."""
        return self.description.match(method, path, request)

    def admit(self, name: str, row: Row, misfits: list[Misfit]) -> str | None:
        """The identifier of a row that the resource `name` may hold. If it may not, the result is `None` and `misfits`
        gets one more.
        """
        resource = self.behaviour.resources.get(name)
        if resource is None:
            misfits.append(Misfit(self.name, name, "is no longer declared"))
            return None
        fault = find_row_fault(resource, row, self.description.schemas("response"))
        if fault is not None:
            misfits.append(Misfit(self.name, name, f"{fault.pointer} {fault.reason}".strip()))
            return None
        return row_key(resource, row)

    def operation(self, operation_id: str) -> Operation | None:
        return next((op for op in self.operations if op.operation_id == operation_id), None)


class Route(NamedTuple):
    """Where a request leads."""

    api: Api | None  # None: no API is served there
    path: str  # "/data_connectors/7", inside the API
    match: Match | NoMatch

    @property
    def operation(self) -> Operation | None:
        return self.match.operation if isinstance(self.match, Match) else None


class Apis:
    """All APIs of one server, found by host name or by prefix."""

    def __init__(self, apis: Iterable[Api]) -> None:
        self._by_name = {api.name: api for api in apis}
        self._prefixed = sorted((api for api in self if api.prefix), key=lambda api: -api.prefix.count("/"))
        self._by_segment = {api.prefix.removeprefix("/"): api for api in self if api.prefix.count("/") == 1}
        deep = [api for api in self if api.prefix.count("/") > 1]
        self._deep = sorted(deep, key=lambda api: -len(api.prefix))  # "/v2/pets/old" before "/v2/pets"
        self._root = next((api for api in self if not api.prefix), None)
        self._by_host: dict[str, list[Api]] = {}
        for api in self:
            for host in api.hosts:
                self._by_host.setdefault(host, []).append(api)

    def __iter__(self) -> Iterator[Api]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __getitem__(self, name: str) -> Api:
        return self._by_name[name]

    def find(self, name: str) -> Api | None:
        return self._by_name.get(name)

    @property
    def seeds(self) -> dict[str, State]:
        """The state that each API starts with."""
        return {api.name: api.seed for api in self}

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The values of every switch: `{"idun.reload": ("reloaded", "failed")}`."""
        return {f"{api.name}.{name}": switch.values for api in self for name, switch in api.behaviour.switches.items()}

    def locate_prefix(self, path: str) -> tuple[Api, str] | None:
        """The API with the longest prefix of a path, and the path inside it."""
        for api in self._deep:
            if path.startswith(api.prefix) and path[len(api.prefix) : len(api.prefix) + 1] in ("", "/"):
                return api, path[len(api.prefix) :] or "/"
        segment, _, rest = path[1:].partition("/")
        found = self._by_segment.get(segment)
        if found is not None:
            return found, "/" + rest
        return self._locate_encoded(path) if "%" in path else None

    def _locate_encoded(self, path: str) -> tuple[Api, str] | None:
        """The same for a prefix that a client encodes in another way: `/v1%3Abeta` for `/v1:beta`."""
        for api in self._prefixed:
            rest = split_prefix(path, api.prefix)
            if rest is not None:
                return api, rest
        return None

    def locate(self, host: str, path: str, method: str = "?") -> tuple[Api, str] | None:
        """The API a request is for, and the path inside it.

        1. The prefix: `/intercom/data_connectors` on any host.
        2. The published host: `Host: api.intercom.io` and `/data_connectors`. Of several APIs that publish it the first
           that has the operation, else the first that has the path, else the first.
        3. The API served at the root, if there is one.
        """
        located = self.locate_prefix(path)
        if located is not None:
            return located
        published = self._by_host.get(host)
        if published is None:
            return None if self._root is None else (self._root, path)
        if len(published) == 1:
            return published[0], path
        return min(published, key=lambda api: rank_match(api.match(method, path))), path

    def route(self, request: Request) -> Route:
        """Find the API and the operation that a request is for."""
        located = self.locate_prefix(request.path) or self.locate(request.host, request.path, request.method)
        if located is None:
            return Route(None, request.path, NO_MATCH)
        api, path = located
        return Route(api, path, api.match(request.method, path, request))

    def list_methods(self, host: str, path: str) -> tuple[str, ...]:
        """The methods that a path allows; empty if no operation has the path."""
        located = self.locate(host, path)
        match = located[0].match("?", located[1]) if located else None
        return match.methods if isinstance(match, NoMatch) else ()

    def explain(self, route: Route, method: str) -> Violation:
        """Why no operation matches."""
        assert isinstance(route.match, NoMatch)
        if route.api is not None:
            return route.match.violation(method, route.path, route.api.document.name)
        seen = quote(route.path)
        allowed = ", ".join([*(api.prefix for api in self), "/_mock"])
        meant = next((api.prefix for api in self if rank_match(api.match(method, route.path)) < 3), None)
        hint = f"; did you mean {quote(meant + route.path)}?" if meant is not None else ""
        message = f"no API is served at {seen}; there are: {allowed}{hint}"
        return Violation("routing.no-path", "path", message, seen=seen, allowed=allowed)


def rank_match(match: Match | NoMatch) -> int:
    """How well an API fits a request; 0 is best: it has the operation. A path that differs by a slash comes second."""
    if isinstance(match, Match):
        return 1 if match.documented else 0
    return 2 if match.methods else 3


def load_api(
    name: str,
    document_file: Path | str,
    fixture_folder: Path | None = None,
    *,
    prefix: str | None = None,
    policy: ReadPolicy = _PLAINLY,
    is_stateless: bool = False,
) -> Api:
    """Read a document (a file, an http(s) address or `-`) and its fixture folder.

    It remembers what the document lets infer, unless `is_stateless`: then only what the folder says. Raises
    `DocumentError` or `FixtureError` if it cannot be served.
    """
    shown = _name_document(document_file) if isinstance(document_file, Path) else None
    document = Document.load(document_file, shown, policy)
    operations = read_operations(document)
    description = Description(document, operations)
    inference = None if is_stateless else Inference(description)
    said = Folder.read(fixture_folder, name, description, inference)
    prefix = f"/{name}" if prefix is None else prefix
    if inference is None:
        seed = said.read_seed(said.behaviour, description.schemas("response"))
        made = Api(name, prefix, document, operations, said.behaviour, said.functions, seed)
        return replace(made, described=description, fixtures=fixture_folder)
    behaviour, seeds = merge_behaviour(said.behaviour, inference, said.functions.handlers)
    shapes = Shapes(description, behaviour)
    seed = said.read_seed(behaviour, description.schemas("response")).having(complete_seeds(seeds, shapes))
    made = Api(name, prefix, document, operations, behaviour, said.functions, seed, said.behaviour, description)
    return replace(made, inference=inference, shaped=shapes, fixtures=fixture_folder)


def bundled_folder(kind: str) -> Path:
    """The folder `specs` or `fixtures`: inside an installed package, or at the top of a checkout."""
    package = Path(__file__).parents[2]
    installed = package / "_bundled" / kind
    return installed if installed.is_dir() else package.parents[1] / kind


def bundled_names() -> tuple[str, ...]:
    """The APIs that come with the package, in alphabetical order."""
    return tuple(sorted(file.stem for file in bundled_folder("specs").glob("*.yaml")))


def choose_bundled(names: Iterable[str] = ()) -> tuple[str, ...]:
    """The given names, or all bundled ones. Raises `OptionError` for an unknown name."""
    known = bundled_names()
    wanted = tuple(names) or known
    for name in wanted:
        if name not in known:
            raise OptionError(f"there is no API {name!r}; there are: {', '.join(known)}")
    return wanted


def load_bundled(names: Iterable[str] = ()) -> Apis:
    """The bundled APIs of the given names, or all of them. Raises `OptionError` for an unknown name."""
    specs, fixtures = bundled_folder("specs"), bundled_folder("fixtures")
    return Apis(load_api(name, specs / f"{name}.yaml", fixtures / name) for name in choose_bundled(names))


def _name_document(file: Path) -> str:
    """A document's name in messages, with its last folder: `specs/adapter.yaml`."""
    return f"{file.parent.name}/{file.name}" if file.parent.name else file.name
