"""The document of the comparison, with its four operations repeated many times."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from .servers import DOCUMENT, HERE, PET, SEED
from .tools import WORK

_BEHAVIOUR = HERE / "fixtures" / "pets" / "behaviour.yaml"


def write_document(operations: int) -> tuple[Path, Path, str]:
    """A document with that many operations, each four with schemas of their own, and its fixtures.

    Gives the document, the folder of its fixtures and the path of the last PATCH, which is the worst for a server
    that searches in order: `(operations-1000.json, fixtures/, "/pets249/7f1c…")`.
    """
    repeats = operations // 4
    source = yaml.safe_load(DOCUMENT.read_text())
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(repeats):
        renamed = _renamed(source, number)
        paths |= renamed["paths"]
        schemas |= renamed["components"]["schemas"]
    components = {**source["components"], "schemas": schemas}
    file = WORK / f"operations-{operations}.json"
    file.write_text(json.dumps({**source, "paths": paths, "components": components}))
    _write_fixtures(WORK / "fixtures" / file.stem, repeats)
    return file, WORK / "fixtures", f"/pets{repeats - 1}/{PET}"


def _renamed(source: dict[str, Any], number: int) -> dict[str, Any]:
    """Return one repetition, with its paths, operationIds and schemas: `/pets7`, `updatePet7`, `Pet7`."""
    text = json.dumps({"paths": source["paths"], "components": {"schemas": source["components"]["schemas"]}})
    text = text.replace('"/pets', f'"/pets{number}')
    for schema in source["components"]["schemas"]:
        text = text.replace(f'schemas/{schema}"', f'schemas/{schema}{number}"')
        text = text.replace(f'"{schema}": {{"type"', f'"{schema}{number}": {{"type"')
    for operation_id in ("listPets", "createPet", "readPet", "updatePet"):
        text = text.replace(f'"{operation_id}"', f'"{operation_id}{number}"')
    renamed: dict[str, Any] = json.loads(text)
    return renamed


def _write_fixtures(folder: Path, repeats: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    behaviour, rows = yaml.safe_load(_BEHAVIOUR.read_text()), yaml.safe_load(SEED.read_text())["pet"]
    resources, operations = {}, {}
    for number in range(repeats):
        resources[f"pet{number}"] = {**behaviour["resources"]["pet"], "schema": f"Pet{number}"}
        for operation_id, rules in behaviour["operations"].items():
            operations[f"{operation_id}{number}"] = {**rules, "resource": f"pet{number}"}
    written = {**behaviour, "resources": resources, "operations": operations}
    (folder / "behaviour.yaml").write_text(json.dumps(written))
    (folder / "seed.yaml").write_text(json.dumps(dict.fromkeys(resources, rows)))
