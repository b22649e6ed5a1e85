"""The conversation of a test as text: all its exchanges in order, with their violations."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ...engine.apis.apis import Api, bundled_folder
from ...engine.masking import MASK
from ...engine.matching.suggestions import find_meant_name
from ...openapi.curl import Secret, curl_of
from ...openapi.messages import Headers, Request
from ...openapi.rules import Violation
from .recorded_call import RecordedCall

ADDRESS = "http://127.0.0.1:8000"  # where `mockserver serve` listens by default
_NOISE = ("user-agent", "accept-encoding", "mock-world")
SHOWN = 20  # of the last exchanges, those that are shown although they kept the contract


def describe_conversation(
    calls: Sequence[RecordedCall], apis: Mapping[str, Api], folders: Mapping[str, Path], dropped: int = 0
) -> str:
    """The conversation as text.

    `folders` are the fixtures folders of APIs that have one; `dropped` counts the exchanges that the journal no longer
    holds.
    """
    lines = [*_iter_commands(calls, apis, folders), *([f"… {dropped} earlier requests"] if dropped else [])]
    left_out = 0
    for place, call in enumerate(calls):
        if not call.violations and place < len(calls) - SHOWN:
            left_out += 1
            continue
        if left_out:
            lines.append(f"… {left_out} requests that kept the contract")
            left_out = 0
        lines += _iter_lines(call, apis.get(call.exchange.api or ""))
    return "\n".join(lines)


def _iter_commands(
    calls: Iterable[RecordedCall], apis: Mapping[str, Api], folders: Mapping[str, Path]
) -> Iterator[str]:
    """The commands that serve the same APIs at the addresses in the curl lines."""
    broken = {call.exchange.api for call in calls if call.violations and call.exchange.api}
    for name in sorted(broken):
        yield f"{_command(apis[name], folders.get(name))}   # serves the curl lines for {name}"


def _command(api: Api, folder: Path | None) -> str:
    if _is_bundled(api):
        return "mockserver serve"
    file = api.document.file
    words = ["mockserver", "serve", _from_here(file) if file is not None else api.document.name]
    if folder is not None and file is not None and folder.name == file.stem:
        words += ["--fixtures", _from_here(folder.parent)]
    return shlex.join(words)


def _from_here(file: Path) -> str:
    """The path relative to the current folder if it is below it, else the absolute path."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _is_bundled(api: Api) -> bool:
    file = api.document.file
    return file is not None and file.parent == bundled_folder("specs")


def _iter_lines(call: RecordedCall, api: Api | None) -> Iterator[str]:
    names = [name for name in (call.exchange.api, call.operation_id) if name]
    yield " ".join([f"{call.number}. {call!r} ", *([".".join(names)] if names else []), f"({call.exchange.source})"])
    for violation in call.shown.violations:
        yield from _iter_violation(violation, call, api)
    if call.violations and api is not None:
        prefix = api.prefix if _is_bundled(api) else ""
        request = _without_noise(call.shown.request)
        yield f"   {curl_of(request, ADDRESS + prefix + call.target, _find_masked(request))}"


def _without_noise(request: Request) -> Request:
    """The request without the header fields that each client adds by itself."""
    kept = [(name, value) for name, value in request.headers if name not in _NOISE]
    return request._replace(headers=Headers(kept))


def _find_masked(request: Request) -> list[Secret]:
    """The secrets of a masked request, for which variables stand in its curl line: `$AUTHORIZATION`."""
    found = [Secret(name, MASK) for name, value in request.headers if value.endswith(MASK)]
    pairs = (pair.partition("=") for pair in request.query.split("&"))
    return found + [Secret(name, MASK, is_query=True) for name, _, value in pairs if value == MASK]


def _iter_violation(violation: Violation, call: RecordedCall, api: Api | None) -> Iterator[str]:
    place = " ".join(part for part in (violation.location, violation.name, violation.pointer) if part)
    severity = "" if violation.severity == "error" else f" ({violation.severity})"
    yield f"   {violation.rule}{severity}  {place}: {violation.message}"
    rows = {"document": _line_of(violation), "seen": violation.seen, "allowed": violation.allowed}
    yield from (f"     {word:<9}{text}" for word, text in rows.items() if text)
    operation = api.operation(call.operation_id or "") if api is not None else None
    suggestion = find_meant_name(violation, call.sent, operation)
    if suggestion:
        yield f"     did you mean {suggestion}?"


def _line_of(violation: Violation) -> str:
    position = violation.position
    if position is None:
        return ""
    return f"{position.file}:{position.line}" if position.line is not None else position.file
