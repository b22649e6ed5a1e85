"""`make mutants`: break the server in each way of the catalogue, and print which suite notices.

make mutants ARGS="lost-update page-repeated"      only these mutants
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from .catalogue import MUTANTS, NOTHING
from .suites import APIS, SUITES, notice

say = sys.stdout.write


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in MUTANTS]
    if unknown:
        sys.stderr.write(f"there is no mutant {unknown[0]!r}; there are: {', '.join(MUTANTS)}\n")
        return 2
    chosen = [MUTANTS[name] for name in names] or list(MUTANTS.values())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        healthy = {f"schemathesis on {api}": pool.submit(notice, "schemathesis", NOTHING, api) for api in APIS}
        healthy["tests"] = pool.submit(notice, "tests", NOTHING)
        runs = {(mutant.name, suite): pool.submit(notice, suite, mutant) for mutant in chosen for suite in SUITES}
        for suite, run in healthy.items():
            if found := run.result():
                sys.stderr.write(f"{suite}: {found} fails without a mutant\n")
                return 1
        survivors = 0
        say(f"{'mutant':<24} {'schemathesis':<42} tests\n")
        for mutant in chosen:
            seen = [runs[mutant.name, suite].result() for suite in SUITES]
            survivors += seen == [None, None]
            say(f"{mutant.name:<24} {_short(seen[0]):<42} {_short(seen[1])}\n")
    say(f"{len(chosen) - survivors} of {len(chosen)} noticed\n")
    return 1 if survivors else 0


def _short(found: str | None) -> str:
    return found.replace("test_bundled_apis.py::test_", "").partition("[")[0] if found else "-"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
