"""Ways to break the server on purpose. Each replaces one function of the running engine, and changes no file.

A mutant lives as long as its process. The plugin beside this file switches one on before tests are collected.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import FunctionType
from typing import Any
from uuid import uuid4

from mockserver.engine import turns
from mockserver.engine.apis import apis, folders
from mockserver.engine.behaviour.coercion import Coercer
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.engine.handlers import Call, Collection, Functions, deletions
from mockserver.engine.links import Links
from mockserver.engine.negotiation.pairs import Pairing
from mockserver.engine.worlds.clock import Clock
from mockserver.engine.worlds.store import Row
from mockserver.engine.worlds.world import World
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.bodies import json as json_family
from mockserver.openapi.description import Description
from mockserver.openapi.documents.discriminators import Discriminators
from mockserver.openapi.documents.roots import Root
from mockserver.openapi.generation.policy import Policy
from mockserver.openapi.messages import Response
from mockserver.openapi.validation import Contract

MUTANTS: dict[str, Mutant] = {}


@dataclass(frozen=True)
class Mutant:
    """One defect."""

    name: str  # "lost-update"
    summary: str  # "PATCH returns the change, but does not keep it"
    api: str  # the API that Schemathesis runs against
    switch_on: Callable[[], None]


def mutant(summary: str, api: str = "adapter") -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Add a function to the catalogue under its own name, with hyphens."""

    def enter(function: Callable[[], None]) -> Callable[[], None]:
        name = function.__name__.replace("_", "-")
        MUTANTS[name] = Mutant(name, summary, api, function)
        return function

    return enter


def _change_nothing() -> None:
    """The control experiment: use each way to change something, but change nothing. No test may fail."""
    _change_responses(lambda response: response._replace(status=response.status))
    _change_violations(list)
    _change_handlers(lambda module: _replace(module, "_mask", module._mask))


NOTHING = Mutant("nothing", "nothing is broken", "", _change_nothing)

# Responses


@mutant("a response lacks a member that the document requires")
def required_member_dropped() -> None:
    def drop(response: Response) -> Response:
        body = json.loads(response.body) if response.body[:1] == b"{" else {}
        if response.status >= 300 or "connector_id" not in body:
            return response
        del body["source_name"]
        return response._replace(body=json.dumps(body).encode())

    _change_responses(drop)


@mutant("creation returns 200 instead of 201")
def wrong_status() -> None:
    _change_responses(lambda response: response._replace(status=200) if response.status == 201 else response)


@mutant("errors are sent as text/html")
def wrong_media_type() -> None:
    def relabel(response: Response) -> Response:
        kept = tuple(field for field in response.headers if field[0] != "Content-Type")
        return response._replace(headers=(("Content-Type", "text/html"), *kept)) if response.status >= 400 else response

    _change_responses(relabel)


@mutant("401 has no WWW-Authenticate", "siro")
def challenge_missing() -> None:
    _change_responses(lambda response: _without(response, "WWW-Authenticate"))


@mutant("405 lists one method in Allow")
def one_method_allowed() -> None:
    def shorten(response: Response) -> Response:
        allow = response.header("Allow")
        if allow is None:
            return response
        return response._replace(headers=(*_without(response, "Allow").headers, ("Allow", allow.partition(",")[0])))

    _change_responses(shorten)


@mutant("some valid requests end in 500")
def crash() -> None:
    def fail(response: Response) -> Response:
        return (
            response._replace(status=500) if response.status == 200 and b'"metadata":{}' in response.body else response
        )

    _change_responses(fail)


# Requests


@mutant("a body that breaks its schema is accepted")
def bad_body_accepted() -> None:
    _change_violations(lambda violations: [v for v in violations if v.rule != "body.schema"])


@mutant("only the first violation is reported")
def violations_cut() -> None:
    _change_violations(lambda violations: violations[:1])


@mutant("NaN counts as a number")
def nan_accepted() -> None:
    from mockserver.openapi.bodies import parse_json as strict

    def parse(raw: bytes) -> Any:
        return json.loads(raw) if b"NaN" in raw else strict(raw)

    _replace(json_family, "parse_json", parse)


