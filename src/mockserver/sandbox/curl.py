"""A request as one curl line that can be pasted into a shell."""

from __future__ import annotations

import base64
import shlex

from ..messages import Request

# what curl adds by itself, or what belongs to one connection and not to the request
_LEFT_OUT = ("host", "content-length", "user-agent", "accept-encoding", "connection", "transfer-encoding", "mock-world")

LONGEST = 10_000  # bytes of a body that is shown


def curl_of(request: Request, url: str) -> str:
    """The same request to `url`; a body that is no text comes through `base64 -d`, and a very long one from a file.

    >>> curl_of(Request("DELETE", "/things/1"), "http://127.0.0.1:8000/things/1")
    'curl -X DELETE http://127.0.0.1:8000/things/1'
    """
    words = ["curl"]
    if request.method != ("POST" if request.body else "GET"):
        words += ["--head"] if request.method == "HEAD" else ["-X", request.method]
    words.append(url)
    for name, value in request.headers:
        if name not in _LEFT_OUT and (name, value) != ("accept", "*/*"):
            words += ["-H", f"{name}: {value}"]
    if not request.body:
        return shlex.join(words)
    if len(request.body) > LONGEST:
        return shlex.join([*words, "--data-binary", "@body"]) + f"  # a body of {len(request.body):,} bytes, not shown"
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text:
        return shlex.join([*words, "--data-raw", text])
    encoded = base64.b64encode(request.body).decode()
    return f"echo {encoded} | base64 -d | {shlex.join([*words, '--data-binary', '@-'])}"
