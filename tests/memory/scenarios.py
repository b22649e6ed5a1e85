"""Scenarios: what a user of an API sees when its mock remembers, as YAML beside the document.

`styles/<style>/openapi.yaml` is the document, `styles/<style>/scenario.yaml` has its scenarios; `README.md` describes
the format. A key that it does not know raises `ValueError`, so that no expectation is overlooked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.yaml_text import load_yaml

STYLES = Path(__file__).with_name("styles")
DOCUMENT = "openapi.yaml"
SCENARIOS = "scenario.yaml"


@dataclass(frozen=True, kw_only=True)
class Items:
    """What an array of a body must hold."""

    at: str = ""  # "/data", the pointer of the array; "": the body itself
    count: int | None = None
    contain: Sequence[Any] = ()  # for each of these some item matches
    lack: Sequence[Any] = ()  # for each of these no item matches
    each: Any = None  # {"status": "open"}: there are items, and all match
    ids: Sequence[Any] | None = None  # ["{first}", "{second}"]: what `by` finds in the items, in any order
    by: str = "/id"
    values: Mapping[str, Any] | None = None  # {"at": "/name", "are": ["A", "B"]}: in this order


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What the response of a step must be."""

    expect: Sequence[int]  # the statuses that will do
    source: str | None = None  # "resource", what Mock-Source begins with
    has: Any = None  # a subset of the JSON body
    absent: Sequence[str] = ()  # pointers that lead nowhere in the body
    blank: Sequence[str] = ()  # pointers that lead nowhere, or to null or an empty text: a cursor after the last page
    text: str | None = None  # the whole body, as text
    items: Items | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict)  # {"Location": "/products/{id}"}
    save: Mapping[str, str] = field(default_factory=dict)  # {"id": "/id"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A request and its response; at most one of `body`, `form`, `multipart` and `raw` is given."""

    send: str  # "GET /products/{id}"
    expectation: Expectation
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, Any] | None = None
    multipart: Mapping[str, Any] | None = None
    raw: str | None = None


@dataclass(frozen=True)
class Scenario:
    """Steps in a world of their own."""

    style: str  # "bare-collection"
    number: int  # its place in the file, from 1
    name: str
    steps: Sequence[Step]


@dataclass(frozen=True)
class Style:
    """One document and its scenarios."""

    name: str  # "bare-collection", the name of its folder
    sentence: str  # "A bare collection with server-made integers"
    document: Path
    scenarios: Sequence[Scenario]


def list_styles() -> list[str]:
    """Return the names of all styles."""
    return sorted(file.parent.name for file in STYLES.glob(f"*/{SCENARIOS}"))


@cache
def read_style(name: str) -> Style:
    """Return a style. Raises `ValueError` for a key that is unknown or missing."""
    folder = STYLES / name
    content = load_yaml((folder / SCENARIOS).read_text(encoding="utf-8"))
    _refuse_unknown(content, {"style", "scenarios"}, name)
    scenarios = [_read_scenario(each, name, number) for number, each in enumerate(content["scenarios"], 1)]
    return Style(name, content["style"], folder / DOCUMENT, scenarios)


def _read_scenario(content: Mapping[str, Any], style: str, place_in_file: int) -> Scenario:
    place = f"{style}: {content.get('name')}"
    _refuse_unknown(content, {"name", "steps"}, place)
    steps = [_read_step(each, f"{place}, step {number}") for number, each in enumerate(content["steps"], 1)]
    return Scenario(style, place_in_file, content["name"], steps)


def _read_step(content: Mapping[str, Any], place: str) -> Step:
    requests, responses = _names(Step) - {"expectation"}, _names(Expectation)
    _refuse_unknown(content, requests | responses, place)
    if "send" not in content or "expect" not in content:
        raise ValueError(f"{place}: a step has `send` and `expect`")
    said = {key: value for key, value in content.items() if key in responses}
    if isinstance(said["expect"], int):
        said["expect"] = [said["expect"]]
    if "items" in said:
        _refuse_unknown(said["items"], _names(Items), place)
        said["items"] = Items(**said["items"])
    sent = {key: value for key, value in content.items() if key in requests}
    return Step(**sent, expectation=Expectation(**said))


def _names(record: type) -> set[str]:
    return {each.name for each in fields(record)}


def _refuse_unknown(content: Mapping[str, Any], known: set[str], place: str) -> None:
    unknown = sorted(set(content) - known)
    if unknown:
        raise ValueError(f"{place}: unknown key {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
