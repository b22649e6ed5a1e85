"""Time and memory until the first response: by document, cold and warm, beside Prism and Mockoon."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from .large_documents import LargeDocument, write_large, write_models
from .processes import CACHE, resident_megabytes, running
from .servers import mockoon, prism, unprepared
from .tools import MISSING, NODE, Unmeasurable

PATIENCE = 30  # seconds for one start; a slower server has no number
SLOW = 8  # seconds; a slower server is measured once for a document

MODELS = 300  # of a chain and of a ring
STARTS = ("cold", "warm", "prism", "mockoon")  # the first two are the sandbox's


@dataclass
class Loaded:
    """The numbers of one document; a server that was too slow has none."""

    name: str  # "github-4000.yaml"
    kilobytes: int
    seconds: dict[str, list[float]] = field(default_factory=dict)  # start -> one number for each round
    megabytes: dict[str, float] = field(default_factory=dict)  # start -> resident memory


def measure_loading(rounds: int, show: Callable[[str], None], *, quick: bool) -> Iterator[Loaded]:
    """Measure every document with every server, in turns; a cold start has an empty cache."""
    for document in _few() if quick else _all():
        loaded = Loaded(document.name, document.file.stat().st_size // 1000)
        left = [start for start in STARTS if start in ("cold", "warm") or NODE not in MISSING]
        for number in range(rounds):
            for start in tuple(left):
                show(f"{document.name} {start} {number + 1} of {rounds}")
                try:
                    is_slow = _start(loaded, document, start) > SLOW
                except Unmeasurable:
                    is_slow = True
                if is_slow:
                    left.remove(start)
        yield loaded


def _few() -> list[LargeDocument]:
    return [write_large("github", 100), write_large("github", 1000)]


def _all() -> list[LargeDocument]:
    large = [write_large(shape, 4000) for shape in ("github", "stripe", "openai")]
    models = [write_models("chain", MODELS), write_models("ring", MODELS)]
    return [*_few(), *large, write_large("kubernetes", 4000, "json"), *models]


def _start(loaded: Loaded, document: LargeDocument, start: str) -> float:
    """Return the seconds of one start. Raises `Unmeasurable` if there is no response in time."""
    if start == "cold":
        shutil.rmtree(CACHE, ignore_errors=True)
    command = partial({"prism": prism, "mockoon": mockoon}.get(start, unprepared), document.file)
    with running(f"load-{start}", command, document.path, None, method="GET", patience=PATIENCE) as server:
        loaded.seconds.setdefault(start, []).append(round(server.first_response, 3))
        if start != "cold" and start not in loaded.megabytes:  # a cold start has the same in memory as a warm one
            loaded.megabytes[start] = round(resident_megabytes(server.pid, alone=True), 1)
    return server.first_response
