"""What `mockserver serve` prints about documents with findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..openapi.errors import OptionError

if TYPE_CHECKING:
    from ..engine.apis.apis import Api
    from ..openapi.documents import ReadPolicy

SECONDS = 5  # for linting one small document


def report_findings(
    write: Callable[[str], None], apis: Iterable[Api], policy: ReadPolicy, *, strict: bool, verbose: bool
) -> None:
    """Write what is wrong with the documents; large ones are linted in another process and reported later.

    Raises `OptionError` if `strict` is set and a document has findings.
    """
    from ..lint import Task, is_large, start_linting

    large = []
    for api in apis:
        document = api.document
        if strict:
            _refuse_findings(api, write)
        elif is_large(document):
            large.append(Task(document.sources[0].address, document.name, policy, verbose))
        else:
            _write_findings(api, write, verbose=verbose)
    if large:
        start_linting(large, write)


def _write_findings(api: Api, write: Callable[[str], None], *, verbose: bool) -> None:
    from ..lint import lint_document, tell

    findings = lint_document(api.document, api.operations, seconds=SECONDS)
    for line in tell(api.document.name, findings, verbose=verbose):
        write(line)


def _refuse_findings(api: Api, write: Callable[[str], None]) -> None:
    from ..lint import CHECKED, lint_document, report, summarize

    found = [finding for finding in lint_document(api.document, api.operations) if finding.severity in CHECKED]
    if found:
        write(report(found, "text"))
        raise OptionError(f"--strict: {api.document.name} has {summarize(found)}")
