"""The options for the coverage of the document, from outside."""

from __future__ import annotations

import json
import textwrap

import pytest

from tests.coverage.shop import SHOP
from tests.support.small_sandbox import write_folder

pytest_plugins = ["pytester"]

INI = """
    [pytest]
    addopts = -p no:cacheprovider -p no:schemathesis -p no:hypothesispytest
    strict = true
    filterwarnings = error
"""
TESTS = """
    import pytest

    @pytest.mark.parametrize("limit", [1, 2, 3, 4])
    def test_items(sandbox, limit):
        api = sandbox.serve("shop.yaml")
        with api.httpx() as client:
            assert client.get(f"/items?limit={limit}").status_code == 200

    def test_deletion(sandbox):
        with sandbox.serve("shop.yaml", name="other").httpx() as client:
            assert client.delete("/items/7").status_code == 204
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with a document and tests that use it, under two names."""
    write_folder(pytester.path, pytest_ini=INI, test_it_py=TESTS)
    pytester.path.joinpath("shop.yaml").write_text(SHOP)
    return pytester


def add_test(project: pytest.Pytester, text: str) -> None:
    project.path.joinpath("test_more.py").write_text(textwrap.dedent(text))


def test_the_table_comes_after_the_tests(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess("--mock-cov")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(
        [
            "*coverage of OpenAPI documents*",
            "Coverage of *shop.yaml",
            "GET /items  * 4  *",
            "POST /items  * 0%  never called",
            "DELETE /items/{id}  * 1  *100%",
            "TOTAL 2/3 operations  * 5  *",
        ]
    )
    assert result.stdout.str().count("Coverage of ") == 1


def test_no_report_without_the_option(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess()
    result.assert_outcomes(passed=5)
    result.stdout.no_fnmatch_line("*overage*")


def test_workers_add_up_to_the_counts_of_one_process(project: pytest.Pytester) -> None:
    reports = []
    for options in (["-p", "no:xdist"], ["-n", "2"]):
        project.runpytest_subprocess("--mock-cov", "--mock-cov-report=json:report.json", *options)
        reports.append(json.loads((project.path / "report.json").read_text()))
    assert reports[0] == reports[1]
    [document] = reports[0]["documents"]
    assert document["operations"][0]["items"][0]["count"] == 4
    assert document["totals"]["operation"] == {"covered": 2, "total": 3}


def test_only_named_documents_count(project: pytest.Pytester) -> None:
    add_test(
        project,
        """
        def test_adapter(sandbox):
            headers = {"Authorization": "Bearer pk_live_sandbox"}
            with sandbox.api("adapter").httpx(headers=headers) as client:
                assert client.get("/v1/custom-connectors").status_code == 200
        """,
    )
    result = project.runpytest_inprocess("--mock-cov=shop.yaml", "--mock-cov=idun")
    text = result.stdout.str()
    assert "shop.yaml" in text
    assert "specs/idun.yaml" in text  # which no test has used
    assert "adapter.yaml" not in text
    result.stdout.fnmatch_lines(["All documents: *%"])


def test_exchanges_of_interceptions_without_the_fixture_count(project: pytest.Pytester) -> None:
    add_test(
        project,
        """
        import httpx
        from mockserver import Sandbox
        from mockserver import intercept

        @intercept("shop.yaml", host="shop.test")
        def test_intercepted():
            assert httpx.delete("http://shop.test/items/7").status_code == 204

        def test_without_the_fixture():
            with Sandbox() as sandbox, sandbox.serve("shop.yaml").httpx() as client:
                assert client.delete("/items/7").status_code == 204
        """,
    )
    result = project.runpytest_inprocess("test_more.py", "--mock-cov")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["DELETE /items/{id}  * 2  *100%"])


def test_a_bundled_document_is_named_by_its_api(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess("--mock-cov=adapter")
    result.stdout.fnmatch_lines(["Coverage of specs/adapter.yaml", "TOTAL 0/* operations *"])


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("17", 0), ("18", 1), ("100", 1)])
def test_low_coverage_fails(project: pytest.Pytester, percent: str, code: int) -> None:
    result = project.runpytest_inprocess("--mock-cov", f"--mock-cov-fail-under={percent}")
    assert result.ret == code
    result.assert_outcomes(passed=5)
    reported = [line for line in result.outlines if "is less than the" in line]
    assert reported == ([f"Coverage of 17.07% is less than the {percent}% required."] if code else [])


