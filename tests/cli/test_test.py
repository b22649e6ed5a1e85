"""`mockserver test` on the command line: exit codes, messages and files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.coverage import FORMATS as COVERAGE_FORMATS
from mockserver.provider.reports.formats import FORMATS
from tests.provider.testbed.library import CARD, DOCUMENT

APP = """
from tests.provider.testbed.mutants import make_library
from tests.provider.testbed.service import create_app

app = create_app(make_library())
broken = create_app(make_library("wrong-header"))
number = 7


def make():
    return create_app(make_library())


def fail():
    raise RuntimeError("no database")


async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        started.append(True)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    status = 200 if started else 500
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def never_starts(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed"})


started = []
"""
KEY = ("-H", f"Authorization: Bearer {CARD}")
QUICK = ("--phases", "documented,probes")


@pytest.fixture(autouse=True)
def _in_a_folder_with_applications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "shop_under_test.py").write_text(APP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    sys.modules.pop("shop_under_test", None)


def run(*words: str, app: str = "app", document: str = str(DOCUMENT)) -> Result:
    return CliRunner().invoke(main, ["test", document, "--app", f"shop_under_test:{app}", *words])


# verdicts


def test_a_kept_contract_exits_with_0() -> None:
    result = run(*KEY, *QUICK)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("kept: 8 operations, ")


def test_a_broken_contract_exits_with_1() -> None:
    result = run(*KEY, *QUICK, app="broken")
    assert result.exit_code == 1
    assert '  response.header-schema  response X-Total-Count: "4 books" is a string; allowed: integer' in result.stdout
    assert "    document  " in result.stdout
    assert (
        """    sent      curl http://localhost:8000/books -H 'Accept: application/json, */*' -H "Authorization"""
        in result.stdout
    )
    assert CARD not in result.stdout
    assert result.stdout.splitlines()[-1].startswith("broken: 1 failure in 1 of 8 operations, ")


def test_a_function_may_return_the_application() -> None:
    assert run(*KEY, *QUICK, app="make").exit_code == 0


def test_the_lifespan_of_an_asgi_application_is_run(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(
        "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {/: {get: {responses: {'200': {description: ok}}}}}}",
        encoding="utf-8",
    )
    result = run("--phases", "documented", app="asgi", document=str(file))
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_credential_can_be_given_for_its_scheme() -> None:
    assert run("--auth", f"card={CARD}", *QUICK).exit_code == 0


# errors


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param([], "every request is refused with 401 or 403", id="no-credentials"),
        pytest.param(["--url", "http://127.0.0.1:1"], "either --url URL or --app MODULE:APP", id="url-and-app"),
        pytest.param(["--include", "listBook"], "similar: listBooks", id="unknown-operation"),
        pytest.param(["--include", "listBooks", "--exclude", "*"], "leave no operation to test", id="nothing-left"),
        pytest.param(["--phases", "x"], "the phases are: documented, probes, examples", id="unknown-phase"),
        pytest.param([*KEY, "--checks", "x", "--phases", "fuzzing"], "it has: allow_header", id="unknown-check"),
        pytest.param(
            [*KEY, "--hooks", "x.py", "--phases", "fuzzing"], "--hooks x.py: the file does not exist", id="no-hooks"
        ),
        pytest.param(
            [*KEY, "--config", "shop_under_test.py", "--phases", "fuzzing"],
            "cannot be read as TOML",
            id="config-no-toml",
        ),
        pytest.param([*KEY, *QUICK, "--config", "x.toml"], "--config x.toml: the file does not exist", id="no-config"),
        pytest.param(["-H", "no colon"], "-H: a value is not a header field", id="no-header"),
        pytest.param(["-H", "A: b\nC: d"], "has a line end", id="header-with-line-end"),
        pytest.param(
            ["--auth", "x=1"], "--auth x: is not a security scheme of the document; there are: card", id="scheme"
        ),
        pytest.param(["--auth", "card"], "--auth card: has no value; write --auth card=secret", id="scheme-alone"),
        pytest.param(["--report", "x"], "there are: text, json, junit, sarif, github, summary, html", id="format"),
        pytest.param(["--report", "json:"], "names no file", id="report-without-file"),
        pytest.param(
            ["--coverage", "x"], "--coverage x: there is no format 'x'; there are: term, json, lcov", id="coverage"
        ),
        pytest.param(["--path-param", "id"], "--path-param id: is not NAME=VALUE", id="path-param-without-value"),
        pytest.param(
            ["--path-param", "town=x"], "is not a path variable of the document; there are: ", id="path-param"
        ),
        pytest.param(["--update-baseline"], "--update-baseline needs --baseline FILE", id="baseline-missing"),
        pytest.param(["--baseline", "shop_under_test.py"], "cannot be read as JSON", id="baseline-no-json"),
        pytest.param(["--oauth2-client-id", "x"], "must be given together", id="half-of-oauth2"),
    ],
)
def test_wrong_options_are_refused(words: list[str], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr.startswith("mockserver: ")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--timeout", "nan", "'nan' is not a valid number of seconds"),
        ("--timeout", "inf", "inf is not in the range"),
        ("--wait", "inf", "inf is not in the range"),
        ("--workers", "all", "'all' is not a valid integer"),
    ],
)
def test_numbers_without_meaning_are_refused(option: str, value: str, sentence: str) -> None:
    result = run(option, value)
    assert result.exit_code == 2
    assert f"Invalid value for '{option}': {sentence}" in result.stderr


