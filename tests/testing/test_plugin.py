"""The plugin from outside: pytest runs as its users run it."""

from __future__ import annotations

import textwrap
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.engine.masking.accounts import ACCOUNTS
from tests.support.small_sandbox import BOOK_RULES, BOOK_SEED, write_folder
from tests.testing.conftest import SERVED

pytest_plugins = ["pytester"]

INI = """
    [pytest]
    addopts = -p no:schemathesis -p no:hypothesispytest
    strict = true
    filterwarnings = error
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with `books.yaml`, its fixtures, and warnings as errors."""
    write_folder(pytester.path, books_yaml=SERVED, pytest_ini=INI)
    write_folder(pytester.path / "mocks/books", behaviour_yaml=BOOK_RULES, seed_yaml=BOOK_SEED)
    return pytester


def run(project: pytest.Pytester, test: str, *options: str) -> pytest.RunResult:
    project.path.joinpath("test_it.py").write_text(textwrap.dedent(test), encoding="utf-8")
    return project.runpytest_inprocess("-p", "no:cacheprovider", *options)


def run_apart(project: pytest.Pytester, test: str, *options: str) -> pytest.RunResult:
    """Run a test in a process of its own."""
    project.path.joinpath("test_it.py").write_text(textwrap.dedent(test), encoding="utf-8")
    return project.runpytest_subprocess("-p", "no:cacheprovider", *options)


def test_a_client_that_keeps_the_contract_passes(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        def test_it(sandbox):
            api = sandbox.serve("books.yaml", fixtures="mocks")
            with api.httpx() as client:
                assert client.get("/books/1").json()["title"] == "Emma"
        """,
    )
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*conversation*")


BROKEN = """
    def test_it(sandbox):
        api = sandbox.serve("books.yaml", fixtures="mocks")
        with api.httpx() as client:
            client.get("/books")
            client.post("/books", json={"titel": "Emma"})
            client.get("/bocks")
"""


def test_a_client_that_breaks_the_contract_fails_with_a_report(project: pytest.Pytester) -> None:
    result = run(project, BROKEN)
    result.assert_outcomes(failed=1)
    lines = [
        "2 requests broke their contract (body.schema, routing.no-path):",
        "2. POST /v1/books → 422",
        "   body.schema  body /title: is required, but absent (*books.yaml:*)",
        "3. GET /v1/bocks → 404",
        "*- mockserver: the conversation -*",
        "mockserver serve books.yaml --fixtures mocks   # serves the curl lines for books",
        "1. GET /v1/books → 200  books.listBooks (resource)",
        "2. POST /v1/books → 422  books.createBook (contract)",
        "   body.schema  body /title: is required, but absent",
        "     document *books.yaml:*",
        "     seen     absent",
        "     allowed  present",
        '     did you mean "titel", which was sent?',
        """   curl http://127.0.0.1:8000/v1/books -H 'Content-Type: application/json' --data-raw '{"titel":"Emma"}'""",
        "3. GET /v1/bocks → 404  books (contract)",
        '   routing.no-path  path: *"/v1/bocks"; did you mean /books?',
    ]
    result.stdout.fnmatch_lines(lines)


@pytest.mark.parametrize(
    ("allowed", "outcome"),
    [
        ("True", "passed"),
        ('["body.*", "routing.*"]', "passed"),
        ('"body.*"', "failed"),
        ("False", "failed"),
        ('"parameter.*"', "failed"),
    ],
)
def test_violations_may_be_allowed(project: pytest.Pytester, allowed: str, outcome: str) -> None:
    marked = f"import pytest\n\n@pytest.mark.mock(allow_violations={allowed})\n" + textwrap.dedent(BROKEN).lstrip()
    run(project, marked).assert_outcomes(**{outcome: 1})


