"""One burst of requests, with wrk."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .processes import Running
from .servers import CHANGE
from .tools import Unmeasurable, find_wrk, wrk_environment

_SCRIPT = Path(__file__).parent / "patch.lua"


@dataclass(frozen=True)
class Burst:
    """What one burst saw; every answer was a success."""

    per_second: float  # answers
    median_us: int  # microseconds from request to answer
    p99_us: int


def burst(name: str, server: Running, *, seconds: int, connections: int) -> Burst:
    """PATCH over keep-alive connections, as fast as answers come; raises `Unmeasurable` when one is no success."""
    command = [
        find_wrk(),
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "-s",
        str(_SCRIPT),
        server.url,
        "--",
        str(CHANGE),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=wrk_environment())
    seen = next((json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")), None)
    if seen is None:
        raise Unmeasurable(f"wrk failed on {name}: {(done.stderr or done.stdout).strip()[:200]}")
    if seen["failed"] or not seen["requests"]:
        raise Unmeasurable(f"{name} failed to answer {seen['failed']} of {seen['requests']} requests.")
    return Burst(seen["requests"] / seen["seconds"], seen["median_us"], seen["p99_us"])
