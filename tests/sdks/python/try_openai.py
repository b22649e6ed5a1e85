"""openai: chat, streaming, embeddings, files, paging, refusals."""

from __future__ import annotations

from itertools import islice

import openai
from calls import URL, call, refused

client = openai.OpenAI(api_key="sk-any", base_url=f"{URL}/v1", max_retries=1)
MESSAGES = [{"role": "user", "content": "Say hello."}]

with call("models.list"):
    assert [model.id for model in client.models.list()]
with call("models.retrieve"):
    assert client.models.retrieve("small").object == "model"
with call("models.delete"):
    assert client.models.delete("small").deleted is True
with call("chat.completions.create"):
    made = client.chat.completions.create(model="small", messages=MESSAGES, temperature=0.5)
    assert isinstance(made.choices[0].message.content, str)
    assert not made.choices[0].message.tool_calls, "a client would call a tool that does not exist"
with call("chat.completions.create(stream=True)"):
    chunks = list(client.chat.completions.create(model="small", messages=MESSAGES, stream=True))
    assert chunks and all(chunk.object == "chat.completion.chunk" for chunk in chunks)
with call("chat.completions.stream"), client.chat.completions.stream(model="small", messages=MESSAGES) as stream:
    assert list(stream) and stream.get_final_completion().choices
with call("embeddings.create"):
    found = client.embeddings.create(model="small", input=["a", "b"], encoding_format="float")
    assert found.data[0].embedding
with call("files.create (upload)"):
    assert client.files.create(file=("notes.jsonl", b'{"a": 1}\n'), purpose="batch").id
with call("files.list (all pages)"):
    assert 0 < len(list(islice(client.files.list(limit=2), 100))) < 100
with call("files.content"):
    assert client.files.content("file-1").read() is not None
with call("files.delete"):
    assert client.files.delete("file-1").id
with call("audio.transcriptions.create (upload)"):
    heard = client.audio.transcriptions.create(
        file=("a.wav", b"RIFF"), model="small", timestamp_granularities=["word", "segment"]
    )
    assert isinstance(heard.text, str)
with refused("400: BadRequestError", openai.BadRequestError, "messages"):
    client.chat.completions.create(model="small", messages=[])
with refused("401: AuthenticationError", openai.AuthenticationError):
    client.models.list(extra_headers={"Authorization": "Basic YTpi"})
with refused("404: NotFoundError", openai.NotFoundError):
    client.models.retrieve("small", extra_headers={"Prefer": "code=404"})
with refused("429 after its retries: RateLimitError", openai.RateLimitError):
    client.chat.completions.create(model="small", messages=MESSAGES, extra_headers={"Prefer": "code=429"})
