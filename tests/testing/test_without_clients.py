"""A sandbox without pytest and without client libraries."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import io, sys
for name in ("httpx", "requests", "urllib3", "anyio", "pytest", "uvicorn", "connexion", "flask", "faker"):
    sys.modules[name] = None  # importing it fails

from mockserver import Sandbox

with Sandbox() as sandbox:
    api = sandbox.api("intercom")
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/data_connectors", "wsgi.input": io.BytesIO()}
    environ["HTTP_AUTHORIZATION"] = "Bearer intercom_sandbox"
    body = api.wsgi()(environ, lambda status, fields: print(status))
    api.calls("listDataConnectors").once()
    with sandbox.intercept("intercom"):
        pass
    try:
        api.requests()
    except Exception as error:
        print(error)
"""


def test_a_sandbox_needs_no_client() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("200 OK\nrequests is not installed; `pip install requests`\n", "")
