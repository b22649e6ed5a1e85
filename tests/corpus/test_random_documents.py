"""Random documents are served as documented.

make test                        a hundred documents, always the same
make fuzz EXAMPLES=1000 SEED=7   as many as that
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, note, seed, settings

from mockserver.openapi.documents import Document

from .random_documents import documents
from .walk import Walk, serve

EXAMPLES, SEED = int(os.environ.get("EXAMPLES", "0")), int(os.environ.get("SEED", "1"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]  # one measures the machine; a whole document is large


@seed(SEED)
@settings(max_examples=EXAMPLES or 100, derandomize=not EXAMPLES, suppress_health_check=SLOW)
@given(documents())
def test_everything_documented_is_served(document: Document) -> None:
    note(document.text)
    walk = Walk(serve(document))
    assert [str(trouble) for trouble in walk.iter_troubles()] == []
    assert walk.missing() == set()