@mutant("a request without credentials is accepted", "siro")
def anonymous_admitted() -> None:
    from mockserver.engine.authentication import Gate

    admit = Gate.admit

    def admit_all(gate: Gate, request: Any, world: World) -> Any:
        found = admit(gate, request, world)
        return {"organization": "7c1d5e90-2b48-4f6a-8e13-d94a0b6c5f27"} if isinstance(found, list) else found

    _replace(Gate, "admit", admit_all)


# State


@mutant("DELETE returns, but does not delete", "siro")
def delete_forgotten() -> None:
    _replace(Collection, "delete", lambda _collection, _row: None)
    _replace(deletions, "remove", lambda _call, _resource, _row: None)


@mutant("PATCH returns the change, but does not keep it", "siro")
def lost_update() -> None:
    change = Collection.change

    def forget(collection: Collection, row: Row, changed: Mapping[str, Any], **options: Any) -> Row:
        before = dict(row)
        shown = change(collection, row, changed, **options)
        collection._transaction.put(collection._resource.name, str(row[collection._resource.identifier]), before)
        return shown

    _replace(Collection, "change", forget)


@mutant("a second resource with the same unique members is created", "siro")
def duplicate_accepted() -> None:
    def keep(collection: Collection, row: Row, before: Row | None = None, sent: Any = None) -> Row:
        collection._transaction.put(collection._resource.name, str(row[collection._resource.identifier]), dict(row))
        return row

    _replace(Collection, "_keep", keep)


@mutant("PATCH merges metadata instead of replacing it")
def metadata_merged() -> None:
    update = Collection.update

    def merge_all(collection: Collection, row: Row, members: Mapping[str, Any], **options: Any) -> Row:
        return update(collection, row, members, **{**options, "merge": tuple(members)})

    _replace(Collection, "update", merge_all)


@mutant("a refused request keeps its changes", "idun")
def commit_despite_refusal() -> None:
    refuse = Call.refuse

    def commit_and_refuse(call: Call, case: str, **texts: Any) -> Any:
        call.transaction.commit()
        refuse(call, case, **texts)

    _replace(Call, "refuse", commit_and_refuse)


@mutant("the update time does not change", "siro")
def change_time_stuck() -> None:
    update = Collection.update

    def keep_time(collection: Collection, row: Row, members: Mapping[str, Any], **options: Any) -> Row:
        changed, member = update(collection, row, members, **options), collection._resource.updated
        if member is not None:
            changed[member] = row[member]
        return changed

    _replace(Collection, "update", keep_time)


@mutant("renaming an integration changes its slug", "idun")
def slug_not_sticky() -> None:
    update = Collection.update

    def move_slug(collection: Collection, row: Row, members: Mapping[str, Any], **options: Any) -> Row:
        moved = (
            {"slug": str(members["name"]).lower().replace(" ", "-")} if "slug" in row and members.get("name") else {}
        )
        return update(collection, row, {**members, **moved}, **options)

    _replace(Collection, "update", move_slug)


# Isolation


@mutant("all worlds are the same")
def world_leaked() -> None:
    get = Worlds.get
    _replace(Worlds, "get", lambda worlds, _name="default": get(worlds))


@mutant("an organization sees resources of another", "siro")
def organization_leaked() -> None:
    _replace(Collection, "_is_visible", lambda _collection, _row: True)


@mutant("an organization can read a resource of another by its id", "siro")
def organization_leaked_by_id() -> None:
    def find(collection: Collection, identifier: object) -> Row | None:
        return collection._transaction.find(collection._resource.name, str(identifier))

    _replace(Collection, "find", find)


@mutant("header values are not masked", "intercom")
def headers_unmasked() -> None:
    _change_handlers(lambda module: _replace(module, "_mask", dict))


@mutant("a cursor leads back to the first page", "intercom")
def page_repeated() -> None:
    _change_handlers(lambda module: _replace(module, "_read_cursor", lambda _call: None))


@mutant("a cursor skips an entry", "intercom")
def entry_skipped() -> None:
    def skip(module: _Module) -> None:
        read = module._read_cursor

        def read_too_far(call: Call) -> Any:
            cursor = read(call)
            return cursor and (cursor[0] - 90 * 86400, cursor[1])

        _replace(module, "_read_cursor", read_too_far)

    _change_handlers(skip)


# Repeatability


