"""What `make sdks` tries is complete, and its page is that of the locked versions. No SDK is needed here."""

from __future__ import annotations

import pytest

from mockserver.engine.apis.apis import load_api
from tests.sdks.environments import HERE
from tests.sdks.run import PAGE, SDKS, Sdk


def test_every_script_and_document_is_tried() -> None:
    scripts = {f"{'python' if sdk.registry == 'PyPI' else 'node'}/{sdk.script}" for sdk in SDKS}
    found = [*HERE.glob("python/try_*.py"), *HERE.glob("node/try_*.mjs")]
    assert {f"{file.parent.name}/{file.stem}" for file in found} == scripts
    assert {file.stem for file in HERE.glob("documents/*.yaml")} == {sdk.document for sdk in SDKS}
    assert sum(sdk.registry == "npm" for sdk in SDKS) >= 3 and len({sdk.document for sdk in SDKS}) >= 10


@pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: f"{sdk.registry}-{sdk.package}")
def test_the_page_has_a_row_for_the_locked_version(sdk: Sdk) -> None:
    title = f"| {sdk.package} {sdk.version} ({sdk.registry}) | "
    assert sum(row.startswith(title) for row in PAGE.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("name", sorted({sdk.document for sdk in SDKS}))
def test_every_operation_of_a_document_can_be_served(name: str) -> None:
    api = load_api(name, HERE / "documents" / f"{name}.yaml", prefix="")
    assert api.operations and [str(each) for each in api.operations if each.broken is not None] == []
