"""The border of local references: the repository, the working directory or the document's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.openapi.documents import Document, ReadPolicy
from mockserver.openapi.documents.roots import find_border
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import Operation, read_operations

SCHEMA = "type: object\nrequired: [code]\nproperties: {code: {type: integer}}\n"
DOCUMENT = """openapi: 3.0.3
info: {title: Split over folders, version: '1'}
paths:
  /a:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '%s'}}}}
"""
REFUSED = "leads outside {}; --allow-refs-outside allows that"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory, with everything of a test below it, and a working directory elsewhere."""
    folder = tmp_path / "home"
    (folder / "away").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.chdir(folder / "away")
    return folder


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def read(file: Path, *, outside: bool = False) -> Operation:
    return read_operations(Document.load(file, policy=ReadPolicy(outside=outside)))[0]


def refused(file: Path) -> list[str]:
    """Return why references of a document are not followed."""
    return list(Document.load(file).bundle.refused.values())


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_references_to_sibling_folders_of_a_repository(home: Path, kind: str) -> None:
    project = home / "work" / "project"
    git = project / ".git"
    if kind == "folder":
        git.mkdir(parents=True)
    else:  # a worktree or a submodule
        write(git, "gitdir: /elsewhere\n")
    write(project / "common" / "deep" / "Error.yaml", SCHEMA)
    file = write(project / "spec" / "v1" / "openapi.yaml", DOCUMENT % "../../common/deep/Error.yaml")
    operation = read(file)
    document = operation.document
    assert not document.bundle.refused
    assert document.sources[1].name == str(project / "common" / "deep" / "Error.yaml")
    assert project / "common" / "deep" / "Error.yaml" in document.files, "a server with --reload watches it"


def test_the_nearest_repository_counts(home: Path) -> None:
    project = home / "project"
    (project / ".git").mkdir(parents=True)
    (project / "vendor" / ".git").mkdir(parents=True)
    write(project / "Error.yaml", SCHEMA)
    file = write(project / "vendor" / "spec" / "openapi.yaml", DOCUMENT % "../../Error.yaml")
    assert REFUSED.format("the repository") in refused(file)[0]
    assert not read(file, outside=True).document.bundle.refused


def test_the_working_directory_counts_without_a_repository(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home / "work" / "common" / "Error.yaml", SCHEMA)
    write(home / "Error.yaml", SCHEMA)
    file = write(home / "work" / "spec" / "openapi.yaml", DOCUMENT % "../common/Error.yaml")
    further = write(home / "work" / "spec" / "further.yaml", DOCUMENT % "../../Error.yaml")
    assert REFUSED.format("the document's folder") in refused(file)[0]
    monkeypatch.chdir(home / "work")
    assert not refused(Path("spec/openapi.yaml"))
    assert [source.name for source in Document.load("spec/openapi.yaml").sources] == [
        "spec/openapi.yaml",
        "common/Error.yaml",
    ]
    assert REFUSED.format("the working directory") in refused(further)[0]
    monkeypatch.chdir(home / "work" / "common")
    assert REFUSED.format("the document's folder") in refused(file)[0], "the document is not in it"


@pytest.mark.parametrize("place", ["home", "above"])
def test_the_home_directory_is_no_border(home: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    around = home if place == "home" else home.parent
    (around / ".git").mkdir()
    write(home / ".ssh" / "id.yaml", SCHEMA)
    file = write(home / "downloads" / "openapi.yaml", DOCUMENT % "../.ssh/id.yaml")
    assert find_border(file.parent.resolve()) == (file.parent.resolve(), "the document's folder")
    monkeypatch.chdir(around)
    assert REFUSED.format("the document's folder") in refused(file)[0]


def test_links_are_followed_before_they_are_judged(home: Path) -> None:
    project = home / "project"
    (project / ".git").mkdir(parents=True)
    write(project / "common" / "Error.yaml", SCHEMA)
    write(home / "secret.yaml", SCHEMA)
    (project / "spec").mkdir()
    (project / "spec" / "out.yaml").symlink_to(home / "secret.yaml")
    (project / "spec" / "in.yaml").symlink_to(project / "common" / "Error.yaml")
    assert not refused(write(project / "spec" / "a.yaml", DOCUMENT % "in.yaml"))
    assert REFUSED.format("the repository") in refused(write(project / "spec" / "b.yaml", DOCUMENT % "out.yaml"))[0]
    (home / "entry").symlink_to(project)  # a document that is reached through a link is where it really is
    write(project / "spec" / "c.yaml", DOCUMENT % "../common/Error.yaml")
    assert not refused(home / "entry" / "spec" / "c.yaml")


def test_the_content_of_a_git_folder_is_not_read(home: Path) -> None:
    project = home / "project"
    write(project / ".git" / "config.yaml", SCHEMA)
    file = write(project / "openapi.yaml", DOCUMENT % ".git/config.yaml")
    assert REFUSED.format("the repository") in refused(file)[0]


def test_an_example_file_in_a_sibling_folder(home: Path) -> None:
    project = home / "project"
    (project / ".git").mkdir(parents=True)
    write(project / "examples" / "a.json", '{"code": 7}')
    write(home / "b.json", '{"code": 8}')
    text = (DOCUMENT % "#/nowhere").replace("schema: {$ref: '#/nowhere'}", "examples: {a: {externalValue: %s}}")
    found = read(write(project / "spec" / "a.yaml", text % "../examples/a.json"))
    assert found.responses["200"].content["application/json"].examples[0].value == {"code": 7}
    beyond = read(write(project / "spec" / "b.yaml", text % "../../b.json"))
    with pytest.raises(DocumentError, match="leads outside the repository; --allow-refs-outside allows that"):
        _ = beyond.responses["200"].content["application/json"].examples[0].value
