"""Run `mockserver test --app` in the caller's Python, where the application finds the packages it was written for.

    python with_packages.py FOLDER test openapi.yaml --app shop.web:app

FOLDER holds mockserver and its dependencies, as the locks have them. It comes last on the import path: a package that
both have is the caller's. Nothing is installed into the caller's environment.
"""

from __future__ import annotations

import site
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, version


def iter_conflicts(folder: str) -> Iterator[str]:
    """Yield `flask 2.3.3 is installed, but openapi-mockserver needs flask<4,>=3.1` for each package that is unfit."""
    from packaging.requirements import Requirement

    for distribution in distributions(path=[folder]):
        for text in distribution.requires or ():
            needed = Requirement(text)
            if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
                continue
            try:
                found = version(needed.name)
            except PackageNotFoundError:
                continue
            if not needed.specifier.contains(found, prereleases=True):
                wanted = f"{distribution.name} needs {needed.name}{needed.specifier}"
                yield f"{needed.name} {found} is installed, but {wanted}"


def main(folder: str, *arguments: str) -> None:
    """Run mockserver with the arguments. Exits with code 2 if it cannot run with the caller's packages."""
    site.addsitedir(folder)
    if conflicts := sorted(iter_conflicts(folder)):
        sys.stderr.write(
            f"mockserver: cannot run with the packages of the application: {'; '.join(conflicts)}; install other "
            "versions, or start the application in a step of its own and give its address as `url`\n"
        )
        sys.exit(2)
    from mockserver.cli import main as run

    run(arguments, prog_name="mockserver")


if __name__ == "__main__":
    main(*sys.argv[1:])
