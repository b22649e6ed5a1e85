"""The start of a server: garbage collection, and the message."""

from __future__ import annotations

import gc

from mockserver.cli.greeting import loading


def test_no_garbage_is_collected_while_loading() -> None:
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.unfreeze()
