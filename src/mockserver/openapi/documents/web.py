"""Reads http(s) addresses. Imported only if needed, since `urllib.request` is large."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from typing import BinaryIO

TIMEOUT = 10.0  # seconds for connecting, and for each read


def fetch(address: str, read: Callable[[BinaryIO], bytes]) -> bytes:
    """Return what `read` reads at an address. Raises `OSError` or `ValueError` with a short reason."""
    request = urllib.request.Request(address, headers={"Accept": "application/yaml, application/json, */*;q=0.5"})  # noqa: S310 - is_remote
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310 - http(s) alone, redirects included
            return read(response)
    except urllib.error.HTTPError as reason:
        raise ValueError(f"its server responds {reason.code} {reason.reason}") from None
    except urllib.error.URLError as reason:
        raise reason.reason if isinstance(reason.reason, OSError) else ValueError(str(reason.reason)) from None
    except HTTPException as reason:
        raise ValueError(str(reason) or type(reason).__name__) from None
