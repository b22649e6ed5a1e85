"""`--baseline FILE`: the failures that a team accepts for now, so that only new ones count."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..openapi.errors import OptionError
from .failures import Failure

_NOTE = "failures of mockserver test that are accepted for now; written by --update-baseline"


@dataclass(frozen=True)
class Baseline:
    """Fingerprints of known failures."""

    known: frozenset[str] = frozenset()  # {"GET /books/{id} response.schema 200 /pages type"}

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
        if not isinstance(known, list) or not all(isinstance(line, str) for line in known):
            raise OptionError(f"--baseline {file}: has no list of failures; --update-baseline writes one")
        return cls(frozenset(known))

    def is_new(self, failure: Failure) -> bool:
        return self.known.isdisjoint((failure.fingerprint, *failure.aliases))

    def compare(
        self, failures: Iterable[Failure], tested: Collection[str]
    ) -> tuple[tuple[Failure, ...], tuple[Failure, ...], tuple[str, ...]]:
        """Return new failures, accepted failures, and fingerprints that tested operations no longer have."""
        found = tuple(failures)
        seen = {fingerprint for failure in found for fingerprint in (failure.fingerprint, *failure.aliases)}
        fixed = sorted(line for line in self.known - seen if any(line.startswith(f"{name} ") for name in tested))
        new = tuple(failure for failure in found if self.is_new(failure))
        return new, tuple(failure for failure in found if not self.is_new(failure)), tuple(fixed)

    def update(self, new: Iterable[Failure], fixed: Iterable[str]) -> frozenset[str]:
        """Return the fingerprints to keep after a run; those of operations that it did not test stay."""
        return (self.known - set(fixed)) | {failure.fingerprint for failure in new}


def write_baseline(file: Path, fingerprints: Iterable[str]) -> None:
    """Write fingerprints sorted, one a line, for small diffs. Raises `OptionError` if that fails."""
    text = json.dumps({"note": _NOTE, "failures": sorted(set(fingerprints))}, indent=2, ensure_ascii=False)
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as reason:
        raise OptionError(f"--baseline {file}: cannot be written: {reason.strerror}") from None