@pytest.mark.parametrize("arguments", ["", "True", "allow=True", 'allow_violations="x", more=1', "True, strict=True"])
def test_a_marker_with_other_arguments_is_refused(project: pytest.Pytester, arguments: str) -> None:
    result = run(project, f"import pytest\n\n@pytest.mark.mock({arguments})\ndef test_it(sandbox):\n    pass\n")
    result.stdout.fnmatch_lines(
        ["*test_it.py::test_it: write the marker as @pytest.mark.mock(allow_violations=…), with strict=…*"]
    )
    assert result.ret != 0


@pytest.mark.parametrize("value", ["5", "['body.*', 5]", "None"])
def test_a_marker_with_an_invalid_value_is_refused(project: pytest.Pytester, value: str) -> None:
    marked = f"import pytest\n\n@pytest.mark.mock(allow_violations={value})\ndef test_it(sandbox):\n    pass\n"
    result = run(project, marked)
    result.stdout.fnmatch_lines(
        ["*test_it.py::test_it: allow_violations=*; allowed: True, rules like 'body.*', a list*"]
    )
    assert result.ret != 0


WARNED = """
    def test_it(sandbox):
        api = sandbox.serve("books.yaml", fixtures="mocks")
        with api.httpx() as client:
            assert client.get("/books/1", headers={"Accept": "text/html"}).status_code == 200
"""
WARNING = [
    "*- mockserver: warnings -*",
    "test_it.py::test_it",
    "1. GET /v1/books/1 → 200",
    '   accept.unavailable  header Accept: "text/html" accepts none of *(*books.yaml:*)',
]


def test_a_warning_is_shown_after_the_tests(project: pytest.Pytester) -> None:
    result = run(project, WARNED)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([line.replace("- ", "= ").replace(" -", " =") for line in WARNING])
    result.stdout.no_fnmatch_line("*conversation*")


def test_the_warnings_of_few_tests_are_shown(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.testing.plugin.WARNED_TESTS", 1)
    marked = "import pytest\n\n@pytest.mark.parametrize('n', range(3))" + WARNED.replace("(sandbox)", "(sandbox, n)")
    result = run(project, textwrap.dedent(marked.replace("range(3))", "range(3))\n", 1)).replace("\n    ", "\n"))
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["*test_it.py::test_it?0?", "… and the warnings of 2 more tests"])


@pytest.mark.parametrize(
    ("mark", "ini", "configured", "outcome"),
    [
        ("", "", "", "passed"),
        ("@pytest.mark.mock(strict=True)", "", "", "failed"),
        ("@pytest.mark.mock(strict=False)", "mock_strict = true", "", "passed"),
        ("@pytest.mark.mock(allow_violations='body.*')", "mock_strict = true", "", "failed"),
        ("@pytest.mark.mock(allow_violations='accept.*', strict=True)", "", "", "passed"),
        ("", "mock_strict = true", "", "failed"),
        ("", "", "sandbox.configure(strict=True)", "failed"),
        ("", "mock_strict = true", "sandbox.configure(strict=False)", "passed"),
    ],
)
def test_warnings_fail_a_strict_test(
    project: pytest.Pytester, mark: str, ini: str, configured: str, outcome: str
) -> None:
    write_folder(project.path, pytest_ini=f"{INI}    {ini}\n")
    test = textwrap.dedent(WARNED).replace("    api", f"    {configured}\n    api", 1).replace("def", f"{mark}\ndef", 1)
    result = run(project, f"import pytest\n{test}")
    result.assert_outcomes(**{outcome: 1})
    if outcome == "failed":
        result.stdout.fnmatch_lines(
            [
                "1 request broke its contract (accept.unavailable):",
                "*the conversation*",
                "   accept.unavailable (warning)*",
            ]
        )
        result.stdout.no_fnmatch_line("*= mockserver: warnings =*")


