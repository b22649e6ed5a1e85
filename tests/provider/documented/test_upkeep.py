"""Items that were removed are created again, when something asks for them."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.apis.apis import Api
from mockserver.engine.drafts import Drafter
from mockserver.provider import Plan, Provider
from mockserver.provider.documented.sequences import Documented
from mockserver.provider.record import Record
from mockserver.provider.service.conversation import Conversation
from mockserver.provider.service.hosting import serve
from mockserver.provider.service.secrets import RunSecrets
from mockserver.provider.service.sending import Sender
from tests.engine.test_drafts import make_api
from tests.provider.bed import SHOWN_URL, examine_app
from tests.provider.documented.houses import Houses, Paths, describe

ROOM = "/houses/{id}/rooms/{room_id}"


def converse(api: Api, address: str, sender: Sender) -> Conversation:
    record = Record(api.operations, {str(operation) for operation in api.operations})
    plan, provider = Plan(), Provider(address, "tests:app", SHOWN_URL)
    secrets = RunSecrets(api, plan.credentials, provider.url)
    return Conversation(api, sender, secrets, record, shown_url=SHOWN_URL)


def test_a_child_is_created_below_a_new_parent() -> None:
    service, api = Houses(), describe(Paths())
    with serve(service, "tests:app") as address, Sender(address) as sender:
        documented = Documented(converse(api, address, sender), Drafter(api), api.operations, lambda _: True)
        upkeep, operations = documented.upkeep, {operation.operation_id: operation for operation in api.operations}
        [first] = upkeep.candidates(ROOM, "coverage")
        assert [first.values_for(ROOM)] == [{"id": "h1", "room_id": "r2"}]
        assert upkeep.find(ROOM, {"id": "h1", "room_id": "r2"}) is first
        assert upkeep.find(ROOM, {"id": "h1", "room_id": "r9"}) is None

        service.houses.clear()
        service.rooms.clear()
        [house] = upkeep.candidates("/houses/{id}", "coverage")
        upkeep.note(operations["readHouse"], house, 404, "coverage")
        [second] = upkeep.candidates(ROOM, "coverage")
        assert [second.values_for(ROOM)] == [{"id": "h3", "room_id": "r4"}]

        upkeep.clean_up()
        assert (service.houses, service.rooms) == ({}, {})
        assert documented.conversation.record.tallies["POST /houses"].sent == {"coverage": 2}


def test_what_cannot_be_created_is_given_up() -> None:
    class Full(Houses):
        def on_houses(self, method: str, ids: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
            return (404, None, "") if method == "POST" else super().on_houses(method, ids, raw)

    service = Full()
    plan = Plan(phases=("documented", "coverage", "fuzzing"), max_examples=5)
    assert examine_app(service, describe(Paths()), plan).failures == ()
    tried = [path for method, path, _ in service.seen if method == "POST" and path == "/houses"]
    drawn = [path for method, path, _ in service.seen if method == "GET" and path.startswith("/houses/")]
    assert len(tried) < len(drawn)


@pytest.mark.parametrize("phases", [("documented", "probes"), ("documented", "fuzzing")], ids="-".join)
def test_an_action_may_remove_an_item(phases: Any) -> None:
    """Sold houses are gone; that is no failure, and later requests get another one."""
    paths = Paths(rooms="/houses/{house_id}/sale", room="/rooms/{room_id}")

    class Sold(Houses):
        def on_rooms(self, method: str, ids: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
            status, room, location = super().on_rooms(method, ids, raw)
            if status == 201:
                del self.houses[ids[0]]
            return status, room, location

    service = Sold(paths)
    document = describe(paths).document.content
    del document["paths"]["/rooms/{room_id}"]
    outcome = examine_app(service, make_api(document), Plan(phases=phases, max_examples=10))
    assert outcome.failures == ()
    sales = [status for method, path, status in service.seen if method == "POST" and path.endswith("/sale")]
    reads = [status for method, path, status in service.seen if method == "GET" and path.count("/") == 2]
    assert reads.count(200) > 0
    assert phases[1] == "probes" or sales.count(201) > sales.count(404)
