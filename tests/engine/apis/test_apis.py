"""Loaded APIs: which one a request is for, what its folder adds, and what cannot be served."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import Apis, bundled_names, load_api, load_bundled
from mockserver.openapi.errors import DocumentError, FixtureError, OptionError
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.routing import Match
from tests.support.small_sandbox import BOOKS, changed, load_books, write_folder

SHARED = "https://api.shared.test/v1"
SERVERS = [
    {"url": "https://{place}.books.test:8443/v2/", "variables": {"place": {"default": "EU"}}},
    {"url": "/local"},
]
WITH_SERVERS = changed(BOOKS, {"/servers": SERVERS})


class TestLocate:
    @pytest.mark.parametrize(
        ("host", "path", "expected"),
        [
            pytest.param("localhost", "/books/books/1", ("books", "/books/1"), id="1-prefix"),
            pytest.param("api.other.test", "/books/books/1", ("books", "/books/1"), id="1-prefix-on-any-host"),
            pytest.param("localhost", "/books", ("books", "/"), id="1-prefix-alone"),
            pytest.param("localhost", "/books/", ("books", "/"), id="1-prefix-and-slash"),
            pytest.param("eu.books.test", "/shelf", ("books", "/shelf"), id="2-published-host"),
            pytest.param("eu.books.test", "/v2/shelf", ("books", "/v2/shelf"), id="2-with-base-path"),
            pytest.param("localhost", "/bookshelf", None, id="a-prefix-is-a-whole-segment"),
            pytest.param("localhost", "/Books/shelf", None, id="case-counts"),
            pytest.param("us.books.test", "/shelf", None, id="unknown-host"),
            pytest.param("localhost", "/", None, id="nothing"),
        ],
    )
    def test_by_prefix_and_host(self, tmp_path: Path, host: str, path: str, expected: tuple[str, str] | None) -> None:
        located = Apis([load_books(tmp_path, document=WITH_SERVERS)]).locate(host, path)
        assert (located and (located[0].name, located[1])) == expected

    @pytest.mark.parametrize(
        ("method", "path", "expected"),
        [
            pytest.param("GET", "/b", "first", id="2-both-have-it"),
            pytest.param("POST", "/b", "second", id="2-the-operation"),
            pytest.param("GET", "/v1/d", "second", id="2-below-the-base-path"),
            pytest.param("POST", "/a", "first", id="2-the-path"),
            pytest.param("POST", "/d", "second", id="2-the-path-of-the-second"),
            pytest.param("GET", "/nope", "first", id="2-none"),
        ],
    )
    def test_of_one_host(self, tmp_path: Path, method: str, path: str, expected: str) -> None:
        head = f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nservers: [{{url: {SHARED}}}]\n"
        responses = "{responses: {'200': {description: ok}}}"
        texts = {
            "first": f"{{/a: {{get: {responses}}}, /b: {{get: {responses}}}, '/{{any}}/c': {{get: {responses}}}}}",
            "second": f"{{/b: {{get: {responses}, post: {responses}}}, /d: {{get: {responses}}}}}",
        }
        for name, paths in texts.items():
            (tmp_path / f"{name}.yaml").write_text(f"{head}paths: {paths}", encoding="utf-8")
        located = Apis(load_api(name, tmp_path / f"{name}.yaml") for name in texts).locate(
            "api.shared.test", path, method
        )
        assert located is not None
        assert (located[0].name, located[1]) == (expected, path)

    @pytest.mark.parametrize(
        ("host", "path", "expected"),
        [
            pytest.param("localhost", "/shelf", ("root", "/shelf"), id="3-root"),
            pytest.param("localhost", "/books/shelf", ("books", "/shelf"), id="1-before-3"),
            pytest.param("eu.books.test", "/shelf", ("books", "/shelf"), id="2-before-3"),
        ],
    )
    def test_at_the_root(self, tmp_path: Path, host: str, path: str, expected: tuple[str, str]) -> None:
        write_folder(tmp_path, root_yaml=BOOKS)
        root = load_api("root", tmp_path / "root.yaml", prefix="")
        located = Apis([root, load_books(tmp_path, document=WITH_SERVERS)]).locate(host, path)
        assert located is not None
        assert (located[0].name, located[1]) == expected


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        pytest.param("GET", "/v2/shelf", '; did you mean "/books/v2/shelf"?', id="without-the-prefix"),
        pytest.param("PUT", "/shelf", '; did you mean "/books/shelf"?', id="with-another-method"),
        pytest.param("GET", "/nope", "", id="no-path-of-an-api"),
    ],
)
def test_a_path_outside_all_apis_names_the_one_that_has_it(tmp_path: Path, method: str, path: str, hint: str) -> None:
    apis = Apis([load_books(tmp_path, document=WITH_SERVERS)])
    violation = apis.explain(apis.route(Request(method, path, "", Headers([]), b"")), method)
    assert violation.message == f'no API is served at "{path}"; there are: /books, /_mock{hint}'


class TestBasePath:
    @pytest.mark.parametrize(
        ("path", "operation"),
        [
            ("/shelf", "readShelf"),
            ("/v2/shelf", "readShelf"),
            ("/local/shelf", "readShelf"),
            ("/v2/v2/shelf", None),
            ("/v2shelf", None),
            ("/v2", None),
            ("/v3/shelf", None),
        ],
    )
    def test_with_and_without(self, tmp_path: Path, path: str, operation: str | None) -> None:
        match = load_books(tmp_path, document=WITH_SERVERS).match("GET", path)
        assert (match.operation.operation_id if isinstance(match, Match) else None) == operation

    def test_a_wrong_method_under_the_base_path_knows_the_right_ones(self, tmp_path: Path) -> None:
        match = load_books(tmp_path, document=WITH_SERVERS).match("PUT", "/v2/shelf")
        assert not isinstance(match, Match)
        assert match.methods == ("GET", "HEAD", "OPTIONS")

    @pytest.mark.parametrize(
        ("path", "operation"),
        [
            ("/api/v1/shelf", "readShelf"),
            ("/api/v2/shelf", "readShelf"),
            ("/api/v3/shelf", None),
            ("/api/shelf", "readShelf"),
            ("/there/shelf", "readShelf"),
            ("/deep/there/shelf", "readShelf"),
        ],
    )
    def test_of_several_servers(self, tmp_path: Path, path: str, operation: str | None) -> None:
        versioned = {"url": "/api/{v}", "variables": {"v": {"default": "v1", "enum": ["v1", "v2"]}}}
        document = changed(
            BOOKS,
            {
                "/servers": [versioned, {"url": "./api"}],
                "/paths/~1shelf/servers": [{"url": "https://shelf.books.test/there"}],
                "/paths/~1shelf/get/servers": [{"url": "/deep/there"}],
            },
        )
        api = load_books(tmp_path, document=document)
        match = api.match("GET", path)
        assert (match.operation.operation_id if isinstance(match, Match) else None) == operation
        assert api.hosts == ("shelf.books.test",)

    def test_the_base_path_alone_is_the_root(self, tmp_path: Path) -> None:
        root = {"get": {"responses": {"200": {"description": "ok"}}}}
        document = changed(BOOKS, {"/servers": [{"url": "/v2"}], "/paths/~1": root})
        api = load_books(tmp_path, document=document)
        assert all(isinstance(api.match("GET", path), Match) for path in ("/", "/v2", "/v2/"))

    def test_hosts_are_without_port_and_case(self, tmp_path: Path) -> None:
        api = load_books(tmp_path, document=WITH_SERVERS)
        assert api.hosts == ("eu.books.test",)
        assert api.base_paths == ("/v2", "/local")

    def test_a_document_without_servers(self, tmp_path: Path) -> None:
        api = load_books(tmp_path)
        assert (api.hosts, api.base_paths) == ((), ())


class TestApi:
    def test_operations_by_id(self, tmp_path: Path) -> None:
        api = load_books(tmp_path)
        operation = api.operation("readShelf")
        assert operation is not None and str(operation) == "GET /shelf"
        assert api.operation("nope") is None

    def test_without_a_folder(self, tmp_path: Path) -> None:
        write_folder(tmp_path, it_yaml=BOOKS)
        api = load_api("it", tmp_path / "it.yaml", tmp_path / "nowhere")
        assert (api.prefix, api.functions.handlers, api.seed.count("book")) == ("/it", {}, 0)

    def test_messages_name_the_last_folder_and_the_file(self, tmp_path: Path) -> None:
        assert load_books(tmp_path / "mine").document.name == "mine/books.yaml"


class TestBundled:
    def test_all(self) -> None:
        assert tuple(api.name for api in load_bundled()) == bundled_names()
        assert {"adapter", "idun", "intercom", "siro"} <= set(bundled_names())

    def test_some(self) -> None:
        apis = load_bundled(["siro", "adapter"])
        assert [api.name for api in apis] == ["siro", "adapter"]
        assert len(apis) == 2
        assert apis.find("adapter") is not None and apis.find("idun") is None

    def test_published_hosts(self) -> None:
        located = load_bundled(["adapter"]).locate("api.adapter.com", "/v1/custom-connectors")
        assert located is not None and located[0].name == "adapter"

    @pytest.mark.parametrize("name", ["nope", "", "Adapter", "../specs/adapter", "adapter.yaml"])
    def test_an_unknown_name(self, name: str) -> None:
        with pytest.raises(OptionError, match=r"there is no API .*; there are: adapter, "):
            load_bundled([name])


class TestWhatCannotBeServed:
    def test_no_document(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="No such file"):
            load_api("it", tmp_path / "it.yaml")

    @pytest.mark.parametrize(
        ("name", "text"),
        [("behaviour_yaml", "nope: 1"), ("seed_yaml", "nope: []"), ("handlers_py", "1 / 0")],
    )
    def test_a_broken_folder(self, tmp_path: Path, name: str, text: str) -> None:
        write_folder(tmp_path, it_yaml=BOOKS)
        folder = write_folder(tmp_path / "it", **{name: text})
        with pytest.raises(FixtureError):
            load_api("it", tmp_path / "it.yaml", folder)
