"""Which documented response is sent: the preferred one, or the usual one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...openapi import media_types
from ...openapi.messages import BODILESS
from ...openapi.operations import Example, MediaTypeObject, Operation, ResponseObject
from ...openapi.rules import RuleId, Violation, quote
from .pairs import Met
from .preferences import Preference, locate

_FINAL = re.compile(r"[2-5](?:[0-9][0-9]|XX)")
_RANGES = {"3XX": 302, "4XX": 400, "5XX": 500}  # what is sent for a range; 200 for `2XX` and `default`


@dataclass(frozen=True, slots=True)
class Selection:
    """The documented response that was chosen."""

    status: int
    response: ResponseObject
    media_type: str | None  # None: the response has no body
    examples: tuple[Example, ...]  # the documented ones, the best first; only the one that was asked for by name
    is_named: bool = False  # whether the client asked for the example by its name
    met: Met | None = None  # the pair of examples that the request met

    @property
    def content(self) -> MediaTypeObject | None:
        return None if self.media_type is None else self.response.content[self.media_type]


def select_preferred(operation: Operation, preference: Preference, accept: str | None) -> Selection | Violation:
    """The documented response that a client prefers, or the violation that lists what is documented.

    1. `code`: the response documented for exactly that status, then for its range, then `default`.
    2. `example`: the example of that name, in that response; without a code, in the successes from the lowest up,
       then in the other statuses as they stand in the document.
    3. Among its media types, the one the Accept header likes best; if it accepts none, the nearest to it.
    """
    if preference.code is not None:
        response = operation.response_for(preference.code)
        if response is None:
            return _unknown(operation, preference, f"code={preference.code}", list(operation.responses))
        candidates = [(preference.code, response)]
    else:
        candidates = _in_order(operation)
    for status, response in candidates:
        selection = _select_example(status, response, preference.example, accept)
        if selection is not None:
            return replace(selection, is_named=preference.example is not None)
    names = {example.name: None for _, response in candidates for _, example in response.iter_examples()}
    return _unknown(operation, preference, f"example={preference.example}", [n for n in names if n])


def select_usual(operation: Operation, accept: str | None) -> Selection | None:
    """The response without a preference; `None` if the operation documents only 1XX, which cannot be sent."""
    usual = find_usual(operation)
    return None if usual is None else _select_example(*usual, None, accept)


def select_exact(operation: Operation, status: int, accept: str | None) -> Selection | None:
    """The response for a status, in the media type that the Accept header likes best; `None` if it has none."""
    response = operation.response_for(status)
    if response is None:
        return Selection(status, ResponseObject(str(status), "", {}, (), operation.pointer), None, ())
    return _select_example(status, response, None, accept)


def find_usual(operation: Operation) -> tuple[int, ResponseObject] | None:
    """The status that is sent without a preference, and the response documented for it.

    1. The lowest 2XX, then the range `2XX` as 200.
    2. The first documented 3XX; the range `3XX` is 302.
    3. `default` as 200.
    4. The first documented one; the ranges `4XX` and `5XX` are 400 and 500. RFC 9110 §15.2: 1XX is no final response.
    5. 204 without a body if no response is documented (OpenAPI 3.1.1 §4.8.10 allows that).
    """
    responses = operation.responses
    if not responses:
        return 204, ResponseObject("204", "", {}, (), operation.pointer)
    final = [key for key in responses if _FINAL.fullmatch(key)]
    successes = sorted(key for key in final if key.startswith("2"))  # "2XX" after "200"
    redirects = [key for key in final if key.startswith("3")]
    default = ["default"] if "default" in responses else []
    key = next(iter((*successes, *redirects, *default, *final)), None)
    return None if key is None else (_status_of(key), responses[key])


def select_paired(operation: Operation, met: Met, accept: str | None) -> Selection | None:
    """The response whose example has the name of the pair that a request met.

    1. In the successes from the lowest up, then in the other statuses as they stand in the document; of ranges only
       the usual success, because no other range says which status to send.
    2. Among its media types, the one the Accept header likes best; not one that it does not accept, unless it accepts
       none at all.
    """
    usual = find_usual(operation)
    for status, response in _in_order(operation):
        is_certain = response.status.isdigit() or (usual is not None and response is usual[1])
        named = _select_example(status, response, met.name, accept) if is_certain else None
        if named is not None and named.content is not None and _may_send(named.content, response, accept):
            return show_met(named, met)
    return None


def show_met(selection: Selection, met: Met) -> Selection:
    """The same response with the example of a pair before all others."""
    examples = selection.content.examples if selection.content is not None else ()
    return replace(selection, examples=tuple(sorted(examples, key=lambda example: example.name != met.name)), met=met)


def select_refusal(operation: Operation, statuses: Sequence[int], accept: str | None) -> Selection | None:
    """The documented response for a request that breaks the contract; `statuses` are those that fit, the best first.

    1. The first of the statuses that is documented exactly.
    2. The range of the first status, and then `default`, with that status.
    3. Among its media types, the one the Accept header likes best: of those with an example, else of those with a
       schema. A response without content has no body.
    """
    responses = operation.responses
    exact = next(((status, responses[str(status)]) for status in statuses if str(status) in responses), None)
    response = operation.response_for(statuses[0])
    status, response = exact or (statuses[0], response)
    if response is None:
        return None
    contents = list(response.content.values())
    fitting = [m for m in contents if m.examples] or [m for m in contents if m.schema or m.item_schema]
    if not fitting:
        return Selection(status, response, None, ()) if not contents else None
    chosen = _by_accept(fitting, accept)
    return Selection(status, response, chosen.media_type, chosen.examples)


def find_usual_status(operation: Operation) -> int:
    """The status that is sent without a preference; 200 if no response that is documented can be sent."""
    usual = find_usual(operation)
    return 200 if usual is None else usual[0]


def _status_of(key: str) -> int:
    return int(key) if key.isdigit() else _RANGES.get(key, 200)


def _in_order(operation: Operation) -> list[tuple[int, ResponseObject]]:
    """Successes from the lowest up, then `2XX` and `default` as 200, then all others as documented, 1xx left out."""
    exact = [(int(key), response) for key, response in operation.responses.items() if key.isdigit()]
    exact = [(status, response) for status, response in exact if status >= 200]
    successes = sorted((pair for pair in exact if 200 <= pair[0] < 300), key=lambda pair: pair[0])
    ranges = [(200, operation.responses[key]) for key in ("2XX", "default") if key in operation.responses]
    return successes + ranges + [pair for pair in exact if not 200 <= pair[0] < 300]


def _select_example(status: int, response: ResponseObject, name: str | None, accept: str | None) -> Selection | None:
    fitting = [m for m in response.content.values() if name is None or m.example(name)]
    if not response.content or (status in BODILESS and fitting):
        return Selection(status, response, None, ()) if name is None or fitting else None
    if not fitting:
        return None
    fitting.sort(key=lambda m: not m.shows_anything)
    chosen = _by_accept(fitting, accept)
    named = chosen.example(name) if name is not None else None
    return Selection(status, response, chosen.media_type, chosen.examples if named is None else (named,))


def _may_send(offer: MediaTypeObject, response: ResponseObject, accept: str | None) -> bool:
    """Whether a client accepts a media type, or none of the response at all."""
    is_accepted = media_types.choose(accept, [offer.media_type]) is not None
    return is_accepted or media_types.choose(accept, list(response.content)) is None


def _by_accept(offers: list[MediaTypeObject], accept: str | None) -> MediaTypeObject:
    best = media_types.choose_nearest(accept, [offer.media_type for offer in offers])
    return next((offer for offer in offers if offer.media_type == best), offers[0])


def _unknown(operation: Operation, preference: Preference, wanted: str, names: list[str]) -> Violation:
    location, name = locate(wanted, preference.prefix)
    allowed = ", ".join(names) or "none"
    seen = quote(preference.prefix + wanted)[1:-1]
    message = f"{seen} is not documented for {operation}; documented: {allowed}"
    position = operation.document.position(operation.pointer + "/responses")
    rule: RuleId = "preference.unknown-code" if wanted.startswith("code=") else "preference.unknown-example"
    return Violation(rule, location, message, name=name, seen=seen, allowed=allowed, position=position)
