"""twilio: forms with capitals, pages by a relative address, refusals."""

from __future__ import annotations

from itertools import islice

from calls import URL, call, refused
from twilio.base import values
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

client = Client(f"AC{'0' * 32}", "any")
client.api.base_url = URL
SID = f"SM{'0' * 32}"

with call("messages.create"):
    sent = client.messages.create(to="+15005550006", from_="+15005550001", body="Hello", provide_feedback=True)
    assert sent.body == "Hello" and sent.error_code is None
with call("messages.create(media_url)"):
    media = ["https://example.com/a.png", "https://example.com/b.png"]
    assert client.messages.create(to="+15005550006", from_="+15005550001", media_url=media).sid
with call("messages(sid).fetch"):
    assert client.messages(SID).fetch().sid
with call("messages(sid).update"):
    assert client.messages(SID).update(body="").status
with call("messages(sid).delete"):
    assert client.messages(SID).delete() is True
with call("messages.list"):
    assert client.messages.list(to="+15005550006", limit=2)
with call("messages.stream (all pages)"):
    assert 0 < len(list(islice(client.messages.stream(page_size=2), 100))) < 100
with refused("400: TwilioRestException", TwilioRestException, "To"):
    client.messages.create(to=values.unset, body="Hello")
with refused("404: TwilioRestException", TwilioRestException):
    client.messages("none").fetch()
