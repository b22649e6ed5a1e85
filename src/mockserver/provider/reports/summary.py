"""The summary in Markdown, as the page of a job on GitHub shows it."""

from __future__ import annotations

from collections.abc import Iterator

from ..causes import Cause
from ..failures import describe_response
from ..outcome import Outcome
from .replaying import replay_lines
from .text import statuses, summarize

SUMMARY_LIMIT = 50  # failures shown in full: GitHub accepts at most 1 MiB


def write_summary(outcome: Outcome) -> str:
    """Return a table of the operations, and the failures below it."""
    mark = "✅" if outcome.is_kept else "❌"
    lines = [f"## {mark} {_plain(outcome.document.name)}: {summarize(outcome)}", ""]
    lines += ["| | operation | requests | responses |", "|---|---|---:|---|"]
    for operation in outcome.operations:
        name = str(operation)
        tally = outcome.tallies[name]
        verdict = "❌" if outcome.by_operation[name] else "✅" if tally.sent else "–"
        lines.append(f"| {verdict} | `{name}` | {tally.sent.total()} | {statuses(tally.statuses)} |")
    for cause in outcome.causes[:SUMMARY_LIMIT]:
        lines += ["", *_details(cause)]
    if len(outcome.causes) > SUMMARY_LIMIT:
        lines += ["", f"… and {len(outcome.causes) - SUMMARY_LIMIT} more"]
    for heading, entries in (("Fixed since the baseline", outcome.fixed), ("Notices", outcome.notices)):
        if entries:
            lines += ["", f"### {heading}", "", *(f"- {_plain(entry)}" for entry in entries)]
    return "\n".join(lines)


def _details(cause: Cause) -> Iterator[str]:
    failure = cause.first
    place = f" ({failure.position.file}:{failure.position.line})" if failure.position else ""
    title = f"<code>{failure.check}</code> {failure.operation}: {_plain(failure.message)}{place}"
    yield f"<details><summary>{title}</summary>"
    yield ""
    shown = "\n".join([*replay_lines(failure), f"# {describe_response(failure.response)}"])
    fence = "~" * max(3, max((len(run) for run in shown.split() if set(run) == {"~"}), default=0) + 1)
    yield f"{fence}sh\n{shown}\n{fence}"
    if cause.others:
        yield ""
        yield "Also in:"
        yield ""
        yield from (f"- {_plain(place)}" for place in cause.places)
    yield "</details>"


def _plain(text: str) -> str:
    """Escape what Markdown or HTML would interpret."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("`", "&#96;")):
        text = text.replace(character, entity)
    return text.replace("\n", " ")
