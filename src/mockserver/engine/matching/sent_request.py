"""A request as a match reads it: decoded when that is first needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from ...openapi.messages import Headers, Request


class SentRequest:
    """A request, and where it led.

    `paths` are the spellings of its path that a pattern may mean: as it was sent, and inside its API.
    """

    def __init__(
        self, request: Request, api: str | None = None, operation_id: str | None = None, inner_path: str | None = None
    ) -> None:
        self.request = request
        self.api = api  # "intercom"; None: no API is served there
        self.operation_id = operation_id  # "updateDataConnector"; None: no operation matched
        self.paths: Sequence[str] = (request.path,) if inner_path is None else (inner_path, request.path)

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def headers(self) -> Headers:
        return self.request.headers

    @property
    def body(self) -> bytes:
        return self.request.body

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The values of each query parameter, as text: `{"per_page": ["5"]}`."""
        return parse_qs(self.request.query, keep_blank_values=True)

    @cached_property
    def json(self) -> Any:
        """The JSON body. Raises `ValueError` if it is not JSON."""
        return json.loads(self.request.body)
