"""Requests as curl lines."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from mockserver.openapi.curl import Secret, curl_of
from mockserver.openapi.messages import Headers, Request

URL = "http://127.0.0.1:8000/x"
TYPELESS = f"{URL} -H Content-Type:"  # curl would call the body a form


FILE_PART = b'Content-Disposition: form-data; name="b"; filename="b.txt"\r\nContent-Type: text/plain\r\n\r\n@;'
TEXT_PART = b'Content-Disposition: form-data; name="a"\r\n\r\n1'


def form(*parts: bytes) -> Request:
    body = b"".join(b"--X\r\n" + part + b"\r\n" for part in parts) + b"--X--\r\n"
    return Request("POST", "/x", headers=Headers([("Content-Type", "multipart/form-data; boundary=X")]), body=body)


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        pytest.param(Request("GET", "/x"), f"curl {URL}", id="get"),
        pytest.param(Request("DELETE", "/x"), f"curl -X DELETE {URL}", id="delete"),
        pytest.param(Request("HEAD", "/x"), f"curl --head {URL}", id="head"),
        pytest.param(Request("POST", "/x"), f"curl -X POST {URL}", id="post-without-a-body"),
        pytest.param(
            Request("POST", "/x", body=b"a'b"), f"""curl {URL} -H Content-Type: --data-raw 'a'"'"'b'""", id="quotes"
        ),
        pytest.param(
            Request("GET", "/x", body=b"a"), f"curl -X GET {URL} -H Content-Type: --data-raw a", id="get-with-a-body"
        ),
        pytest.param(
            Request("PUT", "/x", body=b"\xff"),
            f"echo /w== | base64 -d | curl -X PUT {TYPELESS} --data-binary @-",
            id="no-text",
        ),
        pytest.param(
            Request("GET", "/x", headers=Headers([("Host", "a"), ("Accept", "*/*"), ("X-A", "1")])),
            f"curl {URL} -H 'X-A: 1'",
            id="what-curl-adds-is-left-out",
        ),
        pytest.param(
            Request("GET", "/x", headers=Headers([("Authorization", "Basic dTpw")])), f"curl {URL} -u u:p", id="basic"
        ),
        pytest.param(
            Request("GET", "/x", headers=Headers([("Authorization", "Basic u:p")])),
            f"curl {URL} -H 'Authorization: Basic u:p'",
            id="not-basic",
        ),
        pytest.param(form(TEXT_PART), f"curl {URL} -F a=1", id="form"),
        pytest.param(
            form(
                TEXT_PART,
                b'Content-Disposition: form-data; name="b"; filename="b.txt"\r\nContent-Type: text/plain\r\n\r\n@;',
            ),
            f"""curl {URL} -F a=1 -F 'b="@;";type=text/plain;filename=b.txt'""",
            id="form-with-a-file",
        ),
        pytest.param(
            form(b'Content-Disposition: form-data; name="b"\r\n\r\n\xff'),
            "echo LS1YDQpDb250ZW50LURpc3Bvc2l0aW9uOiBmb3JtLWRhdGE7IG5hbWU9ImIiDQoNCv8NCi0tWC0tDQo= | base64 -d"
            f" | curl {URL} -H 'Content-Type: multipart/form-data; boundary=X' --data-binary @-",
            id="form-that-is-not-text",
        ),
    ],
)
def test_a_request_as_a_curl_line(request_: Request, line: str) -> None:
    assert curl_of(request_, URL) == line


@pytest.mark.parametrize(
    ("secret", "request_", "url", "line"),
    [
        pytest.param(
            Secret("authorization", "x"),
            Request("GET", "/", headers=Headers([("authorization", "Bearer x")])),
            URL,
            f'curl {URL} -H "Authorization: Bearer $AUTHORIZATION"',
            id="header",
        ),
        pytest.param(
            Secret("cookie", "x"),
            Request("GET", "/", headers=Headers([("cookie", "$a=1; b=x")])),
            URL,
            f"""curl {URL} -H 'Cookie: $a=1; b='"$COOKIE\"""",
            id="dollar-before-it",
        ),
        pytest.param(
            Secret("api-key", "x", is_query=True),
            Request("GET", "/"),
            f"{URL}?api-key=x&a=1",
            f'curl "{URL}?a=1&api-key=$API_KEY"',
            id="query",
        ),
    ],
)
def test_a_variable_replaces_a_secret(secret: Secret, request_: Request, url: str, line: str) -> None:
    assert curl_of(request_, url, [secret]) == line


def test_a_very_long_body_is_not_shown() -> None:
    line = curl_of(Request("POST", "/x", body=b"a" * 10_001), URL)
    assert line == f"curl {TYPELESS} --data-binary @body  # a body of 10,001 bytes, not shown"


@pytest.fixture
def echo() -> Iterator[str]:
    """A server that responds with two fields and the body it received."""

    class Echo(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = json.dumps(
                [self.path, self.headers["Content-Type"], self.headers["X-Said"], body.decode("latin-1")]
            ).encode()
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
@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "it\'s $HOME"}',
        b'$HOME `x` \\ "',
        b"@file",
        b"two\nlines",
        "Grüße ☃".encode(),
        b"C1 \xc2\x85",
        bytes(range(256)),
        b"\0",
    ],
    ids=repr,
)
@pytest.mark.parametrize("media_type", [None, "text/plain; a='b'"])
def test_a_shell_sends_the_same(echo: str, media_type: str | None, body: bytes) -> None:
    fields = [("X-Said", "a 'b' `c` $d"), *([("Content-Type", media_type)] if media_type else [])]
    request = Request("PUT", "/", headers=Headers(fields), body=body)
    line = curl_of(request, f"{echo}?q='x'&y=$z") + " -s"
    done = subprocess.run(line, shell=True, capture_output=True, check=True)  # noqa: S602 - it is to be pasted
    assert json.loads(done.stdout) == ["/?q='x'&y=$z", media_type, "a 'b' `c` $d", body.decode("latin-1")]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("target", ["/a/../b", "/a/%2e%2E/b", "/.", "/a?ids=[1-3]&set={a,b}", "/[a]", "/a//b"])
def test_curl_sends_the_address_as_it_is(echo: str, target: str) -> None:
    line = curl_of(Request("PUT", target.partition("?")[0], body=b"x"), echo.rstrip("/") + target) + " -s"
    done = subprocess.run(line, shell=True, capture_output=True, check=True)  # noqa: S602 - it is to be pasted
    assert json.loads(done.stdout)[0] == target


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_sends_an_empty_field(echo: str) -> None:
    line = curl_of(Request("PUT", "/", headers=Headers([("X-Said", "")]), body=b"x"), echo) + " -s"
    assert "-H 'X-Said;'" in line
    done = subprocess.run(line, shell=True, capture_output=True, check=True)  # noqa: S602 - it is to be pasted
    assert json.loads(done.stdout)[2] == ""
