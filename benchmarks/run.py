"""Measure the sandbox beside its peers, in one run, because only ratios of one run can be compared.

Servers take turns in every round, so that other load on the machine affects all of them; what counts is the median
over the rounds, and for a ratio the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from .load import Burst, burst
from .loading import measure_loading
from .many_operations import write_document
from .processes import Running, keeps_state, refuses_wrong_bodies, resident_megabytes, running
from .report import FEW, MANY, Measured, Results, update_readme, write_tables
from .responses import measure_responses
from .servers import CHANGE, Server, all_servers, available_servers, prism, sandbox
from .tools import MISSING, Unmeasurable, describe_machine, prepare

CONNECTIONS = 16


def main() -> int:
    options = _read_options()
    try:
        prepare()
        for sentence in dict.fromkeys(MISSING.values()):
            print(f"bench: {sentence}", file=sys.stderr)
        results = _measure(options)
    except Unmeasurable as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    here = Path(__file__).parent
    (here / "results.json").write_text(json.dumps(results.as_json(), indent=2) + "\n")
    tables = write_tables(results)
    print(tables)
    if not options.quick and not options.only:  # what is published is always the whole comparison
        update_readme(here / "README.md", tables)
    return 0


def _read_options() -> argparse.Namespace:
    names = [server.name for server in all_servers()]
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the sandbox beside its peers.")
    parser.add_argument("--quick", action="store_true", help="a short run, about two minutes, to see that it works")
    parser.add_argument("--only", action="append", default=[], choices=names, help="only this server; repeatable")
    parser.add_argument("--rounds", type=int, help="rounds of load; default 5, with --quick 2")
    parser.add_argument("--seconds", type=int, help="seconds of one burst; default 3, with --quick 2")
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.seconds = options.seconds or (2 if options.quick else 3)
    return options


def _measure(options: argparse.Namespace) -> Results:
    servers = available_servers(options.only)
    body = CHANGE.read_bytes()
    first_responses = _measure_starts(servers, body, options.rounds)
    with ExitStack() as stack:
        up = {s.name: stack.enter_context(running(s.name, s.command, s.path, body)) for s in servers}
        probed = {name: (refuses_wrong_bodies(server, body), keeps_state(server, body)) for name, server in up.items()}
        bursts = _measure_load(up, options, CONNECTIONS, "load")
        memory = {name: resident_megabytes(server.pid) for name, server in up.items()}
    measured = [
        Measured(
            name=server.name,
            title=server.title,
            checks_requests=probed[server.name][0],
            checks_responses=server.checks_responses,
            keeps_state=probed[server.name][1],
            per_second=[round(each.per_second, 1) for each in bursts[server.name]],
            p99_us=[each.p99_us for each in bursts[server.name]],
            first_response=[round(seconds, 3) for seconds in first_responses[server.name]],
            megabytes=round(memory[server.name], 1),
        )
        for server in servers
    ]
    return Results(
        date=datetime.now(UTC).date().isoformat(),
        machine=describe_machine(),
        settings={"rounds": options.rounds, "seconds": options.seconds, "connections": CONNECTIONS},
        servers=measured,
        latency=_measure_operations(options, body),
        responses={} if options.only else measure_responses(options.rounds, options.seconds, _show),
        loaded=[] if options.only else list(measure_loading(min(options.rounds, 3), _show, quick=options.quick)),
    )


def _measure_starts(servers: list[Server], body: bytes, rounds: int) -> dict[str, list[float]]:
    """Seconds from the command to the first 200; round 0 only fills the caches of the file system."""
    seconds: dict[str, list[float]] = {server.name: [] for server in servers}
    for number in range(rounds + 1):
        _show(f"start {number} of {rounds}")
        for server in servers:
            with running(server.name, server.command, server.path, body) as started:
                if number > 0:
                    seconds[server.name].append(started.first_response)
    return seconds


def _measure_load(
    up: dict[str, Running], options: argparse.Namespace, connections: int, what: str
) -> dict[str, list[Burst]]:
    """One burst for each server in each round; round 0 only warms them up."""
    bursts: dict[str, list[Burst]] = {name: [] for name in up}
    for number in range(options.rounds + 1):
        _show(f"{what} {number} of {options.rounds}")
        for name, server in up.items():
            seen = burst(name, server, seconds=options.seconds, connections=connections)
            if number > 0:
                bursts[name].append(seen)
    return bursts


def _measure_operations(options: argparse.Namespace, body: bytes) -> dict[str, dict[int, list[int]]]:
    """Median latencies in microseconds over one connection, by server and by the document's number of operations."""
    wanted = [s.name for s in available_servers(options.only) if s.name in ("mockserver", "prism")]
    latency: dict[str, dict[int, list[int]]] = {name: {} for name in wanted}
    with ExitStack() as stack:
        up: dict[str, Running] = {}
        for count in (FEW, MANY):
            document, fixtures, path = write_document(count)
            commands = {
                "mockserver": (partial(sandbox, document, fixtures), path),
                "prism": (partial(prism, document), path),
            }
            for name in wanted:
                command, full_path = commands[name]
                key = f"{name}-{count}"
                up[key] = stack.enter_context(running(key, command, full_path, body))
        for key, bursts in _measure_load(up, options, 1, "operations").items():
            name, _, operations = key.partition("-")
            latency[name][int(operations)] = [each.median_us for each in bursts]
    return latency


def _show(text: str) -> None:
    print(f"\r{text:<40}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
