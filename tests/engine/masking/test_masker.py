"""No byte of a secret is in what the journal keeps, wherever the secret was sent."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from mockserver.engine.exchanges import Exchange
from mockserver.engine.settings import Settings
from mockserver.openapi.messages import Headers, Request
from tests.engine.masking.accounts import PLACES, Sent, find_leaks, load_accounts
from tests.support.small_sandbox import Sandbox, sandbox_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("accounts")


@pytest.fixture
def accounts(folder: Path) -> Sandbox:
    return sandbox_of(load_accounts(folder))


def send(sandbox: Sandbox, sent: Sent) -> Exchange:
    path, _, query = sent.target.partition("?")
    return sandbox.engine.respond(Request(sent.method, path, query, Headers(sent.headers), sent.body.encode()))


def texts_of(*exchanges: Exchange) -> list[str]:
    """Everything in exchanges, as text and as bytes, with JSON's and URL's escapes undone."""
    found = []
    for exchange in exchanges:
        found += [f"{violation} {violation.seen}" for violation in exchange.violations]
        found += [repr(exchange._replace(violations=())), pickle.dumps(exchange.request).decode("latin-1")]
        found += [exchange.request.body.decode(), exchange.response.body.decode()]
        found += [value for _, value in exchange.response.headers] + [value for _, value in exchange.request.headers]
    return found


@pytest.mark.parametrize("sent", PLACES.values(), ids=PLACES)
def test_the_journal_has_no_secret(accounts: Sandbox, sent: Sent) -> None:
    exchange = send(accounts, sent)
    kept = list(accounts.engine.worlds.get().journal)
    shown = exchange._replace(response=exchange.response._replace(headers=(), body=b""))  # the client gets the response
    assert not find_leaks("".join(texts_of(*kept, shown))), kept


@pytest.mark.parametrize("name", [name for name in PLACES if name != "wrong-world"])
def test_the_journal_has_the_secret_on_request(folder: Path, name: str) -> None:
    sandbox = sandbox_of(load_accounts(folder), settings=Settings(show_secrets=True))
    send(sandbox, PLACES[name])
    assert find_leaks("".join(texts_of(*sandbox.engine.worlds.get().journal)))
