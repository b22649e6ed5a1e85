"""`"stream": true` in a body asks for a stream and overrides Accept: SDKs of language models do it so."""

from __future__ import annotations

from ...openapi import media_types
from ...openapi.bodies import ReadBody
from ...openapi.operations import Operation
from .selecting import select_usual

_MEMBER = "stream"
_FIRST = "text/event-stream"  # before JSON Lines, if both are documented


class StreamChoice:
    """What the member `stream` of a body chooses; false if the usual response is documented in one way only."""

    def __init__(self, operation: Operation) -> None:
        usual = select_usual(operation, None)
        streams, wholes = list[str](), list[str]()
        for text in usual.response.content if usual is not None and operation.body is not None else ():
            parsed = media_types.parse_media_type(text)
            (streams if parsed is not None and parsed.is_sequence else wholes).append(text)
        streams.sort(key=lambda text: not text.startswith(_FIRST))
        self._chosen = {True: streams[0], False: wholes[0]} if streams and wholes else {}
        self._wholes = wholes

    def __bool__(self) -> bool:
        return bool(self._chosen)

    def choose(self, body: ReadBody | None, accept: str | None) -> str | None:
        """The Accept header that a request means.

        1. `"stream": true` is for the stream and overrides the header.
        2. `"stream": false` is for the other media type, unless the header accepts only a stream.
        """
        value = body.value if body is not None else None
        wanted = value.get(_MEMBER) if isinstance(value, dict) else None
        if wanted is True:
            return self._chosen[True]
        if wanted is False and accept is not None and (best := media_types.choose(accept, self._wholes)) is not None:
            return best
        return self._chosen[False] if wanted is False and accept is None else accept
