"""What users are told of rows that no longer fit."""

from __future__ import annotations

from mockserver.engine.apis.apis import Misfit
from mockserver.server.misfits import describe_misfits


def test_one_line_for_each_resource() -> None:
    misfits = [Misfit("books", "book", "/title is required"), Misfit("a", "b", "odd"), Misfit("books", "book", "more")]
    assert list(describe_misfits(misfits)) == [
        "1 row of a.b dropped, as the document now is: odd",
        "2 rows of books.book dropped, as the document now is: /title is required",
    ]
