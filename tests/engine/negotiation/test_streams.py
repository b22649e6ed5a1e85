"""What `"stream": true` in a body chooses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.small_sandbox import load_books, sandbox_of

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Chat, version: '1'}
    paths:
      /chat:
        post:
          operationId: chat
          requestBody: {content: {application/json: {schema: {}, examples: {hi: {value: {say: hi}}}}}}
          responses:
            '200':
              description: ok
              content: CONTENT
"""
JSON = "application/json: {example: {a: 1}, schema: {}}"
EVENTS = "text/event-stream: {itemSchema: {}, example: [{data: x}]}"
LINES = "application/x-ndjson: {itemSchema: {}, example: [1]}"
PAIRED = "application/json: {examples: {hi: {value: {a: 2}}}}"


@pytest.mark.parametrize(
    ("content", "body", "accept", "media_type"),
    [
        pytest.param([JSON, EVENTS], {"stream": True}, "application/json", "text/event-stream", id="stream"),
        pytest.param([JSON, LINES, EVENTS], {"stream": True}, "*/*", "text/event-stream", id="events-before-lines"),
        pytest.param([JSON, LINES], {"stream": True}, None, "application/x-ndjson", id="lines"),
        pytest.param([PAIRED, EVENTS], {"stream": True, "say": "hi"}, None, "text/event-stream", id="before-a-pair"),
        pytest.param([EVENTS, JSON], {"stream": False}, "*/*", "application/json", id="no-stream"),
        pytest.param([EVENTS, JSON], {"stream": False}, None, "application/json", id="no-stream-without-accept"),
        pytest.param([JSON, EVENTS], {"stream": False}, "text/event-stream", "text/event-stream", id="only-a-stream"),
        pytest.param([EVENTS, JSON], {}, "*/*", "text/event-stream", id="not-said"),
        pytest.param([JSON, EVENTS], {"stream": "true"}, "*/*", "application/json", id="a-text-is-not-true"),
        pytest.param([JSON, EVENTS], [{"stream": True}], "*/*", "application/json", id="not-an-object"),
        pytest.param([JSON], {"stream": True}, "*/*", "application/json", id="no-stream-is-documented"),
        pytest.param([EVENTS], {"stream": False}, "*/*", "text/event-stream", id="nothing-else-is-documented"),
    ],
)
def test_stream(tmp_path: Path, content: list[str], body: Any, accept: str | None, media_type: str) -> None:
    document = DOCUMENT.replace("CONTENT", "{" + ", ".join(content) + "}")
    sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=None, seed=None))
    response = sandbox.ask("POST", "/chat", body, [("Accept", accept)] if accept else []).response
    assert response.status == 200 and (response.media_type or "").startswith(media_type)
