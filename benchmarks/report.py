"""The measured numbers, as tables for people and as JSON for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from .loading import PATIENCE, STARTS, Loaded
from .responses import kinds
from .tables import Aim, ratio, table

FEW, MANY = 4, 1000  # operations
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Measured:
    """One server; the lists have one number for each round."""

    name: str
    title: str
    checks_requests: bool
    checks_responses: bool
    keeps_state: bool
    per_second: list[float]
    p99_us: list[int]
    first_response: list[float]  # seconds from the command to the first 200
    megabytes: float  # resident, after the load, all processes together


@dataclass(frozen=True)
class Results:
    """One run."""

    date: str  # "2026-01-20"
    machine: dict[str, str | int]
    settings: dict[str, int]
    servers: list[Measured]
    latency: dict[str, dict[int, list[int]]]  # server -> operations -> median microseconds, one for each round
    responses: dict[str, dict[str, list[float]]]  # kind -> server -> requests per second, one for each round
    loaded: list[Loaded]

    def find(self, name: str) -> Measured | None:
        return next((server for server in self.servers if server.name == name), None)

    def rates(self, name: str) -> list[float]:
        server = self.find(name)
        return server.per_second if server else []

    def starts(self, name: str) -> list[float]:
        server = self.find(name)
        return server.first_response if server else []

    @property
    def aims(self) -> list[Aim]:
        ours, prism = self.find("mockserver"), self.find("prism")
        rates, logging, starts = self.rates("mockserver"), self.rates("mockserver-log"), self.starts("mockserver")
        few, many = (self.latency.get("mockserver", {}).get(count, []) for count in (FEW, MANY))
        memory = ours.megabytes / prism.megabytes if ours and prism else None
        return [
            Aim("requests/s of Prism, both as they come", 5, True, ratio(logging, self.rates("prism-log"))),
            Aim("requests/s of Prism, both silent", 5, True, ratio(rates, self.rates("prism"))),
            Aim("requests/s of the constant response", 0.5, True, ratio(rates, self.rates("constant"))),
            Aim("Prism's time to the first response", 1 / 3, False, ratio(starts, self.starts("prism"))),
            Aim("Prism's memory", 0.6, False, memory),
            Aim("latency at 1,000 operations of that at 4", 1.2, False, ratio(many, few)),
            *(aim for loaded in self.loaded for aim in _aims_of_loading(loaded, gave_up=prism is not None)),
            Aim("chain-300.json's time for ring-300.json", 1.2, False, self._ring_to_chain),
        ]

    @property
    def _ring_to_chain(self) -> float | None:
        seconds = {loaded.name: loaded.seconds.get("cold", []) for loaded in self.loaded}
        return ratio(seconds.get("ring-300.json", []), seconds.get("chain-300.json", []))

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"aims": [asdict(aim) | {"verdict": aim.verdict} for aim in self.aims]}


def write_tables(results: Results) -> str:
    """Return the whole report in Markdown."""
    parts = [_machine, _servers, _latency, _responses, _loading, _aims]
    return "\n\n".join(part(results) for part in parts) + "\n"


def update_readme(file: Path, tables: str) -> None:
    """Write the tables between the two markers."""
    before, _, rest = file.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    file.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}")


def _machine(results: Results) -> str:
    machine, settings = dict(results.machine), results.settings
    where = f"{machine.pop('cores')} cores of {machine.pop('processor')}, {machine.pop('system')}"
    versions = ", ".join(f"{name} {value}" for name, value in machine.items())
    how = f"{settings['rounds']} rounds of {settings['seconds']} s, {settings['connections']} connections"
    return f"{results.date}; {where}; {versions}; {how}."


def _servers(results: Results) -> str:
    rows = [
        [
            server.title,
            _yes(server.checks_requests),
            _yes(server.checks_responses),
            _yes(server.keeps_state),
            f"{median(server.per_second):,.0f}",
            _times(ratio(server.per_second, results.rates("prism"))),
            _percent(ratio(server.per_second, results.rates("constant"))),
            f"{median(server.p99_us) / 1000:.1f}",
            f"{median(server.first_response):.2f}",
            f"{server.megabytes:.0f}",
        ]
        for server in results.servers
    ]
    heads = ["PATCH with a body", "request checked", "response checked", "state kept", "requests/s", "× silent Prism"]
    return table([*heads, "of the ceiling", "p99 ms", "first response s", "memory MB"], rows, left=4)


def _latency(results: Results) -> str:
    rows = []
    for name, by_count in results.latency.items():
        few, many = by_count[FEW], by_count[MANY]
        rows.append([name, f"{median(few):,.0f}", f"{median(many):,.0f}", _times(ratio(many, few))])
    return table(["one connection, median latency", "4 operations, µs", "1,000 operations, µs", "ratio"], rows, left=1)


def _responses(results: Results) -> str:
    servers = ("mockserver", "prism", "mockoon")
    rows = []
    for kind in kinds():
        rates = results.responses.get(kind.name, {})
        cells = [f"{median(rates[name]):,.0f}" if rates.get(name) else "–" for name in servers]
        rows.append([kind.title, *cells, _times(ratio(rates.get("mockserver", []), rates.get("prism", [])))])
    return table(["requests/s, all silent, no fixtures", *servers, "× Prism"], rows, left=1)


def _loading(results: Results) -> str:
    rows = []
    for loaded in results.loaded:
        seconds = [f"{median(loaded.seconds[s]):.2f}" if s in loaded.seconds else f"> {PATIENCE}" for s in STARTS]
        memory = [f"{loaded.megabytes[s]:.0f}" if s in loaded.megabytes else "–" for s in STARTS[1:]]
        ratios = [_times(ratio(loaded.seconds.get(s, []), loaded.seconds.get("prism", []))) for s in STARTS[:2]]
        rows.append([loaded.name, *seconds, *ratios, *memory])
    heads = ["first response, s", "cold", "warm", "Prism", "Mockoon", "cold / Prism", "warm / Prism"]
    return table([*heads, "memory MB", "Prism", "Mockoon"], rows, left=1)


def _aims_of_loading(loaded: Loaded, *, gave_up: bool) -> list[Aim]:
    """Return the aims: a third of Prism's time cold for a small document, a fifth for a large one, a tenth of it warm.

    If Prism took part and did not respond in time, `gave_up`, that time counts as its own: the ratio is a bound.
    """
    if "-300." in loaded.name:  # models in a row are compared with models in a ring
        return []
    is_large, bound = loaded.kilobytes > 500, [float(PATIENCE)] * len(loaded.seconds.get("cold", []))
    prism = loaded.seconds.get("prism", bound if gave_up else [])
    cold, warm = (ratio(loaded.seconds.get(start, []), prism) for start in STARTS[:2])
    memory = loaded.megabytes.get("warm"), loaded.megabytes.get("prism")
    share = memory[0] / memory[1] if memory[0] and memory[1] else None
    aims = [Aim(f"Prism's time for {loaded.name}, cold", 1 / 5 if is_large else 1 / 3, False, cold)]
    aims += [Aim(f"Prism's time for {loaded.name}, warm", 1 / 10, False, warm)] if is_large else []
    return [*aims, Aim(f"Prism's memory for {loaded.name}", 1 / 2, False, share)]


def _aims(results: Results) -> str:
    rows = [
        [
            f"{'at least' if aim.at_least else 'at most'} {aim.wanted:.2f} × {aim.sentence}",
            "–" if aim.seen is None else f"{aim.seen:.2f}",
            aim.verdict,
        ]
        for aim in results.aims
    ]
    return table(["aim", "measured", ""], rows, left=1)


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.0%}"
