"""The provider test against our own mocks, which must keep the documents they are made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import Apis, bundled_folder, bundled_names, load_api
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.documents import ReadPolicy
from mockserver.provider import Phase, Plan
from mockserver.provider.loading import load_document
from mockserver.provider.service.credentials import Credentials
from mockserver.server.app import MockApp
from tests.fuzzing.harness import make_app, revoked_as_wrong
from tests.provider.bed import examine_app

EXCEPTIONS = {  # rules that no schema can express
    name: Path(__file__).parents[1] / f"fuzzing/{name}.toml" for name in ("adapter", "idun", "intercom")
}
CORPUS = Path(__file__).parents[1] / "corpus/documents"
TOKENS = {
    "adapter": "pk_live_sandbox",
    "intercom": "intercom_sandbox",
    "siro": "siro-sandbox-token",
}
OURS = Plan(phases=("documented", "probes"))


def _below(app: MockApp, prefix: str) -> Any:
    """Return the application with the paths below `prefix` at its root."""

    async def call(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            raw = prefix.encode() + scope["raw_path"]
            scope = {**scope, "path": prefix + scope["path"], "raw_path": raw}
        await app(scope, receive, send)

    return call


def _plan(api: str) -> Plan:
    headers = (("Authorization", f"Bearer {TOKENS[api]}"),) if api in TOKENS else ()
    return replace(OURS, credentials=Credentials(headers))


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_mock_keeps_its_document(name: str) -> None:
    api = load_document(str(bundled_folder("specs") / f"{name}.yaml"), ReadPolicy())
    app = make_app(name)
    outcome = examine_app(_below(app, f"/{name}"), api, _plan(name))
    found = [failure.fingerprint for failure in outcome.failures]
    accepts_any = [line for line in found if line.endswith(" probe.credentials with wrong credentials")]
    assert found == accepts_any
    assert bool(accepts_any) == (name in TOKENS)
    assert outcome.notices == ()


EXPECTED = {  # the only response is a reading, which says nothing of errors: a refusal is a problem of ours
    "sensors-3.2": ['POST /readings response.media-type "application/problem+json"'],
}


@pytest.mark.parametrize("name", ["articles-3.1", "chat-3.2", "files-3.0", "sensors-3.2", "styles-3.0", "zoo-3.0"])
def test_a_mock_of_any_document_keeps_it(name: str) -> None:
    """The engine and Schemathesis agree about every style and many media types."""
    file = CORPUS / f"{name}.yaml"
    apis = Apis([load_api(name, file, prefix="")])
    app = MockApp(Engine(apis, Worlds({name: apis[name].seed}, {})))
    plan = Plan(phases=("documented", "probes", "examples", "coverage", "fuzzing"), max_examples=3)
    outcome = examine_app(app, load_document(str(file), ReadPolicy()), plan)
    assert [failure.fingerprint for failure in outcome.failures] == EXPECTED.get(name, [])


@pytest.mark.parametrize("name", bundled_names())
def test_schemathesis_finds_no_failures_besides_the_known_exceptions(name: str) -> None:
    api = load_document(str(bundled_folder("specs") / f"{name}.yaml"), ReadPolicy())
    phases: tuple[Phase, ...] = ("examples", "coverage", "fuzzing", "stateful")
    plan = replace(_plan(name), phases=phases, max_examples=5, config=EXCEPTIONS.get(name))
    with revoked_as_wrong(name):
        outcome = examine_app(_below(make_app(name), f"/{name}"), api, plan)
    assert [failure.fingerprint for failure in outcome.failures] == []
