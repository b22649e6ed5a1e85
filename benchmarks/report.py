"""What was measured, as tables for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

FEW, MANY = 4, 1000  # operations
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Measured:
    """One server; the lists have one number for each round."""

    name: str
    title: str
    checks_requests: bool
    checks_answers: bool
    keeps_state: bool
    per_second: list[float]
    p99_us: list[int]
    first_answer: list[float]  # seconds from the command to the first 200
    megabytes: float  # resident, after the load, all processes together


@dataclass(frozen=True)
class Aim:
    """What a ratio should be."""

    sentence: str
    wanted: float
    at_least: bool  # else: at most
    seen: float | None  # None: not both sides were measured

    @property
    def verdict(self) -> str:
        if self.seen is None:
            return "not measured"
        return "met" if (self.seen >= self.wanted if self.at_least else self.seen <= self.wanted) else "**missed**"


@dataclass(frozen=True)
class Results:
    """One run."""

    date: str  # "2026-01-20"
    machine: dict[str, str | int]
    settings: dict[str, int]
    servers: list[Measured]
    latency: dict[str, dict[int, list[int]]]  # server -> operations -> median microseconds, one for each round

    def find(self, name: str) -> Measured | None:
        return next((server for server in self.servers if server.name == name), None)

    def rates(self, name: str) -> list[float]:
        server = self.find(name)
        return server.per_second if server else []

    def starts(self, name: str) -> list[float]:
        server = self.find(name)
        return server.first_answer if server else []

    @property
    def aims(self) -> list[Aim]:
        ours, prism = self.find("mockserver"), self.find("prism")
        rates, logging, starts = self.rates("mockserver"), self.rates("mockserver-log"), self.starts("mockserver")
        few, many = (self.latency.get("mockserver", {}).get(count, []) for count in (FEW, MANY))
        memory = ours.megabytes / prism.megabytes if ours and prism else None
        return [
            Aim("requests/s of Prism, both as they come", 5, True, _ratio(logging, self.rates("prism-log"))),
            Aim("requests/s of Prism, both silent", 5, True, _ratio(rates, self.rates("prism"))),
            Aim("requests/s of the constant answer", 0.5, True, _ratio(rates, self.rates("constant"))),
            Aim("Prism's time to the first answer", 1 / 3, False, _ratio(starts, self.starts("prism"))),
            Aim("Prism's memory", 0.6, False, memory),
            Aim("latency at 1,000 operations of that at 4", 1.2, False, _ratio(many, few)),
        ]

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"aims": [asdict(aim) | {"verdict": aim.verdict} for aim in self.aims]}


def write_tables(results: Results) -> str:
    """The whole report in Markdown."""
    return "\n\n".join([_machine(results), _servers(results), _latency(results), _aims(results)]) + "\n"


def update_readme(file: Path, tables: str) -> None:
    """Put the tables between the two markers."""
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
            _yes(server.checks_answers),
            _yes(server.keeps_state),
            f"{median(server.per_second):,.0f}",
            _times(_ratio(server.per_second, results.rates("prism"))),
            _percent(_ratio(server.per_second, results.rates("constant"))),
            f"{median(server.p99_us) / 1000:.1f}",
            f"{median(server.first_answer):.2f}",
            f"{server.megabytes:.0f}",
        ]
        for server in results.servers
    ]
    heads = ["PATCH with a body", "request checked", "answer checked", "state kept", "requests/s", "× silent Prism"]
    return _table([*heads, "of the ceiling", "p99 ms", "first answer s", "memory MB"], rows, left=4)


def _latency(results: Results) -> str:
    rows = []
    for name, by_count in results.latency.items():
        few, many = by_count[FEW], by_count[MANY]
        rows.append([name, f"{median(few):,.0f}", f"{median(many):,.0f}", _times(_ratio(many, few))])
    return _table(["one connection, median latency", "4 operations, µs", "1,000 operations, µs", "ratio"], rows, left=1)


def _aims(results: Results) -> str:
    rows = [
        [
            f"{'at least' if aim.at_least else 'at most'} {aim.wanted:.2f} × {aim.sentence}",
            "–" if aim.seen is None else f"{aim.seen:.2f}",
            aim.verdict,
        ]
        for aim in results.aims
    ]
    return _table(["aim", "measured", ""], rows, left=1)


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The median of the rounds' ratios: what disturbs one round disturbs both sides of it."""
    if not ours or not theirs:
        return None
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))


def _table(heads: list[str], rows: list[list[str]], *, left: int) -> str:
    rule = [":--" if at < left else "--:" for at in range(len(heads))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, rule, *rows])


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.0%}"
