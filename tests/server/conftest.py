from pathlib import Path

import pytest

from tests.server.door import Door


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)
