"""Reports of the errors that a validator of `jsonschema_rs` finds in a whole value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from jsonschema_rs import ValidationError

from ..pointers import join
from .choices import explain_choice
from .error_messages import Report, report_error, report_keyword


def iter_reports(errors: Iterable[ValidationError]) -> Iterator[Report]:
    """Yield the reports of a validator's errors; those of a failed `oneOf` or `anyOf` are of its intended branch."""
    for error in errors:
        if error.kind.name in ("oneOf", "anyOf") and hasattr(error.kind, "context"):
            yield from _explain_branches(error, error.kind.context)
        elif error.kind.name in ("additionalProperties", "unevaluatedProperties"):
            for name in getattr(error.kind, "unexpected", ()):
                pointer = join([*error.instance_path, name])
                yield report_keyword(pointer, join(error.schema_path), error.kind.name, name)
        else:
            yield report_error(error)


def _explain_branches(error: ValidationError, branches: Sequence[Iterable[ValidationError]]) -> Iterator[Report]:
    found = [tuple(iter_reports(branch)) for branch in branches]
    explained = explain_choice(join(error.instance_path), found) if all(found) else ()
    for report in explained or (report_error(error),):
        yield replace(report, is_of_branch=True)
