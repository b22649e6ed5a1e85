"""What every script here shares: each call of an SDK is one line of JSON on standard output."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

URL = os.environ["MOCK_URL"]  # "http://127.0.0.1:40121"


@contextmanager
def call(name: str) -> Iterator[None]:
    """Report whether the block, one ordinary call and what it must return, works."""
    try:
        yield
    except Exception as reason:
        _report(name, f"{type(reason).__name__}: {reason}"[:500])
    else:
        _report(name, None)


@contextmanager
def refused(name: str, kind: type[Exception], *texts: str) -> Iterator[None]:
    """Report whether the block raises the SDK's own exception, and whether its message has these texts."""
    try:
        yield
    except kind as reason:
        shown = f"{reason} {vars(reason)}"
        missing = [text for text in texts if text not in shown]
        _report(name, f"the message lacks {missing}: {shown}"[:500] if missing else None)
    except Exception as reason:
        _report(name, f"{type(reason).__name__} instead of {kind.__name__}: {reason}"[:500])
    else:
        _report(name, f"nothing was raised instead of {kind.__name__}")


def _report(name: str, failure: str | None) -> None:
    print(json.dumps({"call": name, "failure": failure}), flush=True)
