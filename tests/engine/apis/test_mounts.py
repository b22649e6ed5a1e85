"""Which documents are served where."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import Apis, load_api
from mockserver.engine.apis.mounts import iter_clashes, plan_bundled, plan_mounts
from mockserver.openapi.documents import ReadPolicy
from mockserver.openapi.errors import OptionError
from tests.support.small_sandbox import BOOKS, write_folder


def document(path: str = "/pets") -> str:
    return f"""
        openapi: 3.1.0
        servers: [{{url: 'https://api.pets.test/v1'}}]
        paths:
          {path}: {{get: {{responses: {{'200': {{description: ok}}}}}}}}
    """


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_folder(tmp_path, a_yaml=document(), common_yaml="openapi_of: none", notes_md="openapi: 3.1.0")
    write_folder(tmp_path / "more", b_yaml=document(), a_yaml=document())
    write_folder(tmp_path / "none", common_yaml="a: 1")
    tmp_path.joinpath("c.json").write_text('{"openapi": "3.1.0", "paths": {"/c": {"get": {}}}}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "mounts", "prefixes"),
    [
        pytest.param("a.yaml", "", {"a": ""}, id="2-alone"),
        pytest.param("a.yaml", "a=/v2/pets", {"a": "/v2/pets"}, id="1-alone-elsewhere"),
        pytest.param("a.yaml", "a=/v1:beta/@me=x", {"a": "/v1:beta/@me=x"}, id="1-any-character"),
        pytest.param("a.yaml", "a=/größe", {"a": "/gr%C3%B6%C3%9Fe"}, id="1-not-ascii"),
        pytest.param("a=b.yaml", "a=b.yaml=/v1", {"a-b": "/v1"}, id="1-an-equals-sign-in-the-name"),
        pytest.param("a.yaml more/a.yaml", "a.yaml=/é:b", {"e-b": "/%C3%A9:b", "a": "/a"}, id="1-a-name-by-the-prefix"),
        pytest.param("a.yaml c.json", "", {"a": "/a", "c": "/c"}, id="3-several"),
        pytest.param("a.yaml c.json", "c=/", {"a": "/a", "c": ""}, id="1-at-the-root"),
        pytest.param(".", "", {"a": "/a", "c": "/c"}, id="folder"),
        pytest.param("a.yaml more", "more/a.yaml=/x", {"a": "/a", "x": "/x", "b": "/b"}, id="same-name"),
        pytest.param("a.yaml more", "a.yaml=/x", {"x": "/x", "a": "/a", "b": "/b"}, id="same-name-first-moved"),
        pytest.param(
            "a.yaml more", "a.yaml=/b more/b.yaml=/c", {"b": "/b", "a": "/a", "b-2": "/c"}, id="same-name-as-a-prefix"
        ),
        pytest.param("a.yaml more/a.yaml", "a.yaml=/", {"a-root": "", "a": "/a"}, id="same-name-at-the-root"),
        pytest.param("-", "", {"stdin": ""}, id="stdin"),
        pytest.param("https://a.test/v1/open%20api.json?x=1", "", {"open-20api": ""}, id="address"),
        pytest.param("https://a.test", "", {"a.test": ""}, id="address-of-a-host"),
        pytest.param("nowhere.yaml", "", {"nowhere": ""}, id="missing"),
        pytest.param("my_api.yaml x%y.yaml", "", {"my_api": "/my_api", "x-y": "/x-y"}, id="other-characters"),
        pytest.param("café.yaml ünï.json", "", {"cafe": "/cafe", "uni": "/uni"}, id="accents"),
        pytest.param("_mock.yaml _w.yaml", "", {"mock": "/mock", "w": "/w"}, id="names-of-ours"),
        pytest.param("東京.yaml .hidden.yaml", "", {"api": "/api", "hidden": "/hidden"}, id="nothing-left"),
    ],
)
def test_plans(folder: Path, words: str, mounts: str, prefixes: dict[str, str]) -> None:
    assert {mount.name: mount.prefix for mount in plan_mounts(words.split(), mounts.split())} == prefixes


@pytest.mark.parametrize(
    ("words", "mounts", "message"),
    [
        ("none", "", "the folder none holds no OpenAPI document"),
        ("a.yaml more", "", "two documents would be served under /a: a.yaml and more/a.yaml"),
        ("a.yaml more", "a=/x", "several documents have this name; name the file"),
        ("a.yaml c.json", "a=/c", "under /c: a.yaml and c.json"),
        ("a.yaml", "b=/x", "'b' is not the name of one document; there are: a"),
        ("a.yaml", "a", "a prefix is like /pets"),
        ("a.yaml", "a=/_mock", "not below /_mock"),
        ("a.yaml", "a=/x//y", "a prefix is like /pets"),
        ("a.yaml", "a=/x/../y", "a prefix is like /pets"),
        ("a.yaml", "a=/x?y", "a prefix is like /pets"),
        ("a.yaml", "a=/x/%2E%2e", "a prefix is like /pets"),
        ("a.yaml", "a=/%5fmock", "not below /_mock"),
        ("a.yaml", "a=/_w/anna", "not below /_mock or /_w"),
        ("東京.yaml 大阪.yaml", "", "under /api: 東京.yaml and 大阪.yaml; --mount NAME=/prefix moves one"),
    ],
)
def test_plans_that_cannot_be(folder: Path, words: str, mounts: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        plan_mounts(words.split(), mounts.split())
    assert message in caught.value.message


def test_clashes(folder: Path) -> None:
    first, second, other = (
        load_api(name, folder / name, prefix=prefix)
        for name, prefix in (("a.yaml", ""), ("more/b.yaml", "/b"), ("c.json", "/c"))
    )
    (clash,) = iter_clashes(Apis([first, second, other]))
    assert clash.startswith("GET /pets of api.pets.test is in ")
    assert first.document.name in clash and second.document.name in clash


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v2/pets/x", "deep"),
        ("/v2/pets", "deep"),
        ("/v2/petshop", "root"),
        ("/v2/pets/old/x", "deeper"),
        ("/a/x", "a"),
        ("/%61/x", "a"),
        ("/v2/%70ets/old%2Fx", "deep"),
        ("/v1%3abeta/x", "colon"),
        ("/v1:beta", "colon"),
        ("/v1%3Abetas", "root"),
    ],
)
def test_prefixes_of_several_segments(folder: Path, path: str, name: str) -> None:
    prefixes = {"root": "", "deep": "/v2/pets", "deeper": "/v2/pets/old", "a": "/a", "colon": "/v1:beta"}
    apis = Apis(load_api(name, folder / "a.yaml", prefix=prefix) for name, prefix in prefixes.items())
    located = apis.locate("localhost", path)
    assert located is not None and located[0].name == name


@pytest.mark.parametrize(("path", "has_page"), [("/pets", True), ("/", False)])
def test_the_page_makes_way_for_a_path_of_the_document(tmp_path: Path, path: str, has_page: bool) -> None:
    write_folder(tmp_path, it_yaml=document(path))
    api = load_api("it", tmp_path / "it.yaml", prefix="")
    assert bool(Apis([api]).list_methods("localhost", "/")) is not has_page


def test_a_folder_of_files_that_are_known_to_be_documents(folder: Path) -> None:
    (folder / "a.yaml").write_text("", encoding="utf-8")
    assert [mount.name for mount in plan_mounts(["."])] == ["c"]
    assert [mount.name for mount in plan_mounts(["."], known=[Path("a.yaml"), Path("gone.yaml")])] == ["a", "c"]


def test_fixtures_are_named_like_the_mounts(folder: Path) -> None:
    (mount,) = plan_mounts(["a.yaml"], ["a=/v2"], Path("mocks"))
    assert (mount.prefix, mount.fixtures) == ("/v2", Path("mocks/a"))


@pytest.mark.parametrize("is_stateless", [True, False])
def test_what_a_document_lets_infer(tmp_path: Path, is_stateless: bool) -> None:
    write_folder(tmp_path, books_yaml=BOOKS)
    (mount,) = plan_mounts([str(tmp_path / "books.yaml")])
    assert ("book" in mount.load(ReadPolicy(), is_stateless=is_stateless).behaviour.resources) is not is_stateless


def test_the_bundled_apis() -> None:
    mounts = plan_bundled(["siro", "idun"])
    assert [(mount.name, mount.prefix) for mount in mounts] == [("siro", "/siro"), ("idun", "/idun")]
    assert all(mount.fixtures and mount.fixtures.is_dir() for mount in mounts)
