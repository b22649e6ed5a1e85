"""Requests as curl lines that work when pasted into a shell, without the secrets they were sent with."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from typing import NamedTuple

from ..messages import Request

_UNWANTED = ("host", "content-length")  # curl says them itself
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


def curl_for(request: Request, base_url: str, secrets: Collection[Secret] = ()) -> str:
    """One line, in which shell variables stand for secrets.

    >>> curl_for(Request("GET", "/books/7", headers=Headers([("Authorization", "Bearer x")])), URL, [Secret(…)])
    'curl http://127.0.0.1:8000/books/7 -H "Authorization: Bearer $AUTHORIZATION"'
    """
    words = ["curl"]
    if request.method == "HEAD":
        words.append("-I")
    elif request.method != ("POST" if request.body else "GET"):
        words += ["-X", request.method]
    words.append(_url(request, base_url, secrets))
    for name, value in request.headers:
        if name not in _UNWANTED:
            hidden = next((s for s in secrets if not s.is_query and s.name == name and value.endswith(s.text)), None)
            words += ["-H", _quoted(f"{_shown(name)}: {value}", hidden)]
    if request.body and "content-type" not in request.headers:
        words += ["-H", "'Content-Type;'"]  # else curl would call it a form
    return " ".join([*words, "--data-binary", _data(request.body)] if request.body else words)


def _url(request: Request, base_url: str, secrets: Collection[Secret]) -> str:
    url = base_url + request.path
    if not request.query:
        return shlex.quote(url)
    pairs = request.query.split("&")
    hidden = next((s for s in secrets if s.is_query and f"{s.name}={s.text}" in pairs), None)
    if hidden is not None:  # to the end, where a variable can stand
        pairs.remove(f"{hidden.name}={hidden.text}")
        pairs.append(f"{hidden.name}={hidden.text}")
    return _quoted(f"{url}?{'&'.join(pairs)}", hidden)


def _quoted(text: str, hidden: Secret | None) -> str:
    """A word of the line; where it ends with a secret, with a variable in its place."""
    if hidden is None:
        return shlex.quote(text)
    before = text.removesuffix(hidden.text)
    return (
        f'"{before}{hidden.variable}"' if not _SPECIAL.search(before) else f'{shlex.quote(before)}"{hidden.variable}"'
    )


def _shown(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("-"))


def _data(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = ""
    if text and not text.startswith("@") and text.replace("\n", "").replace("\t", "").isprintable():
        return shlex.quote(text)
    return "$'" + "".join(f"\\x{octet:02x}" for octet in body) + "'"  # bash and zsh; what is not text
