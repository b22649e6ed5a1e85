"""A request as one curl line that can be pasted into a shell, without the secrets it was sent with."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Collection
from typing import NamedTuple

from .messages import Request

LONGEST = 10_000  # bytes of a body that is shown

_OF_CONNECTIONS = ("host", "content-length", "connection", "transfer-encoding")  # curl says them itself
_NO_WORD = re.compile(r"[^A-Z0-9]+")
_SPECIAL = re.compile(r'["$`\\!]')  # what a shell reads inside double quotes


class Secret(NamedTuple):
    """What nobody may read: the end of a header field's value, or the whole value of a query parameter."""

    name: str  # "authorization", lower-case; or the query's "api_key", as it is written there
    text: str  # "pk_live_1", as it is sent
    is_query: bool = False

    @property
    def variable(self) -> str:
        """`$AUTHORIZATION`, which stands for it in a curl line."""
        return f"${_NO_WORD.sub('_', self.name.upper())}"


def curl_of(request: Request, url: str, secrets: Collection[Secret] = ()) -> str:
    """The same request to `url`, its query included; shell variables stand for secrets.

    >>> curl_of(Request("GET", "/books/7", headers=Headers([("Authorization", "Bearer x")])), URL, [Secret(…)])
    'curl http://127.0.0.1:8000/books/7 -H "Authorization: Bearer $AUTHORIZATION"'
    """
    words = ["curl"]
    if request.method == "HEAD" and not request.body:
        words.append("--head")
    elif request.method != ("POST" if request.body else "GET"):
        words += ["-X", shlex.quote(request.method)]
    words.append(_url(url, secrets))
    for name, value in request.headers:
        if name not in _OF_CONNECTIONS and (name, value) != ("accept", "*/*"):
            hidden = next((s for s in secrets if not s.is_query and s.name == name and value.endswith(s.text)), None)
            words += ["-H", _quoted(f"{_shown(name)}: {value}", hidden)]
    return _with_body(words, request) if request.body else " ".join(words)


def _with_body(words: list[str], request: Request) -> str:
    """The line with the body: as it is, through `base64 -d` where it is no text, from a file where it is very long."""
    body = request.body
    if "content-type" not in request.headers:
        words += ["-H", "Content-Type:"]  # else curl would call it a form
    if len(body) > LONGEST:
        return " ".join([*words, "--data-binary", "@body"]) + f"  # a body of {len(body):,} bytes, not shown"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\0"
    if text.replace("\n", "").replace("\t", "").isprintable():
        return " ".join([*words, "--data-raw", shlex.quote(text)])
    encoded = base64.b64encode(body).decode()
    return f"echo {encoded} | base64 -d | {' '.join([*words, '--data-binary', '@-'])}"


def _url(url: str, secrets: Collection[Secret]) -> str:
    path, _, query = url.partition("?")
    pairs = query.split("&")
    hidden = next((s for s in secrets if s.is_query and f"{s.name}={s.text}" in pairs), None)
    if hidden is None:
        return shlex.quote(url)
    pairs.remove(f"{hidden.name}={hidden.text}")
    pairs.append(f"{hidden.name}={hidden.text}")  # at the end a variable can stand in its place
    return _quoted(f"{path}?{'&'.join(pairs)}", hidden)


def _quoted(text: str, hidden: Secret | None) -> str:
    """A word of the line; where it ends with a secret, with a variable in its place."""
    if hidden is None:
        return shlex.quote(text)
    before = text.removesuffix(hidden.text)
    if _SPECIAL.search(before):
        return f'{shlex.quote(before)}"{hidden.variable}"'
    return f'"{before}{hidden.variable}"'


def _shown(name: str) -> str:
    """`Content-Type`, of a name in lower case."""
    return "-".join(word.capitalize() for word in name.split("-"))
