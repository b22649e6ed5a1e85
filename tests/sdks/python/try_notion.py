"""notion-client: a version in a header field, cursors, refusals."""

from __future__ import annotations

from itertools import islice

from calls import URL, call, refused
from notion_client import APIResponseError, Client
from notion_client.helpers import iterate_paginated_api

client = Client(auth="any", base_url=URL)
TITLE = {"title": {"title": [{"text": {"content": "Boats"}}]}}

with call("users.list"):
    assert client.users.list(page_size=2)["results"]
with call("users.list (all pages)"):
    assert 0 < len(list(islice(iterate_paginated_api(client.users.list, page_size=2), 100))) < 100
with call("pages.create"):
    assert client.pages.create(parent={"page_id": "p1"}, properties=TITLE)["object"] == "page"
with call("pages.retrieve"):
    assert client.pages.retrieve("p1")["id"]
with call("pages.update"):
    assert client.pages.update("p1", in_trash=True)["in_trash"] is True
with call("blocks.children.list (all pages)"):
    assert 0 < len(list(islice(iterate_paginated_api(client.blocks.children.list, block_id="b1"), 100))) < 100
with call("blocks.children.append"):
    assert client.blocks.children.append("b1", children=[{"type": "divider", "divider": {}}])["object"] == "list"
with call("blocks.delete"):
    assert client.blocks.delete("b1")["object"] == "block"
with call("search (all pages)"):
    assert 0 < len(list(islice(iterate_paginated_api(client.search, query="boats"), 100))) < 100
with refused("400: APIResponseError", APIResponseError, "parent"):
    client.pages.create(properties=TITLE)
