"""One connection of a client: uvicorn's HTTP protocol with limits, the rules of RFC 9112, and fewer writes."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Sized
from enum import Enum, auto
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..asgi import CLOSE, RESET, SILENCE
from .early_refusal import EarlyRefusal, describe_error
from .heads import Head, encode_target, is_usual, look_closer, read_target, replace_method, write_without_offer
from .joined_writes import JoinedWrites
from .limits import DISCARDED, HALF_CLOSED, HEAD_LIMIT, LINGER, STALL
from .watch import NEVER, Watch

_FRAMING = 16  # bytes of chunk sizes, extensions and trailers that each byte of a body may bring along
_log = logging.getLogger("mockserver")


class _Stage(Enum):
    """What a connection is waiting for."""

    IDLE = auto()  # the first byte of a request
    HEAD = auto()  # the rest of a head
    BODY = auto()  # the rest of a body
    RESPONSE = auto()  # the application
    END = auto()  # the client, which reads the last response and closes


class Connection(HttpToolsProtocol):
    """uvicorn's protocol of a connection, and what it lacks.

    - uvicorn 0.54 waits for the rest of a request without end, and keeps heads, trailers and chunk extensions of any
      size. Here each stage has a deadline, which `Watch` looks at, and its bytes are counted.
    - uvicorn 0.54 responds in plain text to what is not HTTP, before the responses to earlier requests. Here refusals
      are problem documents and come in their turn. After one, and after a response that does not wait for the rest of
      its request, what the client still sends is discarded for a while, because closing at once would take the response
      from the client (RFC 9112 §9.6).
    - httptools 0.9 lets heads pass that RFC 9112 forbids: see `heads`.
    - httptools 0.9 drops the body of a request that offers another protocol (`Upgrade`), as Java's client does with
      h2c. Here the offer is ignored (RFC 9110 §7.8).
    - httptools 0.9 refuses bytes beyond ASCII in a query, and uvicorn 0.54 in a path. Here they are percent-encoded,
      unless the request is pipelined.
    - httptools 0.9 refuses methods that it does not know, and with them OpenAPI 3.2's `additionalOperations`. It is
      given POST instead, unless the request is pipelined.
    """

    def __init__(self, *arguments: Any, watch: Watch, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._watch = watch
        self.deadline = self.writing_deadline = NEVER
        self._stage = _Stage.IDLE
        self._size = 0  # bytes of the unfinished head; of a body, those that frame it
        self._held = 0  # bytes of bodies that count in the budget of uploads
        self._unanswered = 0  # requests whose response is not complete
        self._unsent = 0  # bytes of responses in the buffer at the last look
        self._is_silent = False  # no response will come
        self._keeps_alive = True  # after the response to the last request
        self._has_line = False  # the request line of an unfinished head is complete
        self._method: str | None = None  # the client's method, if httptools is given POST
        self._refusal: EarlyRefusal | None = None  # found while httptools is reading
        self._offer: bytes | None = None  # the head of a request that offers another protocol, without the offer
        self._last_words: bytes | None = None  # a refusal that waits for earlier responses

    # what the transport calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        self._output = JoinedWrites(transport, self.loop, self._close)
        super().connection_made(self._output)  # type: ignore[arg-type]  # has what uvicorn uses
        self.flow = _Flow(self._output, self.pipeline)
        self._watch.add(self, self.loop)
        self.deadline = self.loop.time() + self._watch.limits.header_timeout
        if self._watch.is_full:
            self._turn_away()

    def data_received(self, data: bytes) -> None:
        stage = self._stage
        if stage is _Stage.IDLE or stage is _Stage.RESPONSE:
            data, self._method = replace_method(data)
            if not data.isascii():
                data = encode_target(data)
        elif stage is _Stage.HEAD and not self._has_line and not data.isascii():
            data = encode_target(data)
        self._size += len(data)
        if stage is _Stage.END:
            if self._size > DISCARDED:
                self.transport.abort()
            return
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as pause:
            self._ignore_offer(data[pause.args[0] :])
        except httptools.HttpParserError as error:
            self._refuse(self._refusal or describe_error(error, data))
        else:
            if self._stage is _Stage.HEAD or self._stage is _Stage.BODY:  # most requests arrive whole
                self._await_rest(data)
            elif self._size > HEAD_LIMIT:
                self._refuse(EarlyRefusal(400, "there are too many empty lines before the request"))

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio allows it; uvicorn always closes
        if self._stage is _Stage.HEAD or self._stage is _Stage.BODY:
            self._refuse(EarlyRefusal(400, "the request ended before it was complete"))
        elif not self._unanswered:
            self._close()
        elif self._last_words is None:  # a client that closes its half still reads (RFC 9112 §9.6)
            self.shutdown()
        if self._unanswered:  # a client that has gone looks the same until something is written
            self.deadline = self.loop.time() + HALF_CLOSED
        return self._unanswered > 0 and not self._is_silent

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unsent = self.transport.get_write_buffer_size()
        self.writing_deadline = self.loop.time() + STALL

    def resume_writing(self) -> None:
        super().resume_writing()
        self.writing_deadline = NEVER

    def shutdown(self) -> None:
        self._keeps_alive = False
        super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.discard(self)
        self._release()
        super().connection_lost(exc)

    # what the parser calls

    def on_message_begin(self) -> None:
        self._stage = _Stage.HEAD
        self._has_line = False
        self.deadline = NEVER
        super().on_message_begin()
        self.scope["extensions"] = {
            RESET: {"call": self._reset},
            CLOSE: {"call": self._close_early},
            SILENCE: {"call": self._expect_silence},
        }

    def on_headers_complete(self) -> None:
        http_version = self.parser.get_http_version()
        if self.parser.should_upgrade() or not is_usual(http_version, self.url, self.headers):
            self._read_unusual_head(Head(self.parser.get_method(), self.url, http_version, self.headers))
            if self._offer is not None:
                return
        super().on_headers_complete()
        self._unanswered += 1
        self._keeps_alive, self.cycle.keep_alive = self.cycle.keep_alive, False  # as long as there is a rest to read
        self.headers = _NO_TRAILERS  # the scope keeps the list
        self._stage = _Stage.BODY
        self._size = 0
        if self._method is not None:  # the task that handles the request has not begun yet
            self.scope["method"], self._method = self._method, None

    def on_body(self, body: bytes) -> None:
        cycle = self.cycle
        self._size -= (_FRAMING + 1) * len(body)
        if not cycle.response_complete:
            cycle.body += body
            if len(cycle.body) > HIGH_WATER_LIMIT:
                self.flow.pause_reading()
            cycle.message_event.set()

    def on_message_complete(self) -> None:
        if self._offer is not None:
            return
        self._size = 0
        self._stage = _Stage.RESPONSE
        self.deadline = NEVER
        if not self.cycle.response_started:
            self.cycle.keep_alive = self._keeps_alive
        super().on_message_complete()

    # what the application's response calls

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        self._unanswered -= 1
        if self._held and not self._unanswered:
            self._release()
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._last_words is not None:
            self._end(self._last_words)
        elif self._stage is _Stage.RESPONSE:
            self._await_request()

    # waiting

    def _await_request(self) -> None:
        self._stage = _Stage.IDLE
        self._unsent = self.transport.get_write_buffer_size()
        self.deadline = self.loop.time() + self._watch.limits.keep_alive_timeout

    def _await_rest(self, data: bytes) -> None:
        """Check what has arrived of an unfinished request, and give the rest a deadline."""
        limits = self._watch.limits
        if self._stage is _Stage.HEAD:
            seconds = limits.header_timeout
            refusal = self._check_unfinished_head(data)
        else:
            seconds = limits.body_timeout
            refusal = self._check_unfinished_body(len(data))
        if refusal is not None:
            self._refuse(refusal)
        elif self.deadline == NEVER:
            self.deadline = self.loop.time() + seconds

    def _check_unfinished_head(self, data: bytes) -> EarlyRefusal | None:
        if self._size > HEAD_LIMIT:
            return EarlyRefusal(431, f"the head of the request is longer than {HEAD_LIMIT} bytes")
        self._has_line = self._has_line or b"\n" in data
        http_version = self.parser.get_http_version()
        if http_version == "0.9" or (http_version == "0.0" and self.url and data.endswith(b"\n")):
            return look_closer(Head(b"GET", self.url, "0.9", []))
        return None

    def _check_unfinished_body(self, size: int) -> EarlyRefusal | None:
        if self._size > HEAD_LIMIT:
            return EarlyRefusal(400, "the chunk extensions and trailers of the body are much longer than the body")
        if self._unanswered:  # else it is discarded
            self._held += size
            if not self._watch.hold(size):
                detail = "the unfinished bodies of all clients are larger than --upload-budget; try again later"
                return EarlyRefusal(503, detail, (("Retry-After", "1"),))
        return None

    def expire(self, now: float) -> None:
        """End a connection that has waited too long, unless it is the server that makes it wait."""
        limits, stage = self._watch.limits, self._stage
        if self.writing_deadline <= now:
            if self._is_read():
                self.writing_deadline = now + STALL
            else:
                self.transport.abort()
        elif stage is _Stage.END or stage is _Stage.IDLE:
            if self._is_read():
                self.deadline = now + STALL
            elif stage is _Stage.IDLE and not self._unsent:
                self._close()
            else:
                self.transport.abort()
        elif stage is _Stage.RESPONSE:  # the client has closed its half
            self.transport.abort()
        elif self.flow.read_paused:
            self.deadline = now + limits.body_timeout
        elif stage is _Stage.HEAD:
            detail = f"the head of the request was not complete after {limits.header_timeout:g} seconds"
            self._refuse(EarlyRefusal(408, f"{detail} (--header-timeout)"))
        else:
            detail = f"the body of the request was not complete after {limits.body_timeout:g} seconds"
            self._refuse(EarlyRefusal(408, f"{detail} (--body-timeout)"))

    def _is_read(self) -> bool:
        """Whether the client has read some of what waits to be sent since the last look."""
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        return 0 < self._unsent < before

    def _release(self) -> None:
        self._watch.release(self._held)
        self._held = 0

    # unusual requests

    def _read_unusual_head(self, head: Head) -> None:
        """Refuse a head by raising `_Refused`, or bring it into the form that uvicorn reads."""
        refusal = look_closer(head)
        target = read_target(head) if refusal is None else refusal
        if isinstance(target, EarlyRefusal):
            self._refusal = target
            raise _Refused
        self.url, authority = target
        if authority is not None:  # RFC 9112 §3.2.2: Host is ignored
            self.headers[:] = [(b"host", authority), *(field for field in head.fields if field[0] != b"host")]
        if head.http_version == "1.0":
            self.expect_100_continue = False  # RFC 9110 §10.1.1
        if self.parser.should_upgrade():
            self._offer = write_without_offer(head._replace(target=self.url))

    def _ignore_offer(self, rest: bytes) -> None:
        """Read a request again without its offer of another protocol, and then what follows its head."""
        offer, self._offer = self._offer, None
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._size = 0
        if offer is not None:
            self.data_received(offer + rest)

    # ends

    def _turn_away(self) -> None:
        if self._watch.overflows:
            self.transport.abort()
            return
        allowed = f"{self._watch.limits.max_connections} connections are open, as many as --max-connections allows"
        self._refuse(EarlyRefusal(503, f"{allowed}; try again later", (("Retry-After", "1"),)))

    def _refuse(self, refusal: EarlyRefusal) -> None:
        """Respond after the responses to earlier requests, and read no further."""
        left_out = self._watch.refusals.admit(refusal.status, self.loop.time())
        if left_out is not None:
            client = ":".join(map(str, self.client)) if self.client else "a client"
            others = f" ({left_out:,} others got {refusal.status} since the last such line)" if left_out else ""
            _log.warning("%s got %d: %s%s", client, refusal.status, refusal.logged, others)
        words = refusal.write(self.server_state.default_headers)
        cycle, is_begun = self.cycle, self._stage is _Stage.BODY
        self.deadline = NEVER
        self._stage = _Stage.END
        if is_begun and not cycle.response_complete:  # the application was given this request
            self._unanswered -= 1
            if self._unanswered:  # not yet
                self.pipeline.popleft()
            else:
                words = b"" if cycle.response_started else words
                cycle.disconnected = True
                cycle.message_event.set()
        if self._unanswered:
            self._last_words = words
        else:
            self._end(words)

    def _end(self, words: bytes) -> None:
        """Send the last words, and discard what the client still sends until it closes or `LINGER` is over."""
        self._stage = _Stage.END
        self._last_words = None
        self._size = 0
        self._release()
        self._output.write(words)
        self._output.finish()
        self._await_end()
        self.flow.resume_reading()

    def _close(self) -> None:
        """Close, unless the rest of a request is on its way: it would reset the connection and take the response."""
        if self._stage is _Stage.BODY and not self.transport.is_closing():
            self._end(b"")
            return
        self._stage = _Stage.END
        self._output.close_at_once()
        self._await_end()

    def _await_end(self) -> None:
        self._unsent = self.transport.get_write_buffer_size()
        self.deadline = self.loop.time() + (STALL if self._unsent else LINGER)

    def _reset(self) -> None:
        """Break the connection as a crash would: the client sees a reset."""
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _close_early(self) -> None:
        """Send what is written of a response, and nothing more."""
        self._is_silent = True
        self._end(b"")

    def _expect_silence(self) -> None:
        self._is_silent = True


class _Flow(FlowControl):
    """Flow control that reads no further while requests wait in the pipeline.

    uvicorn 0.54 reads on for each request that it begins to handle, so that the pipeline of a client that never waits
    grows without end. Drop when uvicorn does so itself.
    """

    def __init__(self, transport: Any, pipeline: Sized) -> None:
        super().__init__(transport)
        self._pipeline = pipeline

    def resume_reading(self) -> None:
        if not self._pipeline:
            super().resume_reading()


class _Refused(Exception):
    """Makes httptools stop reading."""


class _Discarded(list[tuple[bytes, bytes]]):
    """Takes the trailer fields of a body, which are not header fields (RFC 9110 §6.5.1), and keeps none."""

    def append(self, field: tuple[bytes, bytes]) -> None:
        pass


_NO_TRAILERS = _Discarded()
