"""replicate: predictions that are awaited by the address in their body, pages by address, refusals."""

from __future__ import annotations

from itertools import islice

from calls import URL, call, refused
from replicate import Client
from replicate.exceptions import ReplicateError
from replicate.pagination import paginate

client = Client(api_token="any", base_url=URL)

with call("models.get"):
    assert client.models.get("acme/boats").owner
with call("predictions.create"):
    made = client.predictions.create(version="v1", input={"prompt": "a boat"})
    assert made.id and made.urls["get"].startswith(URL), "its links lead here"
with call("predictions.create(wait)"):
    assert client.predictions.create(version="v1", input={"prompt": "a boat"}, wait=5).id
with call("predictions.get"):
    assert client.predictions.get("p1").status
with call("prediction.wait"):
    waited = client.predictions.get("p1")
    waited.wait()
    assert waited.error is None
with call("predictions.cancel"):
    assert client.predictions.cancel("p1").id
with call("paginate(predictions.list)"):
    assert 1 < len(list(islice(paginate(client.predictions.list), 50))) < 50
with refused("404: ReplicateError", ReplicateError):
    client._request("GET", "/v1/predictions/none", headers={"Prefer": "code=404"})
with refused("422: ReplicateError", ReplicateError, "version"):
    client._request("POST", "/v1/predictions", json={"input": {}})
