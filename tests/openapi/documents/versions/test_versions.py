"""Only two places know the version of a document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mockserver
from mockserver.openapi.documents.versions import find_adapter, has_dotted_labels, read_version
from mockserver.openapi.documents.versions.dialects import DRAFT_4, DRAFT_2020_12, Dialect
from mockserver.openapi.errors import DocumentError

SOURCE = Path(mockserver.__file__).parent
ALLOWED = ("openapi/documents/versions/", "openapi/operations/reading.py")
ASKED = re.compile(
    r"""\bversion\s*(?:==|!=|<|>|\bin\b|\bnot\ in\b|\[|\.startswith)  # document.version == "3.0.3"
    | \bdialect\s*(?:==|!=|\bis\b|\bin\b)  # document.dialect is DRAFT_4
    | \bDRAFT_(?:4|2020_12)\b
    | ["'](?:draft-4|[23]\.[0-2]\.?)["']  # startswith("3.")""",
    re.VERBOSE,
)


def test_the_version_is_asked_in_two_places_only() -> None:
    asking = [
        f"{file.relative_to(SOURCE).as_posix()}:{number} {line.strip()}"
        for file in sorted(SOURCE.rglob("*.py"))
        if not file.relative_to(SOURCE).as_posix().startswith(ALLOWED)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if ASKED.search(line)
    ]
    assert asking == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('if document.version == "3.0.3":', id="compared"),
        pytest.param("if document.version in _OLD:", id="looked-up"),
        pytest.param("number = document.version[:3]", id="shortened"),
        pytest.param('if self.version.startswith(("2.", "3.0")):', id="begins-with"),
        pytest.param("if document.dialect is DRAFT_4:", id="dialect"),
    ],
)
def test_asking_is_noticed(line: str) -> None:
    assert ASKED.search(line)


@pytest.mark.parametrize(
    ("version", "dialect"),
    [
        pytest.param("2.0", DRAFT_4, id="2.0"),
        pytest.param("3.0.3", DRAFT_4, id="3.0"),
        pytest.param("3.0", DRAFT_4, id="3.0-without-patch"),
        pytest.param("3.1.0-rc1", DRAFT_2020_12, id="3.1-candidate"),
        pytest.param("3.2.0", DRAFT_2020_12, id="3.2"),
    ],
)
def test_each_version_has_an_adapter(version: str, dialect: Dialect) -> None:
    keyword = "swagger" if version == "2.0" else "openapi"
    assert find_adapter(read_version({keyword: version}, "a.yaml")).dialect is dialect


@pytest.mark.parametrize("version", ["3.3.0", "4.0.0", "1.2", "3.10.0"])
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(DocumentError, match=rf"says openapi: {version}; versions 2\.0, 3\.0, 3\.1 and 3\.2 are served"):
        read_version({"openapi": version}, "a.yaml")


def test_labels_have_dots_until_3_0_4() -> None:
    versions = ("2.0", "3.0.0", "3.0.3", "3.0.4", "3.1.0", "3.2.0")
    assert [version for version in versions if has_dotted_labels(version)] == ["3.0.0", "3.0.3"]