@pytest.mark.parametrize(
    ("app", "sentence"),
    [
        pytest.param("unknown", "cannot be imported: AttributeError", id="unknown-name"),
        pytest.param("number", "is not an ASGI or WSGI application, but int", id="number"),
        pytest.param("fail", "cannot be made: RuntimeError: no database", id="error-in-function"),
        pytest.param("never_starts", "the application does not start", id="failed-lifespan"),
    ],
)
def test_something_else_than_an_application_is_refused(app: str, sentence: str) -> None:
    result = run(app=app)
    assert (result.exit_code, sentence in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            ["--url", "localhost:8000"],
            "--url localhost:8000: is not an http or https address",
            id="url-without-scheme",
        ),
        (
            ["--url", "http://127.0.0.1:1"],
            "--url http://127.0.0.1:1: the service cannot be reached: connection refused",
        ),
        pytest.param(["--app", "shop"], "--app shop: does not have the form module:app", id="closed-port"),
        pytest.param(["--app", "no_such_module:app"], "cannot be imported: ModuleNotFoundError", id="app-without-name"),
        pytest.param([], "either --url URL or --app MODULE:APP", id="unknown-module"),
    ],
)
def test_a_service_that_cannot_be_reached_is_an_error(words: list[str], sentence: str) -> None:
    result = CliRunner().invoke(main, ["test", str(DOCUMENT), *words])
    assert (result.exit_code, sentence in result.stderr) == (2, True)


def test_a_document_that_cannot_be_read_exits_with_2() -> None:
    result = run(document="nothing.yaml")
    assert (result.exit_code, "nothing.yaml: cannot be read" in result.stderr) == (2, True)


# selection


def test_operations_are_selected() -> None:
    result = run(*KEY, *QUICK, "--include", "GET /books*", "--exclude", "*/cover", app="broken")
    names = [line.split()[1:3] for line in result.stdout.splitlines() if line.startswith(("  kept", "  broken"))]
    assert names == [["GET", "/books"], ["GET", "/books/{book_id}"]]
    assert result.exit_code == 1


def test_fail_fast_stops_at_the_first_failure() -> None:
    result = run(*KEY, "--fail-fast", app="broken")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].endswith("; stopped at the first one")


