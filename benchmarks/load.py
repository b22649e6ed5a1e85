"""One burst of requests, with wrk."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .processes import Running
from .servers import CHANGE
from .tools import Unmeasurable, find_wrk, wrk_environment

_PATCH = Path(__file__).parent / "patch.lua"
_GET = Path(__file__).parent / "get.lua"


@dataclass(frozen=True)
class Burst:
    """The result of one burst, in which every request succeeded."""

    per_second: float  # requests
    median_us: int  # microseconds from request to response
    p99_us: int


def burst(name: str, server: Running, *, seconds: int, connections: int) -> Burst:
    """Send PATCH over keep-alive connections, as fast as responses arrive. Raises `Unmeasurable` if a request fails."""
    return _run(name, [str(_PATCH), server.url, "--", str(CHANGE)], seconds, connections)


def burst_of_gets(name: str, url: str, statuses: tuple[int, int], *, seconds: int, connections: int) -> Burst:
    """Send GET in the same way. Raises `Unmeasurable` if a status is not between the two."""
    return _run(name, [str(_GET), url, "--", *map(str, statuses)], seconds, connections)


def _run(name: str, words: list[str], seconds: int, connections: int) -> Burst:
    command = [find_wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=wrk_environment())
    seen = next((json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")), None)
    if seen is None:
        raise Unmeasurable(f"wrk failed on {name}: {(done.stderr or done.stdout).strip()[:200]}")
    if seen["failed"] or not seen["requests"]:
        raise Unmeasurable(f"{name} failed {seen['failed']} of {seen['requests']} requests.")
    return Burst(seen["requests"] / seen["seconds"], seen["median_us"], seen["p99_us"])
