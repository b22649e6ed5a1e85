"""anthropic: messages, streamed events, pages by identifiers, results by an absolute address, refusals."""

from __future__ import annotations

from itertools import islice

import anthropic
from calls import URL, call, refused

client = anthropic.Anthropic(api_key="any", base_url=URL, max_retries=1)
MESSAGES = [{"role": "user", "content": "Say hello."}]

with call("messages.create"):
    made = client.messages.create(model="small", max_tokens=9, messages=MESSAGES)
    assert made.content[0].type == "text"
    assert made.stop_reason != "tool_use", "a client would call a tool that does not exist"
with call("messages.create(stream=True)"):
    events = list(client.messages.create(model="small", max_tokens=9, messages=MESSAGES, stream=True))
    assert [event.type for event in events][-1] == "message_stop"
with call("messages.stream"), client.messages.stream(model="small", max_tokens=9, messages=MESSAGES) as stream:
    assert "".join(stream.text_stream) == "Hello"
with call("messages.count_tokens"):
    assert client.messages.count_tokens(model="small", messages=MESSAGES).input_tokens is not None
with call("models.retrieve"):
    assert client.models.retrieve("small").type == "model"
with call("models.list (all pages)"):
    assert 0 < len(list(islice(client.models.list(limit=2), 100))) < 100
with call("messages.batches.list (all pages)"):
    assert 0 < len(list(islice(client.messages.batches.list(limit=2), 100))) < 100
with call("messages.batches.results (its address is in a body)"):
    assert [line.result.type for line in client.messages.batches.results("batch_1")]
with refused("422: UnprocessableEntityError", anthropic.UnprocessableEntityError, "max_tokens"):
    client.messages.create(model="small", max_tokens=0, messages=MESSAGES)
with refused("404: NotFoundError", anthropic.NotFoundError):
    client.models.retrieve("none", extra_headers={"Prefer": "code=404"})
with refused("429 after its retries: RateLimitError", anthropic.RateLimitError):
    client.models.retrieve("none", extra_headers={"Prefer": "code=429"})
