"""slack_sdk: forms and JSON, cursors, an upload in three steps, refusals."""

from __future__ import annotations

from itertools import islice

from calls import URL, call, refused
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

client = WebClient(token="xoxb-any", base_url=f"{URL}/api/")

with call("auth_test"):
    assert client.auth_test()["user_id"]
with call("chat_postMessage"):
    said = client.chat_postMessage(channel="C1", text="Hello", unfurl_links=False, reply_broadcast=True)
    assert said["ok"] is True and said["channel"] == "C1"
with call("chat_postMessage(blocks)"):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}]
    assert client.chat_postMessage(channel="C1", text="Hello", blocks=blocks)["ok"]
with call("chat_update"):
    assert client.chat_update(channel="C1", ts="1700000000.000100", text="Bye", as_user=True)["ok"]
with call("chat_delete"):
    assert client.chat_delete(channel="C1", ts="1700000000.000100")["ok"]
with call("conversations_list"):
    assert client.conversations_list(limit=2, exclude_archived=True)["channels"]
with call("conversations_list (all pages)"):
    assert 0 < len(list(islice(client.conversations_list(limit=2), 50))) < 50
with call("files_upload_v2"):
    shared = client.files_upload_v2(content="text", filename="a.txt", channel="C1")
    assert shared["files"][0]["id"]
with refused("ok: false: SlackApiError", SlackApiError, "channel"):
    client.api_call("chat.postMessage", json={"text": "Hello"})
with refused("401: SlackApiError", SlackApiError):
    client.api_call("auth.test", headers={"Prefer": "code=401"})
