"""What GitHub Actions shows: annotations at lines of the document, and a summary of the job."""

from __future__ import annotations

from collections.abc import Iterator

from ..failures import Failure, describe_response
from ..outcome import Outcome
from .text import statuses, summarize

SUMMARY_LIMIT = 50  # failures that the summary tells in full; the job's summary may have 1 MiB


def write_annotations(outcome: Outcome) -> str:
    """Workflow commands, one a line."""
    lines = [_annotation("error", failure.check, failure, _sentence(failure)) for failure in outcome.failures]
    lines += [f"::notice title=fixed::{_escape(line)}" for line in outcome.fixed]
    return "\n".join([*lines, summarize(outcome)])


def write_summary(outcome: Outcome) -> str:
    """Markdown for the page of the job (`GITHUB_STEP_SUMMARY`)."""
    mark = "✅" if outcome.is_kept else "❌"
    lines = [f"## {mark} {_plain(outcome.document.name)}: {summarize(outcome)}", ""]
    lines += ["| | operation | requests | answers |", "|---|---|---:|---|"]
    for operation in outcome.operations:
        name = str(operation)
        tally = outcome.tallies[name]
        verdict = "❌" if outcome.by_operation[name] else "✅" if tally.sent else "–"
        lines.append(f"| {verdict} | `{name}` | {tally.sent.total()} | {statuses(tally.statuses)} |")
    for failure in outcome.failures[:SUMMARY_LIMIT]:
        lines += ["", *_details(failure)]
    if len(outcome.failures) > SUMMARY_LIMIT:
        lines += ["", f"… and {len(outcome.failures) - SUMMARY_LIMIT} more"]
    for heading, entries in (("Fixed since the baseline", outcome.fixed), ("Notices", outcome.notices)):
        if entries:
            lines += ["", f"### {heading}", "", *(f"- {_plain(entry)}" for entry in entries)]
    return "\n".join(lines)


def _details(failure: Failure) -> Iterator[str]:
    place = f" ({failure.position.file}:{failure.position.line})" if failure.position else ""
    title = f"<code>{failure.check}</code> {failure.operation}: {_plain(failure.message)}{place}"
    yield f"<details><summary>{title}</summary>"
    yield ""
    shown = "\n".join([*failure.steps, failure.curl, f"# {describe_response(failure.response)}"])
    fence = "~" * max(3, max((len(run) for run in shown.split() if set(run) == {"~"}), default=0) + 1)
    yield f"{fence}sh\n{shown}\n{fence}"
    yield "</details>"


def _annotation(command: str, title: str, failure: Failure, text: str) -> str:
    place = ""
    if failure.position is not None:
        place = f"file={_escape(failure.position.file, ':,')},line={failure.position.line or 1},"
    return f"::{command} {place}title={_escape(title, ':,')}::{_escape(text)}"


def _sentence(failure: Failure) -> str:
    return f"{failure.operation}: {failure.message}\nsent: {failure.curl}\ngot: {describe_response(failure.response)}"


def _escape(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("`", "&#96;")):
        text = text.replace(character, entity)
    return text.replace("\n", " ")
