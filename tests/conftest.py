"""What every test shares.

Hypothesis draws the same examples on every run, so that a failure can be repeated; with
`pytest --hypothesis-profile=random` it draws other ones each time.
"""

from __future__ import annotations

import pytest
import yaml  # noqa: F401 - before pytester, which forgets imports: PyYAML's compiled half can be imported only once
from hypothesis import settings

settings.register_profile("default", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("random", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("default")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # a process of pytest-xdist
        from tests.support.scheduling import order_by_length

        order_by_length(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    if config.option.dist != "loadgroup":
        return None
    from tests.support.scheduling import FileScheduling

    config.option.loadscopereorder = False
    return FileScheduling(config, log)
