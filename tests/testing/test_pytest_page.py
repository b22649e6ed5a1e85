"""The examples and reports in `docs/pytest.md` are true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.testing.sandbox import Calls, RecordedCall, Sandbox, SandboxApi
from mockserver.testing.sandbox.clock import SandboxClock
from mockserver.testing.sandbox.resources import Rows

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parents[2] / "docs/pytest.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
FILES = {text.partition("\n")[0].removeprefix("# "): text for language, text in BLOCKS if language == "python"}
FAILING = ("test_broken.py", "test_then.py")
REPORTS = dict(zip(FAILING, [text for language, text in BLOCKS if not language], strict=True))


@pytest.mark.parametrize("name", [name for name in FILES if name not in FAILING and name.startswith("test_")])
def test_a_file_of_the_page_passes(pytester: pytest.Pytester, name: str) -> None:
    pytester.path.joinpath(name).write_text(FILES[name], encoding="utf-8")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", name)
    result.assert_outcomes(passed=FILES[name].count("\ndef test_"))


@pytest.mark.parametrize("name", FAILING)
def test_a_report_of_the_page_is_what_pytest_prints(pytester: pytest.Pytester, name: str) -> None:
    pytester.path.joinpath(name).write_text(FILES[name], encoding="utf-8")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", name)
    result.assert_outcomes(failed=1)
    lines = REPORTS[name].splitlines()
    shown = result.stdout.str()
    assert "\n".join(lines) in shown


def test_the_script_of_the_page_prints_200(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(FILES["script.py"], encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "200\n"), done.stderr


@pytest.mark.parametrize(
    "kind", [Sandbox, SandboxApi, Calls, RecordedCall, Rows, SandboxClock], ids=lambda kind: kind.__name__
)
def test_every_public_name_is_documented(kind: type) -> None:
    public = {name for name in vars(kind) if not name.startswith("_")}
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    documented = set(re.findall(r"\w+", " ".join([*re.findall(r"`([^`]+)`", prose), *FILES.values()])))
    assert public - documented - INNER.get(kind, set()) == set()


INNER = {  # for transports and the plugin
    Sandbox: {"respond", "connect", "close", "violations", "world"},
    SandboxApi: {"open_channel", "loaded", "name"},
    RecordedCall: {"exchange", "number", "target", "body", "secrets", "shown", "show_violation"},
}
