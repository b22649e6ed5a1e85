"""Requests as curl lines."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from mockserver.messages import Headers, Request
from mockserver.sandbox.curl import curl_of

URL = "http://127.0.0.1:8000/x"


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        pytest.param(Request("GET", "/x"), f"curl {URL}", id="get"),
        pytest.param(Request("DELETE", "/x"), f"curl -X DELETE {URL}", id="delete"),
        pytest.param(Request("HEAD", "/x"), f"curl --head {URL}", id="head"),
        pytest.param(Request("POST", "/x"), f"curl -X POST {URL}", id="post-without-a-body"),
        pytest.param(Request("POST", "/x", body=b"a'b"), f"""curl {URL} --data-raw 'a'"'"'b'""", id="quotes"),
        pytest.param(Request("GET", "/x", body=b"a"), f"curl -X GET {URL} --data-raw a", id="get-with-a-body"),
        pytest.param(
            Request("PUT", "/x", body=b"\xff"),
            f"echo /w== | base64 -d | curl -X PUT {URL} --data-binary @-",
            id="no-text",
        ),
        pytest.param(
            Request(
                "GET", "/x", headers=Headers([("Host", "a"), ("Accept", "*/*"), ("X-A", "1"), ("Mock-World", "w")])
            ),
            f"curl {URL} -H 'x-a: 1'",
            id="what-curl-adds-is-left-out",
        ),
    ],
)
def test_a_request_as_a_line(request_: Request, line: str) -> None:
    assert curl_of(request_, URL) == line


@pytest.fixture
def echo() -> Iterator[str]:
    """A server that answers with the method, one field and the body it got."""

    class Echo(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = json.dumps([self.headers["X-Said"], body.decode("latin-1")]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Echo)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("body", [b'{"a": "it\'s $HOME"}', b"@file", b"two\nlines", bytes(range(256)), b"\0"])
def test_a_shell_sends_the_same(echo: str, body: bytes) -> None:
    request = Request("PUT", "/", headers=Headers([("X-Said", "a 'b' `c` $d")]), body=body)
    done = subprocess.run(curl_of(request, echo) + " -s", shell=True, capture_output=True, check=True)  # noqa: S602
    assert json.loads(done.stdout) == ["a 'b' `c` $d", body.decode("latin-1")]
