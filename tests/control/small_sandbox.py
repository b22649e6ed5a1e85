"""A small sandbox behind the control API: an API with state and switches, and one with only examples."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx

from mockserver.control import build_shell
from mockserver.engine.apis.apis import Api, Apis
from mockserver.engine.behaviour import AcceptedCredential, Behaviour, OperationBehaviour, Resource, Switch, TryIt
from mockserver.engine.engine import Engine
from mockserver.engine.handlers import Call, Functions, Handler
from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.snapshots import Snapshot
from mockserver.engine.worlds.store import State
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.operations import read_operations

BASE = "http://mock.test:8000"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORLD_LIMIT = 60

PETS = """\
openapi: 3.1.0
info: {title: Pets & <friends>, version: 1.2.0}
servers:
  - url: https://api.pets.example/v1
security:
  - key: []
paths:
  /pets:
    get:
      operationId: listPets
      summary: List <all> pets
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema: {type: array, items: {type: object}}
              examples:
                two: {summary: Two pets, value: [{id: a}, {id: b}]}
    post:
      operationId: createPet
      summary: Create a pet
      deprecated: true
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}
            examples:
              rex: {summary: Rex, value: {name: Rex}}
      responses:
        '201':
          description: Created.
          content:
            application/json:
              schema: {type: object}
              examples: {rex: {value: {id: c, name: Rex}}}
        4XX: {description: ControlProblem.}
  /pets/{id}/photo:
    servers:
      - url: https://photos.pets.example
    get:
      operationId: getPhoto
      summary: Read a photo
      security: []
      servers:
        - url: https://photos.pets.example
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200': {description: A photo., content: {image/png: {}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
"""

HATS = """\
openapi: 3.0.3
info: {title: Hats, version: '1'}
paths:
  /hats:
    get:
      operationId: listHats
      responses:
        '200': {description: Hats., content: {application/json: {schema: {type: array}, example: []}}}
"""


def make_engine() -> Engine:
    pets, hats = Document.parse(PETS, name="pets.yaml"), Document.parse(HATS, name="hats.yaml")
    pet = Resource("pet", None, (), "id", "uuid", None, None, "always", None, (), {}, "not_found")
    visit = Resource("visit", None, (), "id", "uuid", None, None, "always", None, (), {}, "not_found")
    behaviour = Behaviour(
        credentials={"key": (AcceptedCredential("k1", None, None, None, {}, None, False),)},
        resources={"pet": pet, "visit": visit},
        operations={"listPets": OperationBehaviour(action="list", resource="pet")},
        switches={"mood": Switch("mood", "How the pets feel", ("happy", "grumpy"))},
        try_it=(
            TryIt("List pets", "listPets", {}, {}, None, 200),
            TryIt("Create a pet", "createPet", {}, {}, "rex", 201),
        ),
    )
    seed = State({"pet": {"a": {"id": "a", "name": "Ada"}, "b": {"id": "b", "name": "Bo"}}, "visit": {}})
    handlers: dict[str, Handler] = {"getPhoto": read_photo}
    apis = Apis(
        [
            Api("pets", "/pets", pets, read_operations(pets), behaviour, Functions(handlers), seed),
            Api("hats", "/hats", hats, read_operations(hats), Behaviour(), Functions(), State()),
        ]
    )
    seeds = {api.name: api.seed for api in apis}
    return Engine(apis, Worlds(seeds, {"pets.mood": "happy"}, frozen=NOON, limits=Limits(worlds=WORLD_LIMIT)))


def read_photo(call: Call) -> bytes:
    return b"\x89PNG"


class Client:
    """Sends requests to the control API in process, and requests for the mocked APIs to the engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.app = build_shell(engine)
        self.held: list[Snapshot] = []  # whose worlds may not end

    def send(self, method: str, url: str, *, app: Any = None, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            # an exception in the application is a failed test, not a 500
            transport = httpx.ASGITransport(app or self.app)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, url, **options)

        return asyncio.run(send())

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.send("GET", url, **options)

    def put(self, url: str, body: Any) -> httpx.Response:
        return self.send("PUT", url, json=body)

    def ask_mock(self, method: str, path: str, body: bytes = b"", world: str | None = None) -> int:
        """Send a request to a mocked API, and return the status of its response."""
        return self.respond(method, path, body, world).status

    def respond(self, method: str, path: str, body: bytes = b"", world: str | None = None) -> Response:
        """Send a request to a mocked API, and return its response."""
        fields = [("host", "mock.test"), ("x-key", "k1"), ("content-type", "application/json")]
        fields += [("mock-world", world)] if world else []
        path, _, query = path.partition("?")
        return self.engine.respond(Request(method, path, query, Headers(fields), body)).response