def test_a_marker_of_a_class_is_refined_by_that_of_a_test(project: pytest.Pytester) -> None:
    marked = """
    import pytest

    @pytest.mark.mock(strict=True)
    class TestIt:
        @pytest.mark.mock(allow_violations="accept.*")
        def test_allowed(self, sandbox):
            sandbox.serve("books.yaml").httpx().get("/books/1", headers={"Accept": "text/html"})

        def test_strict(self, sandbox):
            sandbox.serve("books.yaml").httpx().get("/books/1", headers={"Accept": "text/html"})
    """
    run(project, marked).assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize("name", ["strict", "stateless"])
def test_an_argument_of_the_marker_is_true_or_false(project: pytest.Pytester, name: str) -> None:
    result = run(project, f"import pytest\n\n@pytest.mark.mock({name}=1)\ndef test_it(sandbox):\n    pass\n")
    result.stdout.fnmatch_lines([f"*test_it.py::test_it: {name}=1; allowed: True, False*"])
    assert result.ret != 0


def test_the_apis_of_a_stateless_test_remember_nothing(project: pytest.Pytester) -> None:
    marked = """
    import pytest

    @pytest.mark.parametrize("status", [404, pytest.param(200, marks=pytest.mark.mock(stateless=True))])
    def test_it(sandbox, status):
        assert sandbox.serve("books.yaml").httpx().get("/books/7").status_code == status
    """
    run(project, marked).assert_outcomes(passed=2)


def test_a_failing_test_fails_once_and_shows_the_conversation(project: pytest.Pytester) -> None:
    result = run(project, BROKEN + "            assert api.calls('listBooks').never()\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E * AssertionError: expected no call of listBooks, there was 1", "*the conversation*"]
    )


def test_calls_in_the_teardown_of_a_fixture_count(project: pytest.Pytester) -> None:
    result = run(
        project,
        """
        import pytest

        @pytest.fixture
        def client(sandbox):
            with sandbox.serve("books.yaml").httpx() as client:
                yield client
                client.get("/bocks")

        def test_it(client):
            client.get("/books")
        """,
    )
    result.assert_outcomes(passed=1, errors=1)


def test_a_test_that_runs_again_is_checked_again(project: pytest.Pytester) -> None:
    write_folder(
        project.path,
        conftest_py="""
            from _pytest.runner import runtestprotocol

            def pytest_runtest_protocol(item, nextitem):  # like plugins that run failed tests again
                for _ in range(2):
                    item._initrequest()
                    for report in runtestprotocol(item, nextitem=nextitem, log=False):
                        item.ihook.pytest_runtest_logreport(report=report)
                return True
        """,
    )
    run(project, BROKEN).assert_outcomes(failed=2)


def test_sandboxes_are_freed_after_their_tests(project: pytest.Pytester) -> None:
    write_folder(
        project.path,
        conftest_py="""
            import gc, weakref

            seen = []

            def pytest_fixture_setup(fixturedef, request):
                yield
                if fixturedef.argname == "sandbox":
                    seen.append(weakref.ref(fixturedef.cached_result[0]))

            pytest_fixture_setup = __import__("pytest").hookimpl(hookwrapper=True)(pytest_fixture_setup)

            def pytest_unconfigure():
                gc.collect()
                print("kept:", sum(each() is not None for each in seen), "of", len(seen))
        """,
    )
    passing = """
        import pytest

        @pytest.mark.parametrize("number", range(5))
        def test_it(sandbox, number):
            api = sandbox.serve("books.yaml")
            assert api.url and api.httpx().get("/books").status_code == 200
    """
    run_apart(project, passing).stdout.fnmatch_lines(["kept: 0 of 5"])


