"""`--baseline FILE`: the failures that a team accepts for now, so that only new ones count."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from ..openapi.errors import OptionError
from .causes import is_certain
from .failures import Failure

_NOTE = "failures of mockserver test that are accepted for now; written by --update-baseline"


@dataclass(frozen=True)
class Baseline:
    """Known failures: their fingerprints, and the causes that several of them have."""

    known: frozenset[str] = frozenset()  # {"GET /books/{id} response.schema 200 /pages type"}
    causes: Mapping[str, frozenset[str]] = field(default_factory=dict)  # cause -> fingerprints of its known failures

    @classmethod
    def read(cls, file: Path) -> Baseline:
        """Read a file; a missing one is an empty baseline. Raises `OptionError` if it is not a baseline."""
        if not file.exists():
            return cls()
        try:
            written = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as reason:
            raise OptionError(f"--baseline {file}: cannot be read as JSON: {reason}") from None
        known = written.get("failures") if isinstance(written, dict) else None
        if not _is_list_of_texts(known):
            raise OptionError(f"--baseline {file}: has no list of failures; --update-baseline writes one")
        causes = written.get("causes", {})
        if not isinstance(causes, dict) or not all(map(_is_list_of_texts, causes.values())):
            raise OptionError(f"--baseline {file}: causes has no list for each cause; --update-baseline writes one")
        return cls(frozenset(known), {cause: frozenset(places) for cause, places in causes.items()})

    def is_new(self, failure: Failure) -> bool:
        """Return whether neither the failure nor its cause is known."""
        return self.known.isdisjoint((failure.fingerprint, *failure.aliases)) and failure.cause not in self.causes

    def compare(
        self, failures: Iterable[Failure], tested: Collection[str]
    ) -> tuple[tuple[Failure, ...], tuple[Failure, ...], tuple[str, ...]]:
        """Return new failures, accepted failures, and fingerprints that tested operations no longer have."""
        found = tuple(failures)
        seen = {fingerprint for failure in found for fingerprint in (failure.fingerprint, *failure.aliases)}
        fixed = sorted(line for line in self.known - seen if any(line.startswith(f"{name} ") for name in tested))
        new = tuple(failure for failure in found if self.is_new(failure))
        return new, tuple(failure for failure in found if not self.is_new(failure)), tuple(fixed)

    def update(self, failures: Iterable[Failure], fixed: Iterable[str]) -> Baseline:
        """Return the baseline after a run with these failures, new and accepted ones.

        What is known of operations that the run did not test stays. A cause goes with its last known failure.
        """
        found = tuple(failures)
        old_names = {alias for failure in found for alias in failure.aliases}
        known = (self.known - set(fixed) - old_names) | {failure.fingerprint for failure in found}
        causes = {cause: places & known for cause, places in self.causes.items()}
        for failure in filter(is_certain, found):
            causes[failure.cause] = causes.get(failure.cause, frozenset()) | {failure.fingerprint}
        return Baseline(known, {cause: places for cause, places in causes.items() if places})


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write fingerprints and causes sorted, one a line, for small diffs. Raises `OptionError` if that fails."""
    causes = {cause: sorted(baseline.causes[cause]) for cause in sorted(baseline.causes)}
    content = {"note": _NOTE, "failures": sorted(baseline.known), "causes": causes}
    text = json.dumps(content, indent=2, ensure_ascii=False)
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as reason:
        raise OptionError(f"--baseline {file}: cannot be written: {reason.strerror}") from None


def _is_list_of_texts(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)
