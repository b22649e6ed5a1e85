"""One world never sees another: each responds as if it were alone.

Random requests of Adapter's API go to three worlds in any order. Each world's responses and rows must equal those of
the same requests to a fresh server; and the same seed, requests and stopped clock give the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from mockserver.engine.apis.apis import Api, load_bundled
from mockserver.openapi.messages import Response
from tests.support.small_sandbox import ADAPTER_KEY, Sandbox, sandbox_of

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)
PATH = "/v1/custom-connectors"
WORLDS = ("anna", "ben", "default")


class Ask(NamedTuple):
    """One request; a number in `target` stands for the n-th connector."""

    method: str
    target: str  # "/v1/custom-connectors/{}/ingest"
    number: int
    body: Any


@pytest.fixture(scope="module")
def adapter() -> Api:
    return next(iter(load_bundled(["adapter"])))


def fresh(adapter: Api, seed: int = 7) -> Sandbox:
    return sandbox_of(adapter, seed=seed, frozen=MOMENT)


def perform(sandbox: Sandbox, ask: Ask, world: str) -> Response:
    rows = sandbox.state(world)["connector"]
    identifier = rows[ask.number % len(rows)]["connector_id"] if ask.number >= 0 else "unknown"
    return sandbox.ask(ask.method, ask.target.format(identifier), ask.body, [ADAPTER_KEY], world=world).response


_NAMES = st.sampled_from(["Acme", "Globex", "Initech"])
_SOURCES = st.sampled_from(["acme-crm", "globex", "initech", "hooli"])  # the first is taken
_KINDS = st.none() | st.lists(st.sampled_from(["email", "page", "issue"]), max_size=2)
_METADATA = st.dictionaries(st.sampled_from(["env", "region"]), st.sampled_from(["a", "b"]), max_size=2)
_NUMBERS = st.integers(min_value=-1, max_value=5)
_EVENTS = st.lists(
    st.fixed_dictionaries({"data": st.integers()}, optional={"metadata": _METADATA}), min_size=1, max_size=3
)
_TYPED = st.lists(st.fixed_dictionaries({"kind": st.sampled_from(["email", "issue"])}), max_size=2)

_ASKS = st.one_of(
    st.builds(Ask, st.just("GET"), st.sampled_from([PATH, f"{PATH}?include_inactive=true"]), st.just(-1), st.none()),
    st.builds(
        Ask,
        st.just("POST"),
        st.just(PATH),
        st.just(-1),
        st.fixed_dictionaries(
            {"name": _NAMES, "source_name": _SOURCES}, optional={"accepted_kinds": _KINDS, "metadata": _METADATA}
        ),
    ),
    st.builds(
        Ask,
        st.just("PATCH"),
        st.just(PATH + "/{}"),
        _NUMBERS,
        st.fixed_dictionaries(
            {},
            optional={
                "name": _NAMES | st.just(""),  # refused
                "metadata": _METADATA,
                "is_active": st.booleans(),
                "accepted_kinds": _KINDS,
            },
        ),
    ),
    st.builds(Ask, st.just("POST"), st.just(PATH + "/{}/ingest"), _NUMBERS, st.fixed_dictionaries({"items": _EVENTS})),
    st.builds(
        Ask, st.just("POST"), st.just(PATH + "/{}/ingest/typed"), _NUMBERS, st.fixed_dictionaries({"items": _TYPED})
    ),
)


@settings(max_examples=150)
@given(plan=st.lists(st.tuples(st.sampled_from(WORLDS), _ASKS), max_size=25))
def test_each_world_is_as_if_it_were_alone(adapter: Api, plan: list[tuple[str, Ask]]) -> None:
    together = fresh(adapter)
    responses = [(world, perform(together, ask, world)) for world, ask in plan]
    for world in WORLDS:
        alone = fresh(adapter)
        expected = [perform(alone, ask, world) for asker, ask in plan if asker == world]
        assert [response for asker, response in responses if asker == world] == expected
        assert together.state(world) == alone.state(world)
        assert len(together.engine.worlds.get(world).journal) == len(expected)
    assert together.state("a-new-one") == fresh(adapter).state()
    for _, response in responses:
        event(f"status {response.status}")
        assert response.status < 500


@settings(max_examples=50)
@given(asks=st.lists(_ASKS, max_size=15))
def test_the_same_requests_give_the_same_bytes(adapter: Api, asks: list[Ask]) -> None:
    one, other = fresh(adapter), fresh(adapter)
    assert [perform(one, ask, "anna") for ask in asks] == [perform(other, ask, "anna") for ask in asks]
    assert one.state("anna") == other.state("anna")


@settings(max_examples=50)
@given(asks=st.lists(_ASKS, max_size=15))
def test_a_reset_world_begins_again(adapter: Api, asks: list[Ask]) -> None:
    sandbox = fresh(adapter)
    first = [perform(sandbox, ask, "anna") for ask in asks]
    sandbox.engine.worlds.get("anna").reset()
    assert sandbox.state("anna") == fresh(adapter).state()
    assert [perform(sandbox, ask, "anna") for ask in asks] == first


def test_another_seed_makes_other_identifiers(adapter: Api) -> None:
    ask = Ask("POST", PATH, -1, {"name": "Acme", "source_name": "hooli"})
    one, other = perform(fresh(adapter, 1), ask, "anna"), perform(fresh(adapter, 2), ask, "anna")
    assert one.status == other.status == 201
    assert one.body != other.body


def test_apis_of_one_world_do_not_mix() -> None:
    apis = load_bundled(["adapter", "siro"])
    sandbox = sandbox_of(*apis)
    perform(sandbox, Ask("POST", PATH, -1, {"name": "Acme", "source_name": "hooli"}), "anna")
    siro = apis.find("siro")
    assert siro is not None
    assert sandbox.engine.worlds.get("anna").state("siro") == siro.seed
