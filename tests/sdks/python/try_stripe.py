"""stripe: forms with nested members, automatic paging, search, an upload to another host, refusals."""

from __future__ import annotations

from io import BytesIO
from itertools import islice

import stripe
from calls import URL, call, refused

client = stripe.StripeClient("sk_test_any", base_addresses={"api": URL, "files": URL}, max_network_retries=1)

with call("customers.create"):
    made = client.v1.customers.create(
        {
            "email": "ann@example.com",
            "name": "Ann",
            "address": {"city": "Oslo", "country": "NO"},
            "metadata": {"plan": "blue"},
            "preferred_locales": ["nb", "en"],
        }
    )
    assert (made.object, made.email, made.name) == ("customer", "ann@example.com", "Ann")
with call("customers.retrieve"):
    assert client.v1.customers.retrieve("cus_1").id
with call("customers.update"):
    changed = client.v1.customers.update("cus_1", {"name": "Anne", "metadata": {"plan": "red"}})
    assert changed.name == "Anne" and changed.metadata["plan"] == "red"
with call("customers.delete"):
    assert client.v1.customers.delete("cus_1").deleted is True
with call("customers.list"):
    page = client.v1.customers.list({"limit": 3, "created": {"gt": 1}, "expand": ["data.subscriptions"]})
    assert page.data and page.has_more is False
with call("customers.list().auto_paging_iter()"):
    assert 0 < len(list(islice(client.v1.customers.list({"limit": 2}).auto_paging_iter(), 100))) < 100
with call("customers.search().auto_paging_iter()"):
    found = client.v1.customers.search({"query": "name:'Ann'"}).auto_paging_iter()
    assert 0 < len(list(islice(found, 100))) < 100
with call("payment_intents.create"):
    intent = client.v1.payment_intents.create(
        {
            "amount": 1200,
            "currency": "eur",
            "confirm": True,
            "automatic_payment_methods": {"enabled": True},
        }
    )
    assert (intent.amount, intent.currency) == (1200, "eur")
    assert not hasattr(intent, "last_payment_error") or intent.last_payment_error is None, (
        "a client would say that the payment has failed"
    )
with call("files.create (upload)"):
    evidence = BytesIO(b"text")
    evidence.name = "evidence.txt"
    sent = client.v1.files.create({"file": evidence, "purpose": "dispute_evidence"})
    assert sent.object == "file"
with refused("422: StripeError", stripe.StripeError, "currency"):
    client.v1.payment_intents.create({"amount": 1200, "currency": "EURO"})
with refused("401: AuthenticationError", stripe.AuthenticationError):
    client.v1.customers.retrieve("cus_1", options={"headers": {"Prefer": "code=401"}})
with refused("402: CardError", stripe.CardError):
    client.v1.customers.retrieve("cus_1", options={"headers": {"Prefer": "code=402"}})
with refused("429 after its retries: RateLimitError", stripe.RateLimitError):
    client.v1.customers.retrieve("cus_1", options={"headers": {"Prefer": "code=429"}})
