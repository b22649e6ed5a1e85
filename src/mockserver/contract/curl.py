"""Requests as curl lines that work when pasted into a shell, without the secrets they were sent with."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection

from ..messages import Request

_VARIABLE = re.compile(r"[^A-Z0-9]+")


def curl_for(request: Request, base_url: str, secrets: Collection[str] = ()) -> str:
    """One line; a field that `secrets` names has a shell variable for its value.

    >>> curl_for(Request("GET", "/books/7", headers=Headers([("Authorization", "Bearer x")])), URL, ["authorization"])
    "curl http://127.0.0.1:8000/books/7 -H \\"Authorization: $AUTHORIZATION\\""
    """
    words = ["curl"]
    if request.method == "HEAD":
        words.append("-I")
    elif request.method != ("POST" if request.body else "GET"):
        words += ["-X", request.method]
    url = base_url + request.path + (f"?{request.query}" if request.query else "")
    line = shlex.join([*words, url])
    for name, value in request.headers:
        if name in ("host", "content-length"):
            continue
        line += " -H " + (_hidden(name) if name in secrets else shlex.quote(f"{_shown(name)}: {value}"))
    if request.body and not any(name == "content-type" for name, _ in request.headers):
        line += " -H 'Content-Type;'"  # else curl would call it a form
    return f"{line} --data-binary {_data(request.body)}" if request.body else line


def _hidden(name: str) -> str:
    return f'"{_shown(name)}: ${_VARIABLE.sub("_", name.upper())}"'


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
