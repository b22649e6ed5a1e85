"""Request every operation, documented status and media type of a document, and check the responses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mockserver.engine.apis.apis import Api, Apis, load_api
from mockserver.engine.behaviour import Behaviour
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.engine.handlers import Functions
from mockserver.engine.settings import Settings
from mockserver.engine.worlds.store import State
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.documents import Document
from mockserver.openapi.generation import Unsatisfiable
from mockserver.openapi.media_types import make_concrete
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.rules import Violation

from .request_writer import RequestWriter
from .response_checker import ResponseChecker

SEEDS = (1, 2, 3)
STATUS = re.compile("[1-5]([0-9][0-9]|XX)|default")  # OpenAPI 3.1.1 §4.8.16.2; other keys cannot be requested


class Trouble(NamedTuple):
    """One mistake of the server."""

    operation: str  # "GET /pets"
    request: str  # "code=404, dynamic=true, seed=1"
    message: str

    def __str__(self) -> str:
        return f"{self.operation}  {self.request}  {self.message}"


def _is_about_state(violation: Violation) -> bool:
    return violation.rule == "body.taken" or violation.rule.startswith("state.")


class Walk:
    """One document, served and checked."""

    def __init__(self, api: Api) -> None:
        self.api = api
        # every response keeps its contract, or is a 501; every request that breaks it is refused
        settings = Settings(approximate=False, strictness="letter")
        self.engine = Engine(Apis([api]), Worlds({api.name: api.seed}), settings)
        self.exchanges = 0
        self._writer = RequestWriter(api.document)
        self._checker = ResponseChecker(api.document)
        self._pointers = {(method, path): pointer for method, path, pointer in self._checker.operations()}

    def iter_troubles(self) -> Iterator[Trouble]:
        for operation in self.api.operations:
            yield from self._troubles_of(operation)

    def missing(self) -> set[tuple[str, str]]:
        """Operations that the document has but the server does not."""
        return self._pointers.keys() - {(operation.method, operation.path) for operation in self.api.operations}

    def _troubles_of(self, operation: Operation) -> Iterator[Trouble]:
        if operation.broken is not None:
            response = self.engine.respond(Request(operation.method, operation.path)).response
            message = "cannot be served" if response.status == 501 else "is broken, and served"
            yield Trouble(str(operation), "", f"{response.status} {message}: {operation.broken}")
            return
        try:
            minimal = self._writer.minimal(operation)
            requests = list(self._writer.requests(operation))
        except Unsatisfiable as reason:
            yield Trouble(str(operation), "", f"no request can be sent: {reason}")
            return
        for name, request in requests:
            yield from self._check(operation, name, request, None)
        if operation.method == "GET":
            yield from self._check_head(operation, minimal)
        for status in filter(STATUS.fullmatch, operation.responses):
            yield from self._check_status(operation, minimal, status)

    def _check_status(self, operation: Operation, minimal: Request, status: str) -> Iterator[Trouble]:
        code = self._code(operation, status)
        pointer = self._pointers[operation.method, operation.path]
        offers = self._checker.media_types(pointer, status)
        for offer in offers or [""]:
            accept = [("Accept", make_concrete(offer))] if offer else []
            for mode in ("", *(f", dynamic=true, seed={seed}" for seed in SEEDS)):
                label = f"code={code}{mode}" + (f" as {offer}" if len(offers) > 1 else "")
                headers = Headers([*minimal.headers, ("Prefer", f"code={code}{mode}"), *accept])
                yield from self._check(operation, label, minimal._replace(headers=headers), (code, status))

    def _check(
        self, operation: Operation, label: str, request: Request, wanted: tuple[int, str] | None
    ) -> Iterator[Trouble]:
        exchange = self._respond(request)
        response, name = exchange.response, str(operation)
        if exchange.operation_id != operation.operation_id:
            yield Trouble(name, label, f"{request.path} was taken for {exchange.operation_id}")
        elif wanted is None and exchange.violations and all(map(_is_about_state, exchange.violations)):
            return  # what the walk has deleted, created or changed before
        elif wanted is None and exchange.violations:
            yield Trouble(name, label, f"was refused: {'; '.join(map(str, exchange.violations))}")
        elif exchange.source == "engine":
            yield Trouble(name, label, f"{response.status} {response.body.decode()}")
        elif wanted is not None and response.status != wanted[0]:
            yield Trouble(name, label, f"{response.status} instead of {wanted[0]}")
        elif wanted is None and not self._is_usual(operation, response.status):
            yield Trouble(name, label, f"{response.status}, which is not a success")
        elif operation.responses:
            status = wanted[1] if wanted else self._documented(operation, response.status)
            pointer = self._pointers[operation.method, operation.path]
            for problem in self._checker.iter_problems(pointer, status, response):
                yield Trouble(name, label, problem)

    def _is_usual(self, operation: Operation, status: int) -> bool:
        """Whether a valid request may get a status: a success if one is documented, else a redirect, else any."""
        kinds = [key[0] for key in operation.responses] or ["2"]
        wanted = next((kind for kind in "23d" if kind in kinds), kinds[0])
        return str(status)[0] == ("2" if wanted == "d" else wanted)

    def _check_head(self, operation: Operation, minimal: Request) -> Iterator[Trouble]:
        """RFC 9110 §9.3.2: HEAD has the status and fields of GET, unless the document has a HEAD operation."""
        for_get, for_head = (self._respond(minimal._replace(method=method)).response for method in ("GET", "HEAD"))
        has_head = any(other.method == "HEAD" for other in self.api.operations if other.path == operation.path)
        if not has_head and (for_get.status, for_get.media_type) != (for_head.status, for_head.media_type):
            yield Trouble(str(operation), "HEAD", f"{for_head.status} {for_head.media_type} unlike GET")

    def _respond(self, request: Request) -> Exchange:
        self.exchanges += 1
        return self.engine.respond(request)

    def _code(self, operation: Operation, status: str) -> int:
        """A status for a key of `responses`: the number, one of its range, or one for `default` alone."""
        if status.isdigit():
            return int(status)
        hundreds = [int(status[0])] if status[0].isdigit() else [4, 5, 2, 3]
        numbers = [100 * each + rest for each in hundreds for rest in (0, 1, 18, 42)]
        return next(code for code in numbers if self._documented(operation, code) == status)

    @staticmethod
    def _documented(operation: Operation, status: int) -> str:
        """OpenAPI 3.1.1 §4.8.16: the exact status, then its range, then `default`."""
        keys = (str(status), f"{status // 100}XX", "default")
        return next((key for key in keys if key in operation.responses), "")


def load(file: Path, *, is_stateless: bool = True) -> Api:
    """The document as an API that shows what is documented; or one that remembers what the walk sends."""
    return load_api(file.stem, file, prefix="", is_stateless=is_stateless)


def serve(document: Document) -> Api:
    """An API without fixtures."""
    return Api("it", "", document, read_operations(document), Behaviour(), Functions(), State())