def test_a_run_leaves_no_files_behind(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(
        "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {/: {get: {parameters: [{name: q, in: query, "
        "schema: {type: integer}}], responses: {'200': {description: ok}}}}}}",
        encoding="utf-8",
    )
    (tmp_path / "plain.py").write_text(
        "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [b'']\n", encoding="utf-8"
    )
    before = {each.name for each in tmp_path.iterdir()}
    words = ["test", "d.yaml", "--app", "plain:app", "--phases", "fuzzing", "--max-examples", "2"]
    subprocess.run([sys.executable, "-B", "-m", "mockserver", *words], cwd=tmp_path, capture_output=True, check=False)
    assert {each.name for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def app():\n    raise ValueError('refused: a-very-secret-token')\n", id="factory"),
        pytest.param("raise ValueError('refused: a-very-secret-token')\n", id="import"),
        pytest.param(
            "async def app(scope, receive, send):\n"
            "    await send({'type': 'lifespan.startup.failed'})\n"
            "    raise ValueError('refused: a-very-secret-token')\n",
            id="start",
        ),
    ],
)
def test_an_application_that_does_not_start_tells_no_secret(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "telling_app.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "telling_app", raising=False)
    words = ["--app", "telling_app:app", "-H", "Authorization: Bearer a-very-secret-token"]
    result = CliRunner().invoke(main, ["test", str(DOCUMENT), *words])
    assert (result.exit_code, "secret-token" in result.output) == (2, False)
    assert "ValueError: refused: ***" in result.stderr


# baselines


def test_a_baseline_accepts_known_failures_and_names_fixed_ones() -> None:
    update = run(*KEY, *QUICK, "--baseline", "known.json", "--update-baseline", app="broken")
    written = json.loads(Path("known.json").read_text(encoding="utf-8"))["failures"]
    assert (update.exit_code, written) == (0, ["GET /books response.header-schema 200 X-Total-Count type"])
    assert update.stderr == "known.json: 1 known failure written, 1 new, 0 fixed\n"
    assert update.stdout.splitlines()[-1].startswith("kept: 8 operations, ")
    assert update.stdout.splitlines()[-1].endswith("1 known failure accepted")

    accepted = run(*KEY, *QUICK, "--baseline", "known.json", app="broken")
    assert accepted.exit_code == 0
    assert accepted.stdout.splitlines()[-1].endswith("1 known failure accepted")

    fixed = run(*KEY, *QUICK, "--baseline", "known.json")
    assert fixed.exit_code == 0
    assert f"  {written[0]}" in fixed.stdout.splitlines()

    elsewhere = run(*KEY, *QUICK, "--baseline", "known.json", "--include", "readBook")
    assert "Fixed" not in elsewhere.stdout

    elsewhere = run(*KEY, *QUICK, "--baseline", "known.json", "--include", "readBook", "--update-baseline")
    assert elsewhere.stderr == "known.json: 1 known failure written, 0 new, 0 fixed\n"
    emptied = run(*KEY, *QUICK, "--baseline", "known.json", "--update-baseline")
    assert emptied.stderr == "known.json: 0 known failures written, 0 new, 1 fixed\n"


def test_a_baseline_that_cannot_be_written_exits_with_2() -> None:
    Path("here").mkdir()
    result = run(*KEY, *QUICK, "--baseline", "here/no/known.json", "--update-baseline", app="broken")
    assert (result.exit_code, result.stderr) == (
        2,
        "mockserver: --baseline here/no/known.json: cannot be written: No such file or directory\n",
    )


def test_fail_fast_ignores_known_failures() -> None:
    Path("known.json").write_text(
        '{"failures": ["GET /books response.header-schema 200 X-Total-Count type"]}', encoding="utf-8"
    )
    result = run(*KEY, *QUICK, "--baseline", "known.json", "--fail-fast", app="broken")
    assert (result.exit_code, "stopped" in result.stdout) == (0, False)


# reports


def test_help_lists_every_format() -> None:
    text = " ".join(CliRunner().invoke(main, ["test", "--help"]).stdout.split())
    assert f"--report FORMAT[:FILE] {', '.join(FORMATS)}; repeatable." in text
    assert f"--coverage FORMAT[:FILE] {', '.join(COVERAGE_FORMATS)}; repeatable." in text


def test_each_format_is_written_to_its_file() -> None:
    words = [word for name in FORMATS for word in ("--report", f"{name}:out/{name}.txt")]
    result = run(*KEY, *QUICK, *words, "--coverage", "json:out/cov.json", app="broken")
    assert result.exit_code == 1
    assert result.stdout.startswith("broken: 1 failure in 1 of 8 operations, ")
    texts = {name: Path(f"out/{name}.txt").read_text(encoding="utf-8") for name in FORMATS}
    document = DOCUMENT.as_posix()
    [failure] = json.loads(texts["json"])["failures"]
    assert failure["document"].startswith(f"{document}:")
    assert (failure["check"], failure["violation"]["keyword"], failure["status"]) == (
        "response.header-schema",
        "type",
        200,
    )
    [result_of_sarif] = json.loads(texts["sarif"])["runs"][0]["results"]
    place = result_of_sarif["locations"][0]["physicalLocation"]
    assert f"{place['artifactLocation']['uri']}:{place['region']['startLine']}" == failure["document"]
    suites = fromstring(texts["junit"])  # noqa: S314  # our own
    assert [suite.get("name") for suite in suites] == ["documented", "probes"]
    assert [case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None] == ["GET /books"]
    file, _, line = failure["document"].rpartition(":")
    assert texts["github"].startswith(f"::error file={file},line={line},title=response.header-schema::GET /books: ")
    assert texts["summary"].startswith("## ❌ ")
    assert "<script" not in texts["html"]
    assert "http-equiv" not in texts["html"]
    for text in texts.values():
        assert CARD not in text
    assert json.loads(Path("out/cov.json").read_text(encoding="utf-8"))["percent"] > 50


def test_a_report_that_cannot_be_written_exits_with_2() -> None:
    Path("taken").write_text("", encoding="utf-8")
    result = run(*KEY, *QUICK, "--report", "json:taken/x.json")
    assert (result.exit_code, "--report json:taken/x.json: cannot be written" in result.stderr) == (2, True)


def test_the_summary_is_added_to_that_of_the_github_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    Path("summary.md").write_text("# Before\n", encoding="utf-8")
    assert run(*KEY, *QUICK, "--report", "github", app="broken").exit_code == 1
    lines = Path("summary.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# Before"
    assert lines[1].startswith("## ❌ ")
    assert "| ❌ | `GET /books` | " in "\n".join(lines)
