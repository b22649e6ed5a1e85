"""What users are told of rows that no longer fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..engine.apis.apis import Misfit


def describe_misfits(misfits: Sequence[Misfit]) -> Iterator[str]:
    """`2 rows of books.book dropped, as the document now is: /title is required, but absent (books.yaml:40)`."""
    for (api, resource), group in groupby(sorted(misfits, key=_kind), key=_kind):
        reasons = [misfit.reason for misfit in group]
        rows = "1 row" if len(reasons) == 1 else f"{len(reasons)} rows"
        yield f"{rows} of {api}.{resource} dropped, as the document now is: {reasons[0]}"


def _kind(misfit: Misfit) -> tuple[str, str]:
    return misfit.api, misfit.resource
