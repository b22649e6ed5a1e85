"""The servers that are compared: how each is started, and which checks it is set to make."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from .tools import JAVA, MISSING, MOCKOON, NODE, PRISM, WIREMOCK, WORK

HERE = Path(__file__).parent
DOCUMENT = HERE / "documents" / "pets.yaml"
CHANGE = HERE / "documents" / "change.json"
SEED = HERE / "fixtures" / "pets" / "seed.yaml"
PET = "7f1c2d34-5a6b-4c7d-8e9f-0a1b2c3d4e5f"


@dataclass(frozen=True)
class Server:
    """One row of the table."""

    name: str  # "prism"
    title: str
    command: Callable[[int], list[str]]  # port -> the command that starts it
    path: str  # of the PATCH: "/pets/…"
    checks_responses: bool  # whether it is set to validate its responses; whether it validates requests is probed
    needs: str = ""  # the tool it requires: "node"


def all_servers() -> list[Server]:
    """Every server that is compared, the sandbox first, the ceiling last."""
    path, fixtures = f"/pets/{PET}", HERE / "fixtures"
    return [
        Server("mockserver", "mockserver --quiet", partial(sandbox, DOCUMENT, fixtures), path, True),
        Server("mockserver-log", "mockserver", partial(sandbox, DOCUMENT, fixtures, log=True), path, True),
        Server("prism", "Prism, silent", partial(prism, DOCUMENT), path, True, NODE),
        Server("prism-log", "Prism", partial(prism, DOCUMENT, log=True), path, True, NODE),
        Server("wiremock", "WireMock", partial(wiremock, DOCUMENT), path, False, JAVA),
        Server("connexion", "connexion FlaskApp", partial(_python, "connexion_app", DOCUMENT, SEED), path, True),
        Server("constant", "constant response", partial(_python, "constant", _pet_file()), path, False),
    ]


def available_servers(names: list[str]) -> list[Server]:
    """The servers of those names, or all; one that lacks its tool is left out."""
    return [s for s in all_servers() if (not names or s.name in names) and s.needs not in MISSING]


def sandbox(document: Path, fixtures: Path, port: int, *, log: bool = False) -> list[str]:
    options = ["--fixtures", str(fixtures), "--port", str(port), *([] if log else ["--quiet"])]
    return [sys.executable, "-m", "mockserver", "serve", str(document), *options]


def prism(document: Path, port: int, *, log: bool = False) -> list[str]:
    options = ["--port", str(port), *([] if log else ["--verboseLevel", "silent"])]
    return ["node", str(PRISM), "mock", *options, str(document)]


def unprepared(document: Path, port: int) -> list[str]:
    """The sandbox without fixtures, for any document."""
    return [sys.executable, "-m", "mockserver", "serve", str(document), "--port", str(port), "--quiet"]


def mockoon(document: Path, port: int) -> list[str]:
    options = ["--port", str(port), "--disable-log-to-file", "--disable-admin-api"]
    return ["node", str(MOCKOON), "start", "--data", str(document), *options]


def wiremock(document: Path, port: int) -> list[str]:
    """Its journal as long as the sandbox's; one stub whose body must keep the document's schema."""
    folder = WORK / "wiremock"
    (folder / "mappings").mkdir(parents=True, exist_ok=True)
    (folder / "mappings" / "patch.json").write_text(json.dumps(_stub(yaml.safe_load(document.read_text()))))
    options = ["--disable-banner", "--max-request-journal-entries", "1000"]
    return ["java", "-jar", str(WIREMOCK), "--port", str(port), "--root-dir", str(folder), *options]


def _stub(document: dict[str, Any]) -> dict[str, Any]:
    """Return a stub for WireMock, which does not read OpenAPI: the schema of the PATCH, and a fixed response."""
    schemas = document["components"]["schemas"]
    schema = {"$ref": "#/components/schemas/PetChange", "components": {"schemas": schemas}}
    return {
        "request": {
            "method": "PATCH",
            "urlPathPattern": "/pets/[^/]+",
            "headers": {"Content-Type": {"contains": "application/json"}},
            "bodyPatterns": [{"matchesJsonSchema": schema, "schemaVersion": "V4"}],
        },
        "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "jsonBody": _pet()},
    }


def _python(module: str, *arguments: Path | int) -> list[str]:
    """Return a command with `-P`, so that the files beside the script are not importable as modules."""
    return [sys.executable, "-P", str(HERE / f"{module}.py"), *map(str, arguments)]


def _pet() -> dict[str, Any]:
    pet: dict[str, Any] = {**yaml.safe_load(SEED.read_text())["pet"][0], **json.loads(CHANGE.read_bytes())}
    return pet


def _pet_file() -> Path:
    """Write the response of the sandbox to a file, for the constant response."""
    WORK.mkdir(exist_ok=True)
    file = WORK / "pet.json"
    file.write_text(json.dumps(_pet(), separators=(",", ":")))
    return file
