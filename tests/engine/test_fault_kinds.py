"""Every fault has a problem that stands for it."""

from __future__ import annotations

from typing import get_args

from mockserver.engine.fault_kinds import FAULT_KINDS, Fault


def test_every_fault_has_a_kind() -> None:
    assert set(FAULT_KINDS) == set(get_args(Fault))
    assert all(kind.status >= 500 and kind.sentence for kind in FAULT_KINDS.values())
