"""Content codings that this process cannot read (RFC 9110 §8.4.1): what they hide is not judged."""

from __future__ import annotations

from importlib.util import find_spec

from ...engine.apis.apis import Api
from ...engine.apis.judging import Judged, judge
from ...openapi.messages import Request, Response
from ...openapi.operations import Operation
from ...openapi.rules import RuleId

_READABLE = {"", "identity", "gzip", "deflate"}
_BROTLI = ("brotli", "brotlicffi")  # the clients of both kinds of phases use either one if it is installed
_OF_CONTENT: tuple[RuleId, ...] = ("response.malformed", "response.schema")


def find_unreadable(response: Response) -> str:
    """Return the first content coding that is still on the body of a response; empty if there is none.

    >>> find_unreadable(Response(200, (("Content-Encoding", "zstd"),), body))
    'zstd'
    """
    codings = [coding.strip().lower() for coding in (response.header("content-encoding") or "").split(",")]
    return next((coding for coding in codings if not _is_readable(coding)), "") if response.body else ""


def judge_readable(api: Api, request: Request, response: Response, operation: Operation) -> Judged:
    """Check a response. Its content counts as right if its coding cannot be read; its status and fields are checked."""
    judged = judge(api, request, response, operation)
    if not judged.violations or not find_unreadable(response):
        return judged
    others = [violation for violation in judged.violations if violation.rule not in _OF_CONTENT]
    return judged._replace(body=None, violations=others)


def describe_unreadable(operation: Operation, coding: str) -> str:
    """Return the notice about an operation whose responses cannot be read."""
    advice = "; pip install brotli" if coding == "br" else ""
    return f"{operation} responds with Content-Encoding {coding}, so the content is not checked{advice}"


def _is_readable(coding: str) -> bool:
    return coding in _READABLE or (coding == "br" and any(map(find_spec, _BROTLI)))