@mutant("times come from the machine's clock instead of the world's")
def machine_time() -> None:
    _replace(Clock, "timestamp", lambda _clock: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


@mutant("identifiers differ from run to run")
def random_identifiers() -> None:
    _replace(World, "make_uuid", lambda _world, *_purpose: str(uuid4()))


@mutant("a world keeps its state after a reset")
def reset_forgotten() -> None:
    reset = World.reset

    def keep_state(world: World) -> None:
        states = getattr(world, "_states", {})
        reset(world)
        world._states = states

    _replace(World, "reset", keep_state)


# Any document, any client


@mutant("a discriminator does not decide which schema judges a value")
def discriminator_ignored() -> None:
    _replace(Discriminators, "at", lambda _discriminators, _pointer: None)


@mutant("a violation that is a warning is refused")
def warning_refused() -> None:
    _change_violations(lambda violations: [replace(violation, severity="error") for violation in violations])


@mutant("a warning is not told")
def warning_forgotten() -> None:
    _change_violations(lambda violations: [each for each in violations if each.severity == "error"])


@mutant("a path with another slash at its end is not found")
def slash_counts() -> None:
    _replace(Description, "_match_other_slash", lambda *_arguments: None)


@mutant("a body that no operation declares is ignored where 415 is documented")
def undeclared_body_ignored() -> None:
    undeclared = Contract._undeclared_body
    _replace(Contract, "_undeclared_body", lambda contract: replace(undeclared(contract), severity="warning"))


@mutant("what lax frameworks accept is not accepted", "idun")
def coercion_forgotten() -> None:
    _replace(Coercer, "coerce_body", lambda _coercer, body: body)


@mutant("an ordinary request meets the example of an error")
def error_met_by_chance() -> None:
    def find_any(pairing: Pairing, values: Any, body: Any) -> Any:
        return pairing.find(values, body, [pair.name for pair in pairing._pairs if pair.is_error])

    _replace(Pairing, "find_error", find_any)


@mutant("links lead to the real service")
def links_lead_away() -> None:
    _replace(Links, "keep_here", lambda _links, response, *_arguments: response)


@mutant("a document decides the framing of messages")
def framing_documented() -> None:
    _replace(turns, "drop_wire_fields", lambda response: response)


@mutant("generated members lead a client on")
def members_lead_on() -> None:
    _replace(Policy, "neutral", lambda *_arguments, **_options: None)


@mutant("a reference may leave the repository")
def border_open() -> None:
    _replace(Root, "contains", lambda _root, _path: True)


# Ways to change the engine


def _replace(owner: Any, name: str, new: Any) -> None:
    """Replace an attribute that must exist, because a mutant that changes nothing would prove nothing."""
    if not hasattr(owner, name):
        raise LookupError(f"{owner} has no {name}; the mutant must follow the code")
    setattr(owner, name, new)


def _change_responses(change: Callable[[Response], Response]) -> None:
    record = Engine._record  # every response passes it, those of handlers that waited included

    def record_otherwise(engine: Engine, *arguments: Any) -> Exchange:
        exchange = record(engine, *arguments)
        return exchange._replace(response=change(exchange.response))

    _replace(Engine, "_record", record_otherwise)


def _change_violations(change: Callable[[list[Any]], list[Any]]) -> None:
    check = Contract.check_request

    def check_otherwise(contract: Contract, *arguments: Any) -> Any:
        checked = check(contract, *arguments)
        return checked._replace(violations=change(checked.violations))

    _replace(Contract, "check_request", check_otherwise)


def _change_handlers(change: Callable[[_Module], None]) -> None:
    """Change names in the module of Intercom's handlers each time it is loaded."""
    from mockserver.engine.handlers import load_functions as load

    def load_changed(file: Any, name: str, operation_ids: set[str]) -> Functions:
        functions = load(file, name, operation_ids)
        if name == "intercom" and file.is_relative_to(apis.bundled_folder("fixtures")):
            function = functions.handlers["listDataConnectors"]
            assert isinstance(function, FunctionType)
            change(_Module(function.__globals__))
        return functions

    _replace(folders, "load_functions", load_changed)


class _Module:
    """The names of a module that is not in `sys.modules`."""

    def __init__(self, names: dict[str, Any]) -> None:
        object.__setattr__(self, "_names", names)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._names[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._names[name] = value


def _without(response: Response, name: str) -> Response:
    return response._replace(headers=tuple(field for field in response.headers if field[0].lower() != name.lower()))
