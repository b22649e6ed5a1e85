"""pyairtable: free-form fields, pages by an offset, batches, refusals."""

from __future__ import annotations

from itertools import islice

import requests
from calls import URL, call, refused
from pyairtable import Api

table = Api("any", endpoint_url=URL, retry_strategy=None).table("appBoats", "Boats")

with call("create"):
    assert table.create({"Name": "Ann", "Length": 7})["fields"]["Name"] == "Ann"
with call("get"):
    assert table.get("rec00000000000001")["id"]
with call("update"):
    assert table.update("rec00000000000001", {"Length": 8})["fields"]["Length"] == 8
with call("delete"):
    assert table.delete("rec00000000000001")["deleted"] is True
with call("first"):
    assert table.first(formula="{Name} = 'Ann'") is not None
with call("all (all pages)"):
    assert table.all(page_size=2, fields=["Name", "Length"], max_records=50)
with call("iterate (all pages)"):
    assert 0 < len(list(islice(table.iterate(page_size=2), 50))) < 50
with call("batch_create"):
    assert isinstance(table.batch_create([{"Name": "Bob"}, {"Name": "Cleo"}]), list)
with call("batch_delete"):
    assert table.batch_delete(["rec00000000000001"])[0]["deleted"] is True
with refused("422: HTTPError", requests.HTTPError, "typecast"):
    table.api.post(table.urls.records, json={"typecast": True})
