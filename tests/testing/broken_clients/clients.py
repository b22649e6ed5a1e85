"""A client of the shop that keeps its contract, and what each broken client does instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import requests

URL = "https://api.shop.example/v2"
ORDER: dict[str, Any] = {"customer": "c7", "lines": [{"article": "a1", "count": 2}]}


class ShopClient:
    """The correct client. Each broken client changes one thing that it sends."""

    def __init__(self, url: str = URL) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"Authorization": "Bearer secret"})

    def send(self, method: str, path: str, **options: Any) -> None:
        self.session.request(method, self.url + path, timeout=5, **options)

    def list_orders(self, query: Any = "customer=c7&limit=10", headers: Mapping[str, str] | None = None) -> None:
        usual = {"X-Request-Id": "3c90c3cc-0d44-4b50-8888-8dd25736052a"}
        self.send("GET", "/orders", params=query, headers=usual if headers is None else headers)

    def create_order(self, order: Mapping[str, Any] = ORDER) -> None:
        self.send("POST", "/orders", json={**ORDER, **order})

    def change_order(self, change: Mapping[str, Any], path: str = "/orders/7") -> None:
        self.send("PATCH", path, json=change)

    def cancel_order(self) -> None:
        self.send("DELETE", "/orders/7")


def behave(shop: ShopClient) -> None:
    """Use every operation correctly."""
    shop.list_orders()
    shop.create_order()
    shop.create_order({"payment": {"kind": "card", "number": "4111"}})
    shop.change_order({"state": "shipped", "shipped_at": "2026-01-20T15:00:00Z"})
    shop.cancel_order()


def forget_credentials(shop: ShopClient) -> None:
    shop.session.headers.pop("Authorization")
    shop.list_orders()


def send_another_scheme(shop: ShopClient) -> None:
    shop.session.headers["Authorization"] = "Basic c2VjcmV0OnNlY3JldA=="
    shop.list_orders()


def ask_another_host(shop: ShopClient) -> None:
    shop.url = "https://shop.example"
    shop.cancel_order()


def send_text(body: str | bytes, **headers: str) -> Callable[[ShopClient], None]:
    """Send this body instead of JSON."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda shop: shop.send("POST", "/orders", data=body, headers=fields)


JSON_BODY = json.dumps(ORDER)

# client -> what it does, the rule it breaks, and a text in the report
BROKEN: dict[str, tuple[Callable[[ShopClient], None], str, str]] = {
    "forgets credentials": (forget_credentials, "security.missing", "Authorization"),
    "sends another scheme": (send_another_scheme, "security.malformed", "Authorization"),
    "misspells a path": (lambda shop: shop.send("GET", "/oders"), "routing.no-path", "did you mean /orders?"),
    "uses another method": (
        lambda shop: shop.send("PUT", "/orders/7", json={}),
        "routing.no-method",
        "DELETE, OPTIONS, PATCH",
    ),
    "asks another host": (
        ask_another_host,
        "routing.no-host",
        'allow=["shop.example"]',
    ),
    "misspells a query parameter": (
        lambda shop: shop.list_orders("custommer=c7"),
        "parameter.required",
        'did you mean "custommer", which was sent?',
    ),
    "asks for too many": (lambda shop: shop.list_orders("customer=c7&limit=101"), "parameter.schema", "100 or less"),
    "sends no number": (
        lambda shop: shop.list_orders("customer=c7&limit=all"),
        "parameter.schema",
        '"all" is a string; allowed: integer',
    ),
    "sends Latin-1": (lambda shop: shop.list_orders("customer=c7%FF"), "parameter.malformed", "query customer"),
    "sends a parameter twice": (
        lambda shop: shop.list_orders("customer=c7&limit=1&limit=2"),
        "parameter.repeated",
        "query limit",
    ),
    "forgets a header": (lambda shop: shop.list_orders(headers={}), "parameter.required", "header X-Request-Id"),
    "sends a name as path": (lambda shop: shop.change_order({}, "/orders/seven"), "parameter.schema", "path id"),
    "sends no body": (lambda shop: shop.send("POST", "/orders"), "body.required", "createOrder"),
    "sends a form": (lambda shop: shop.send("POST", "/orders", data=ORDER), "body.media-type", "application/json"),
    "cuts the body": (send_text(JSON_BODY[:-1], Content_Type="application/json"), "body.malformed", "createOrder"),
    "says gzip and does not": (
        send_text(JSON_BODY, Content_Type="application/json", Content_Encoding="gzip"),
        "body.encoding",
        "gzip",
    ),
    "forgets a member": (
        lambda shop: shop.send("POST", "/orders", json={"customer": "c7", "line": []}),
        "body.schema",
        'did you mean "line", which was sent?',
    ),
    "misspells a member": (
        lambda shop: shop.create_order({"lines": [{"article": "a", "count": 1, "notes": "x"}]}),
        "body.schema",
        'did you mean "note"?',
    ),
    "sends no lines": (lambda shop: shop.create_order({"lines": []}), "body.schema", "at least 1 item"),
    "is wrong in one branch": (
        lambda shop: shop.create_order({"payment": {"kind": "transfer", "number": "4111"}}),
        "body.schema",
        "body /payment/iban: is required, but absent",
    ),
    "sends null": (lambda shop: shop.change_order({"state": None}), "body.schema", "is null; allowed: string"),
    "misspells a state": (
        lambda shop: shop.change_order({"state": "shiped"}),
        "body.schema",
        'did you mean "shipped"?',
    ),
    "writes a date its own way": (
        lambda shop: shop.change_order({"shipped_at": "20.01.2026"}),
        "body.schema",
        "is not a valid date-time",
    ),
    "chooses the id": (lambda shop: shop.create_order({"id": 7}), "body.read-only", "body /id: is read-only"),
    "takes only CSV": (
        lambda shop: shop.send("PATCH", "/orders/7", json={}, headers={"Accept": "text/csv"}),
        "accept.unavailable",
        '"text/csv"',
    ),
}