def test_the_decorator_works_with_fixtures(project: pytest.Pytester) -> None:
    result = run_apart(
        project,
        """
        import asyncio, httpx, pytest
        from mockserver import intercept

        @intercept("books.yaml")
        @pytest.mark.parametrize("number", [1, 2])
        def test_it(tmp_path, number):
            assert httpx.get(f"https://api.books.example/v1/books?n={number}", trust_env=False).status_code == 200
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_unused_plugin_imports_nothing(project: pytest.Pytester) -> None:
    write_folder(
        project.path,
        conftest_py="""
            import sys

            def pytest_unconfigure():
                names = {"mockserver", "jsonschema_rs", "httpx", "requests", "yaml", "orjson", "flask", "asyncio"}
                print("imported:", *sorted(name for name in sys.modules if name.partition(".")[0] in names))
        """,
    )
    others = {plugin.name for plugin in entry_points(group="pytest11")} - {"openapi_mockserver"}
    switches = [f"-pno:{name}" for name in [*sorted(others), "unraisableexception"]]
    result = run_apart(project, "def test_it(): pass", *switches)
    modules = ("", ".openapi", ".openapi.version", ".testing", ".testing.coverage_plugin", ".testing.plugin")
    result.stdout.fnmatch_lines([f"imported: {' '.join(f'mockserver{name}' for name in modules)}"])


def test_pytest_lists_the_fixture_and_the_marker(project: pytest.Pytester) -> None:
    run(project, "", "--markers").stdout.fnmatch_lines(["@pytest.mark.mock(allow_violations=*"])
    run(project, "def test_it(): pass", "--fixtures").stdout.fnmatch_lines(
        ["sandbox -- *", "*in a world of this test's own*"]
    )


MANY = """
    import httpx, pytest, threading

    @pytest.mark.parametrize("number", range(100))
    def test_in_process(sandbox, number):
        api = sandbox.serve("books.yaml", fixtures="mocks")
        with api.httpx() as client:
            made = client.post("/books", json={"title": f"t{number}"}).json()
            assert made["id"] == "10"
            assert len(client.get("/books").json()) == 3
        api.calls("createBook").once().with_body(title=f"t{number}")

    @pytest.mark.parametrize("number", range(100))
    def test_over_http(sandbox, number):
        api = sandbox.serve("books.yaml", fixtures="mocks")
        with httpx.Client(base_url=api.url, trust_env=False) as client:
            made = client.post("/books", json={"title": f"t{number}"}).json()
            assert made["id"] == "10"
            assert len(client.get("/books").json()) == 3
        assert len(api.journal) == 2
"""

LEAKS = """
    import os, threading

    def sockets():
        links = (os.path.join("/proc/self/fd", fd) for fd in os.listdir("/proc/self/fd"))
        return sum(os.path.islink(link) and os.readlink(link).startswith("socket:") for link in links)

    def pytest_configure(config):
        config.before = sockets()
        config.add_cleanup(lambda: look(config))  # cleanups run in reverse order, so this is the last

    def look(config):
        threads = [each.name for each in threading.enumerate() if each.name == "mockserver"]
        with open(os.path.join(config.rootpath, f"left-{os.getpid()}"), "w") as file:
            file.write(f"{threads} {sockets() - config.before}")
"""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts sockets in /proc")
@pytest.mark.parametrize("workers", ["4", "0"])
def test_two_hundred_tests_leave_nothing_behind(project: pytest.Pytester, workers: str) -> None:
    write_folder(project.path, conftest_py=LEAKS)
    scratch = project.path / "scratch"
    scratch.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(scratch))
        result = run_apart(project, MANY, "-n", workers, "--basetemp", str(project.path / "base"))
    result.assert_outcomes(passed=200)
    left = {file.read_text(encoding="utf-8") for file in project.path.glob("left-*")}
    assert left == {"[] 0"}
    assert list(scratch.iterdir()) == []


SECRETS = """
    from pathlib import Path
    from urllib.parse import quote

    import pytest

    SECRET = Path("secret.txt").read_text()


    @pytest.fixture
    def api(sandbox):
        {configure}
        api = sandbox.serve("accounts.yaml", name="accounts")
        fields = {{"Authorization": f"Bearer {{SECRET}}", "X-Door": SECRET, "Cookie": f"session={{SECRET}}"}}
        with api.httpx(headers=fields) as client:
            client.post(f"/notes?door={{quote(SECRET)}}", json={{"rank": "a"}})
            client.post("/accounts", json={{"phrase": SECRET, "cards": [{{"number": [SECRET]}}], "name": 7}})
            client.post("/accounts", json=[{{"phrase": SECRET}}])
            client.post("/accounts", data={{"phrase": SECRET, "cards": "x"}})
            broken = f'{{{{"phrase": "{{SECRET}}'
            client.post("/accounts", content=broken, headers={{"Content-Type": "application/json"}})
            client.get(f"/nowhere?door={{quote(SECRET)}}")
            client.get(f"/resets/{{quote(SECRET)}}?limit=3")
        return api


    def test_contract(api):
        pass

    def test_header(api):
        api.calls("writeNote").with_header("X-Door", SECRET + "2")

    def test_cookie(api):
        api.calls("writeNote").with_header("Cookie", "session=" + SECRET + "2")

    def test_absent_header(api):
        api.calls("readReset").with_header("X-Api-Key", SECRET)

    def test_query(api):
        api.calls("writeNote").with_query(door=SECRET + "2")

    def test_member(api):
        api.calls("createAccount").with_body(phrase=SECRET + "2")

    def test_members(api):
        api.calls("createAccount").with_body({{"cards": [{{"number": SECRET}}], "phrase": {{"a": SECRET}}}})

    def test_list(api):
        api.calls("createAccount").with_body([{{"phrase": SECRET, "a": 1}}, 2])

    def test_bytes(api):
        api.calls("createAccount").with_body(SECRET.encode())

    def test_count(api):
        api.calls("createAccount").never()

    def test_others(api):
        api.calls("login").once()

    def test_values(api):
        assert api.journal == []


    @pytest.mark.mock(allow_violations=True)
    def test_what_was_sent_can_be_compared(api):
        notes = api.calls("writeNote").with_header("authorization", f"Bearer {{SECRET}}")
        note = notes.with_query(door=SECRET).once()[0]
        assert note.headers.get("x-door") == SECRET and note.query == {{"door": [SECRET]}}
        assert api.calls("createAccount").with_body(phrase=SECRET)[0].json["phrase"] == SECRET
        assert SECRET in api.calls("readReset")[0].path or quote(SECRET) in api.calls("readReset")[0].path
"""


@pytest.mark.parametrize("is_shown", [False, True], ids=["masked", "shown"])
def test_no_output_has_a_secret(project: pytest.Pytester, is_shown: bool) -> None:
    write_folder(project.path, accounts_yaml=ACCOUNTS)
    project.path.joinpath("secret.txt").write_text("hunter2-tok3n", encoding="utf-8")
    configure = "sandbox.configure(show_secrets=True)" if is_shown else "pass"
    result = run(project, SECRETS.format(configure=configure), "-v")
    result.assert_outcomes(failed=12, passed=1)
    leaks = [line for line in result.outlines if "hunter2" in line or "tok3n" in line]
    assert bool(leaks) is is_shown, leaks
    if not is_shown:
        result.stdout.fnmatch_lines(["*header X-Door: expected another value than the secret that was sent*"])
        result.stdout.fnmatch_lines(['*-H "Authorization: Bearer $AUTHORIZATION"*'])


def test_a_wide_fixture_names_the_test_that_broke_the_contract(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_wide="""
        import pytest
        from mockserver import Sandbox

        @pytest.fixture(scope="module")
        def api():
            with Sandbox() as sandbox:
                yield sandbox.api("intercom")

        def test_breaks(api):
            api.httpx().get("/data_connectors")

        def test_innocent():
            pass

        def test_last(api):
            pass
        """
    )
    result = pytester.runpytest_inprocess("-q")
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*1. GET /data_connectors → 401, sent by test_wide.py::test_breaks"])
