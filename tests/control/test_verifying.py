"""Whether requests are as expected, and which are shown if they are not."""

from __future__ import annotations

import pytest

from mockserver.control.verifying import SHOWN, Count, NearRequest, Verdict, verify
from mockserver.engine.exchanges import Exchange
from mockserver.engine.matching.reading import read_match
from mockserver.engine.worlds.journal import JournalExcerpt, Numbered
from mockserver.openapi.messages import Response
from tests.control.exchanges import make_exchange, make_request
from tests.control.small_sandbox import make_engine

APIS = make_engine().apis


def post(name: str, query: str = "") -> Exchange:
    request = make_request(f"/pets/pets{query}", method="POST", body=b'{"name": "%s"}' % name.encode())
    return make_exchange(request, Response(201), operation_id="createPet")


def journal(*exchanges: Exchange, dropped: int = 0) -> JournalExcerpt:
    numbered = [Numbered(number, each) for number, each in enumerate(exchanges, dropped + 1)]
    return JournalExcerpt(dropped + len(exchanges), numbered, 0, is_closed=False)


LIST = make_exchange(make_request("/pets/pets?tag=a"))
LOST = make_exchange(make_request("/pets/pet"), Response(404), operation_id=None)
ALL = journal(LIST, post("Rex"), post("Bo"), LOST)


@pytest.mark.parametrize(
    ("count", "wording", "admitted"),
    [
        (Count(), "at least 1 request", {1, 2, 3, 4}),
        (Count(2), "at least 2 requests", {2, 3, 4}),
        (Count(0, 0), "no request", {0}),
        (Count(1, 1), "1 request", {1}),
        (Count(3, 3), "3 requests", {3}),
        (Count(0, 2), "at most 2 requests", {0, 1, 2}),
        (Count(0, 1), "at most 1 request", {0, 1}),
        (Count(1, 3), "1 to 3 requests", {1, 2, 3}),
    ],
    ids=str,
)
def test_how_many_are_expected(count: Count, wording: str, admitted: set[int]) -> None:
    assert str(count) == wording
    assert {number for number in range(5) if count.admits(number)} == admitted


@pytest.mark.parametrize(
    ("match", "count"),
    [
        ({}, 4),
        ({"api": "pets"}, 4),
        ({"operation_id": "createPet"}, 2),
        ({"operation_id": "createPet", "body": {"name": "Rex"}}, 1),
        ({"path": "/pets"}, 3),
        ({"path": "/pets/pets", "method": "GET"}, 1),
        ({"path": "/**"}, 4),
        ({"query": {"tag": "a"}}, 1),
        ({"jsonpath": ["$[?@ == 'Bo']"]}, 1),
        ({"operation_id": "getPhoto"}, 0),
    ],
    ids=repr,
)
def test_what_matches_is_counted(match: dict[str, object], count: int) -> None:
    assert verify(read_match(match), Count(count, count), ALL, APIS).is_verified
    assert not verify(read_match(match), Count(count + 1, count + 1), ALL, APIS).is_verified
    assert verify(read_match(match), Count(0, 100), ALL, APIS).count == count


def test_a_verified_result_shows_no_request() -> None:
    match = read_match({"operation_id": "createPet"})
    assert verify(match, Count(2, 2), ALL, APIS) == Verdict(True, 2, "2 requests: createPet")


def test_the_nearest_are_shown_if_there_are_too_few() -> None:
    match = read_match({"operation_id": "createPet", "query": {"draft": "1"}, "body": {"name": "Ada"}})
    exchanges = journal(LIST, post("Rex"), post("Ada"), post("Bo", "?draft=1"))
    verdict = verify(match, Count(1, 1), exchanges, APIS)
    absent = 'query draft: expected "1", was absent'
    assert verdict == Verdict(
        False,
        0,
        "1 request: createPet",
        (
            # one difference, the newest first; then two; then the one for another operation
            NearRequest(4, "POST /pets/pets?draft=1 → 201", ('body /name: expected "Ada", was "Bo"',)),
            NearRequest(3, "POST /pets/pets → 201", (absent,)),
            NearRequest(2, "POST /pets/pets → 201", (absent, 'body /name: expected "Ada", was "Rex"')),
            NearRequest(
                1,
                "GET /pets/pets?tag=a → 200",
                (
                    "operation: expected createPet, was listPets",
                    absent,
                    'body: expected {"name": "Ada"}, was not JSON: b\'\'',
                ),
            ),
        ),
    )


def test_another_operation_is_farther_than_any_difference_in_content() -> None:
    match = read_match({"operation_id": "createPet", "query": {"a": "1", "b": "2"}})
    verdict = verify(match, Count(), journal(post("Rex"), make_exchange(make_request("/pets/pets?a=1&b=2"))), APIS)
    assert [(near.number, len(near.differences)) for near in verdict.nearest] == [(1, 2), (2, 1)]


def test_those_that_match_are_shown_if_there_are_too_many() -> None:
    verdict = verify(read_match({"operation_id": "createPet"}), Count(0, 0), ALL, APIS)
    assert (verdict.count, verdict.expected) == (2, "no request: createPet")
    assert verdict.nearest == (
        NearRequest(3, "POST /pets/pets → 201", ()),
        NearRequest(2, "POST /pets/pets → 201", ()),
    )


def test_a_few_are_shown_of_many() -> None:
    exchanges = journal(*[LIST] * (SHOWN + 3))
    for match in ({}, {"operation_id": "createPet"}):
        assert len(verify(read_match(match), Count(99), exchanges, APIS).nearest) <= SHOWN
    assert len(verify(read_match({}), Count(0, 0), exchanges, APIS).nearest) == SHOWN


def test_a_fault_is_shown_instead_of_the_status() -> None:
    exchanges = journal(post("Rex")._replace(fault="reset"))
    assert verify(read_match({}), Count(0, 0), exchanges, APIS).nearest[0].request == "POST /pets/pets → reset"


def test_what_could_not_be_compared_is_said() -> None:
    masked = make_exchange(make_request(headers=[("authorization", "Bearer ***")]))
    match = read_match({"headers": {"authorization": "Bearer abc"}})
    verdict = verify(match, Count(), journal(masked, dropped=2), APIS)
    assert verdict.nearest[0].number == 3
    assert verdict.hint == (
        "the journal no longer keeps the first 2 requests; *** stands for a secret, which the journal does not keep; "
        "a server with --show-secrets can compare it"
    )
    assert (
        verify(match, Count(0, 0), journal(dropped=1), APIS).hint == "the journal no longer keeps the first 1 request"
    )
