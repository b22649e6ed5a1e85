"""What was said in a test, for people: every exchange in order, and what was wrong with it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ...engine.apis.apis import Api, bundled_folder
from ...openapi.curl import curl_of
from ...openapi.messages import Headers, Request
from ...openapi.rules import Violation
from .recorded_call import RecordedCall
from .suggestions import find_hint

ADDRESS = "http://127.0.0.1:8000"  # where `mockserver serve` listens unless it is told otherwise
_NOISE = ("user-agent", "accept-encoding", "mock-world")
SHOWN = 20  # exchanges that kept the contract and are shown nevertheless, the last ones


def describe(
    entries: Sequence[RecordedCall], apis: Mapping[str, Api], folders: Mapping[str, Path], dropped: int = 0
) -> str:
    """The conversation.

    `folders` are the fixtures of APIs that have some; `dropped` are exchanges so long ago that the journal has them no
    more.
    """
    lines = [*_iter_commands(entries, apis, folders), *([f"… {dropped} earlier requests"] if dropped else [])]
    silent = 0
    for place, entry in enumerate(entries):
        if not entry.violations and place < len(entries) - SHOWN:
            silent += 1
            continue
        if silent:
            lines.append(f"… {silent} requests that kept the contract")
            silent = 0
        lines += _iter_lines(entry, apis.get(entry.exchange.api or ""))
    return "\n".join(lines)


def summarize(entry: RecordedCall, violations: Iterable[Violation]) -> str:
    """One exchange and what was wrong with it: `2. PATCH /things/1 → 422: body /name: "" is shorter than …`."""
    return "\n".join(f"{entry.number}. {entry!r}\n   {violation.rule}  {violation}" for violation in violations)


def _iter_commands(
    entries: Iterable[RecordedCall], apis: Mapping[str, Api], folders: Mapping[str, Path]
) -> Iterator[str]:
    """How to have the same APIs at the addresses that the curl lines name."""
    meant = {entry.exchange.api for entry in entries if entry.violations and entry.exchange.api}
    for name in sorted(meant):
        yield f"{_command(apis[name], folders.get(name))}   # answers the curl lines for {name}"


def _command(api: Api, folder: Path | None) -> str:
    if _is_bundled(api):
        return "mockserver serve"
    file = api.document.file
    words = ["mockserver", "serve", _from_here(file) if file is not None else api.document.name]
    if folder is not None and file is not None and folder.name == file.stem:
        words += ["--fixtures", _from_here(folder.parent)]
    return shlex.join(words)


def _from_here(file: Path) -> str:
    """Relative to the current folder where it lies below."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _is_bundled(api: Api) -> bool:
    file = api.document.file
    return file is not None and file.parent == bundled_folder("specs")


def _iter_lines(entry: RecordedCall, api: Api | None) -> Iterator[str]:
    names = [name for name in (entry.exchange.api, entry.operation_id) if name]
    yield " ".join([f"{entry.number}. {entry!r} ", *([".".join(names)] if names else []), f"({entry.exchange.source})"])
    for violation in entry.violations:
        yield from _iter_violation(violation, entry, api)
    if entry.violations and api is not None:
        prefix = api.prefix if _is_bundled(api) else ""
        yield f"   {curl_of(_without_noise(entry.exchange.request), ADDRESS + prefix + entry.target)}"


def _without_noise(request: Request) -> Request:
    """The request without what every client adds by itself."""
    kept = [(name, value) for name, value in request.headers if name not in _NOISE]
    return request._replace(headers=Headers(kept))


def _iter_violation(violation: Violation, entry: RecordedCall, api: Api | None) -> Iterator[str]:
    place = " ".join(part for part in (violation.location, violation.name, violation.pointer) if part)
    yield f"   {violation.rule}  {place}: {violation.message}"
    rows = {"document": _line_of(violation), "seen": violation.seen, "allowed": violation.allowed}
    yield from (f"     {word:<9}{text}" for word, text in rows.items() if text)
    hint = find_hint(violation, entry, api)
    if hint:
        yield f"     did you mean {hint}?"


def _line_of(violation: Violation) -> str:
    position = violation.position
    if position is None:
        return ""
    return f"{position.file}:{position.line}" if position.line is not None else position.file
