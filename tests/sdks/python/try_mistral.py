"""mistralai: models of pydantic, streamed completions, an upload, refusals."""

from __future__ import annotations

from calls import URL, call, refused
from mistralai.client import Mistral, errors

client = Mistral(api_key="any", server_url=URL)
MESSAGES = [{"role": "user", "content": "Say hello."}]

with call("models.list"):
    assert client.models.list().data
with call("models.retrieve"):
    assert client.models.retrieve(model_id="small").id
with call("models.delete"):
    assert client.models.delete(model_id="small").deleted
with call("chat.complete"):
    made = client.chat.complete(model="small", messages=MESSAGES, temperature=0.5)
    assert made.choices[0].message.content and not made.choices[0].message.tool_calls
with call("chat.stream"), client.chat.stream(model="small", messages=MESSAGES) as stream:
    assert all(event.data.choices for event in stream)
with call("embeddings.create"):
    assert client.embeddings.create(model="small", inputs=["a", "b"]).data[0].embedding
with call("files.upload"):
    assert client.files.upload(file={"file_name": "a.jsonl", "content": b"{}"}, purpose="batch").id
with call("files.list"):
    assert client.files.list(page_size=2).data
with call("files.download"):
    assert client.files.download(file_id="3fa85f64-5717-4562-b3fc-2c963f66afa6").read() is not None
with refused("422: HTTPValidationError", errors.HTTPValidationError, "messages"):
    client.chat.complete(model="small", messages=[])