def test_low_coverage_fails_with_workers(project: pytest.Pytester) -> None:
    result = project.runpytest_subprocess("--mock-cov", "--mock-cov-fail-under=18", "-n", "2")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["Coverage of 17.07% is less than the 18% required."])


def test_reports_are_written(project: pytest.Pytester) -> None:
    formats = ("lcov:out/mock.info", "cobertura:out/mock.xml", "html:out/pages", "json")
    result = project.runpytest_inprocess("--mock-cov", *(f"--mock-cov-report={each}" for each in formats))
    result.stdout.no_fnmatch_line("*Missing*")
    for file in ("out/mock.info", "out/mock.xml", "out/pages/index.html", "mock-coverage.json"):
        assert (project.path / file).stat().st_size
        result.stdout.fnmatch_lines([f"Coverage as *: {file}"])
    assert "SF:shop.yaml\n" in (project.path / "out/mock.info").read_text()


def test_a_report_that_cannot_be_written_is_named(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess("--mock-cov", "--mock-cov-report=json:shop.yaml/below")
    result.stdout.fnmatch_lines(["--mock-cov-report json:shop.yaml/below: cannot be written: *"])


def test_coverage_without_documents(project: pytest.Pytester) -> None:
    add_test(project, "def test_nothing(): pass")
    result = project.runpytest_inprocess("test_more.py", "--mock-cov", "--mock-cov-fail-under=1")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["No test has used a document.", "Coverage of 0.00% is less than the 1% required."])


def test_no_report_after_collecting_only(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess("--collect-only", "--mock-cov", "--mock-cov-fail-under=90")
    assert result.ret == 0
    result.stdout.no_fnmatch_line("*overage of*")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--mock-cov=absent.yaml"], "*--mock-cov: *absent.yaml: cannot be read: No such file or directory"),
        (["--mock-cov=pytest.ini"], "*--mock-cov: *pytest.ini:*: not readable as YAML or JSON: *"),
        (["--mock-cov", "test_it.py"], "*'test_it.py' is not a document; put --mock-cov last, or write --mock-cov=DOC"),
        (["--mock-cov", "."], "*'.' is not a document; put --mock-cov last, or write --mock-cov=DOC"),
        (
            ["--mock-cov", "--mock-cov-report=xml"],
            "*--mock-cov-report xml: there is no format 'xml'; there are: term,*",
        ),
        (["--mock-cov-report=term"], "*--mock-cov-report and --mock-cov-fail-under need --mock-cov"),
        (["--mock-cov-fail-under=0"], "*--mock-cov-report and --mock-cov-fail-under need --mock-cov"),
        (["--mock-cov", "--mock-cov-fail-under=all"], "*invalid float value: 'all'"),
    ],
)
def test_invalid_options_are_refused(project: pytest.Pytester, options: list[str], message: str) -> None:
    result = project.runpytest_inprocess(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])
    assert "Traceback" not in result.stderr.str()


def test_counts_of_a_deleted_document_are_left_out(project: pytest.Pytester) -> None:
    add_test(
        project,
        """
        def test_gone(sandbox, tmp_path, request):
            file = request.config.rootpath / "gone.yaml"
            file.write_text((request.config.rootpath / "shop.yaml").read_text())
            with sandbox.serve(file).httpx() as client:
                assert client.delete("/items/7").status_code == 204
            file.unlink()
        """,
    )
    result = project.runpytest_subprocess("--mock-cov", "-n", "1")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["The counts of a worker are left out: *gone.yaml: cannot be read: *"])
    result.stdout.fnmatch_lines(["Coverage of *shop.yaml"])
