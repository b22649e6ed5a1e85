"""`--baseline FILE`: the failures a team knows and accepts for now, so that new ones stand out."""

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
        """`OptionError` for a file that is none; one that does not exist yet knows nothing."""
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
        return failure.fingerprint not in self.known

    def compare(
        self, failures: Iterable[Failure], tested: Collection[str]
    ) -> tuple[tuple[Failure, ...], tuple[Failure, ...], tuple[str, ...]]:
        """New failures, accepted ones, and the fingerprints that no tested operation has any more."""
        found = tuple(failures)
        seen = {failure.fingerprint for failure in found}
        gone = sorted(line for line in self.known - seen if any(line.startswith(f"{name} ") for name in tested))
        new = tuple(failure for failure in found if self.is_new(failure))
        return new, tuple(failure for failure in found if not self.is_new(failure)), tuple(gone)

    def update(self, new: Iterable[Failure], fixed: Iterable[str]) -> frozenset[str]:
        """What is known after a run; what the run did not ask about stays known."""
        return (self.known - set(fixed)) | {failure.fingerprint for failure in new}


def write_baseline(file: Path, fingerprints: Iterable[str]) -> None:
    """Sorted, one a line, so that two versions can be compared; `OptionError` where it cannot be written."""
    text = json.dumps({"note": _NOTE, "failures": sorted(set(fingerprints))}, indent=2, ensure_ascii=False)
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as reason:
        raise OptionError(f"--baseline {file}: cannot be written: {reason.strerror}") from None
