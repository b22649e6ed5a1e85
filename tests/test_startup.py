"""What happens while a server starts."""

from __future__ import annotations

import gc

import pytest

from mockserver.startup import loading


def test_no_garbage_is_collected_while_loading() -> None:
    with pytest.raises(RuntimeError), loading():
        assert not gc.isenabled()
        raise RuntimeError
    assert gc.isenabled()
    gc.unfreeze()
