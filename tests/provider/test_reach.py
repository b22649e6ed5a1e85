"""A run that gets nothing but 404 says that the base path is probably wrong, and proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.engine.apis.judging import Judged
from mockserver.openapi.documents import ReadPolicy
from mockserver.openapi.errors import OptionError
from mockserver.openapi.messages import Request, Response
from mockserver.provider import Outcome, Phase, Plan, Provider, examine
from mockserver.provider.loading import load_document
from mockserver.provider.reach import Withheld
from tests.provider.raw import http, serve_raw
from tests.provider.things import LIST, READ
from tests.support.waiting import DEADLINE

FIXED = "".join(
    f"  /{name}: {{get: {{responses: {{'200': {{description: ok}}, '404': {{description: no}}}}}}}}\n"
    for name in ("birds", "cats", "dogs", "eels")
)
ITEM = """  /birds/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok}, '404': {description: no}}}
"""
HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: /v1}, {url: 'https://x.example/api'}]\npaths:\n"
OURS: tuple[Phase, ...] = ("documented", "probes")


def run(
    folder: Path, respond: Callable[[str], bytes], paths: str = FIXED, base: str = "/v1", **fields: object
) -> tuple[Outcome, set[str]]:
    """Return the outcome, and the operations whose responses count as coverage."""
    file, covered = folder / "zoo.yaml", set[str]()
    file.write_text(HEAD + paths, encoding="utf-8")

    def observe(request: Request, response: Response, judged: Judged) -> None:
        covered.add(str(judged.operation))

    with serve_raw(respond) as url:
        api = load_document(str(file), ReadPolicy())
        plan = Plan(**{"phases": OURS, "timeout": DEADLINE, **fields})  # type: ignore[arg-type]  # each test knows the types of its fields
        provider = Provider(url + base, "zoo", f"http://zoo{base}")
        return examine(api, provider, plan, progress=lambda *_: None, observe=observe), covered


@pytest.mark.parametrize("phases", [OURS, ("coverage",)], ids=["own-phases", "coverage"])
@pytest.mark.parametrize(
    ("paths", "base", "advice"),
    [
        pytest.param(
            FIXED, "/v1", "the base path /v1 is probably wrong; try --base-path /api or --base-path /$", id="v1"
        ),
        pytest.param(
            FIXED, "", "the base path / is probably wrong; try --base-path /v1 or --base-path /api$", id="none"
        ),
        pytest.param(ITEM, "/v1", "document an example for each path parameter", id="only-items"),
    ],
)
def test_nothing_but_404_is_no_test(
    tmp_path: Path, paths: str, base: str, advice: str, phases: tuple[Phase, ...]
) -> None:
    def respond(line: str) -> bytes:  # like a server of files
        return http("404 Not Found" if line.startswith("GET ") else "501 Not Implemented")

    with pytest.raises(OptionError, match=f"every request to http://zoo{base} returns 404.*{advice}"):
        run(tmp_path, respond, paths, base, phases=phases)


def test_nearly_nothing_but_404_is_a_notice_and_no_coverage(tmp_path: Path) -> None:
    paths = FIXED + "  /health: {get: {responses: {'200': {description: ok}, '404': {description: no}}}}\n"

    def respond(line: str) -> bytes:
        return http("200 OK" if line.startswith("GET /v1/health") else "404 Not Found")

    outcome, covered = run(tmp_path, respond, paths)
    told = [
        notice for notice in outcome.notices if notice.startswith("nearly every operation returned nothing but 404")
    ]
    assert len(told) == 1
    assert told[0].endswith("the base path /v1 is probably wrong; try --base-path /api or --base-path /")
    assert covered == {"GET /health"}


def test_items_that_do_not_exist_are_not_suspicious(tmp_path: Path) -> None:
    def respond(line: str) -> bytes:
        return http("404 Not Found" if "/birds/" in line or not line.startswith("GET ") else "200 OK")

    outcome, covered = run(tmp_path, respond, FIXED + ITEM)
    assert not any("base path" in notice for notice in outcome.notices)
    assert "GET /birds/{id}" in covered, "its 404 is documented"


def test_a_run_that_stops_at_an_undocumented_404_shows_it(tmp_path: Path) -> None:
    paths = FIXED.replace("'404'", "'410'")
    outcome, _ = run(tmp_path, lambda _: http("404 Not Found"), paths, is_fast=True)
    assert [failure.check for failure in outcome.failures] == ["response.status"]


def test_404s_are_passed_on_when_the_operation_is_reached() -> None:
    seen = list[tuple[str, int]]()
    withheld = Withheld(lambda _, response, judged: seen.append((str(judged.operation), response.status)))
    for operation, status in ((LIST, 404), (READ, 404), (LIST, 200), (LIST, 404)):
        withheld.observe(Request("GET", "/"), Response(status), Judged(operation, {}, None, []))
    assert seen == [(str(LIST), 404), (str(LIST), 200), (str(LIST), 404)]
    withheld.release()
    assert seen[3:] == [(str(READ), 404)]
