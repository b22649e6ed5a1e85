"""Names that neither the document nor the file has stop the start, each with one sentence and its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.behaviour import Behaviour, read_behaviour
from mockserver.openapi.documents import Document
from mockserver.openapi.errors import FixtureError
from mockserver.openapi.operations import read_operations
from mockserver.openapi.pointers import split
from tests.engine.behaviour.shop import SHOP, SHOP_RULES
from tests.support.small_sandbox import REMOVED, changed, write_folder


def read_shop(folder: Path, text: str) -> Behaviour:
    document = Document.parse(SHOP, name="shop.yaml")
    file = write_folder(folder, behaviour_yaml=text) / "behaviour.yaml"
    return read_behaviour(file, document, read_operations(document))


def refuse(folder: Path, changes: dict[str, Any]) -> FixtureError:
    with pytest.raises(FixtureError) as caught:
        read_shop(folder, changed(SHOP_RULES, changes))
    assert caught.value.line is not None
    assert "\n" not in str(caught.value)
    return caught.value


LIST, ACT = "/operations/listProducts", "/operations/archiveProduct"


@pytest.mark.parametrize(
    ("pointer", "value", "sentence"),
    [
        # parameters
        (
            "/operations/readNamedProduct/identifier/query",
            "nme",
            "'nme' is not a query parameter; there are: name; did you mean `name`?",
        ),
        ("/operations/readProduct/identifier", "name", "'name' is not a path parameter; there are: product_id"),
        ("/operations/readProduct/identifier", {"path": "x"}, "'x' is not a path parameter; there are: product_id"),
        (f"{LIST}/scope/category", "category_id", "'category' is not a path parameter; there are: category_id"),
        (f"{LIST}/filter/max_price", {"member": "price"}, "'max_price' is not a query parameter; there are: after, "),
        (f"{LIST}/sort", "sortby", "'sortby' is not a query parameter; there are: after, "),
        (f"{LIST}/sort/direction", "dir", "'dir' is not a query parameter; there are: after, "),
        (f"{LIST}/search", "Q", "'Q' is not a query parameter; there are: after, "),
        (f"{LIST}/page/size", "limt", "did you mean `limit`?"),
        (f"{LIST}/page/cursor", "cursor", "'cursor' is not a query parameter"),
        (
            "/operations/searchProducts/filter/state",
            "status",
            "'state' is not a member of the request body; there are: paging, sort, status",
        ),
        ("/operations/searchProducts/page/size", "paging.sise", "'paging.sise' is not a member of the request body"),
        # places in bodies
        (
            f"{LIST}/entity",
            "/date",
            "'/date' is not a place in the response body; there are: /data, /meta; did you mean `/data`?",
        ),
        (f"{LIST}/tells/~1meta~1totl", "total", "there are: /meta/next, /meta/total; did you mean `/meta/total`?"),
        (f"{LIST}/tells/link", "links", "'link' is neither a place in the response body, such as /total, nor `header"),
        (f"{LIST}/tells/header A B", "links", "'header A B' is neither a place in the response body"),
        ("/operations/createProduct/body", "/prodct", "there are: /product; did you mean `/product`?"),
        ("/operations/createProduct/body", "/product/name/x", "is not a place in the request body; there are: none"),
        ("/operations/deleteProduct/identifier/body", "/ident", "'/ident' is not a place in the request body"),
        (f"{LIST}/answer", "{rows}", "`answer` is the whole body and `entity` a place in the documented one"),
        # members of rows
        (f"{LIST}/filter/status", "state", "'state' is not a member of 'product'; there are: archived_at, "),
        (f"{LIST}/filter/city", {"member": "maker.town"}, "'maker.town' is not a member of 'product'"),
        (f"{LIST}/sort/members/newest", "-created", "'created' is not a member of 'product'"),
        (f"{LIST}/order", "-prise", "did you mean `price`?"),
        (f"{LIST}/hide", {"where": {"gone": True}}, "'gone' is not a member of 'product'"),
        ("/operations/changeProducts/merge", ["makr"], "did you mean `maker`?"),
        (f"{ACT}/set/staus", "open", "did you mean `status`?"),
        (f"{ACT}/from/staus", "open", "did you mean `status`?"),
        ("/resources/product/deleted/gone_at", "{now}", "'gone_at' is not a member of 'product'"),
        ("/resources/product/unique", [{"members": ["sku"], "error": "not_open"}], "'sku' is not a member of "),
        # names of the file
        ("/resources/product/parent/resource", "categry", "did you mean `category`?"),
        ("/resources/product/missing", "gone", "'gone' is not an error case; there are: not_found, not_open"),
        ("/operations/addLabel/relation", "labels", "'labels' is not a resource; there are: category, label, "),
        (f"{ACT}/error", "not_closed", "'not_closed' is not an error case; there are: not_found, not_open"),
        ("/operations/listLabels/answer", {"n": "{totl}"}, "'totl' is not a hole of a response; there are: "),
        ("/operations/readSettings/answer", {"n": "{total}"}, "'total' is not a hole of a response; there are: body, "),
        # keys of other actions
        (f"{LIST}/set", {"status": "open"}, "`set` is for the action act; this one is list"),
        ("/operations/readProduct/create", True, "`create` is for the action replace; this one is read"),
        ("/operations/readProduct/page", {"size": "x"}, "`page` is for the action list; this one is read"),
        ("/operations/createProduct/relation", "label", "`relation` is for the action list or read or add or "),
        # what identifies a row
        (
            "/operations/readNamedProduct/identifier",
            REMOVED,
            "GET /product has no path parameter to identify a row; `identifier` may name a query parameter or a place",
        ),
        # values
        (f"{ACT}/set/status", "gone", '"gone" is not one of "open", "held", "archived" (shop.yaml:'),
        (f"{ACT}/set/name", "{row}", "{row} is not a hole of `set`; there are: principal, path, query, body, now"),
        ("/resources/product/deleted/status", "gone", '"gone" is not one of "open", "held", "archived" (shop.yaml:'),
        ("/resources/product/deleted/extra", {"a": {"each": "x"}}, "`each` lists the violations of a refused request"),
    ],
)  # fmt: skip  # one case a line is easier to compare
def test_names_that_do_not_exist(tmp_path: Path, pointer: str, value: Any, sentence: str) -> None:
    error = refuse(tmp_path, {pointer: value})
    assert sentence in error.message
    assert split(error.pointer or "")[:2] == split(pointer)[:2]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        (f"{LIST}/order", "extra.anything"),
        (f"{LIST}/order", "secret"),
        (f"{LIST}/order", "metadata.name"),
        (f"{LIST}/order", "category_id"),
        (f"{LIST}/entity", "/data/0/maker"),
        (f"{ACT}/set/extra", {"any": 1}),
        ("/operations/listLabels/order", "anything"),
        ("/operations/readSettings/entity", "/anything"),
        ("/operations/deleteProduct/unknown", "example"),
        ("/operations/changeProducts/identifier", {"body": "/name"}),
    ],
)
def test_names_that_may_exist(tmp_path: Path, pointer: str, value: Any) -> None:
    read_shop(tmp_path, changed(SHOP_RULES, {pointer: value}))


def test_a_missing_row_needs_no_error_case_if_there_are_none(tmp_path: Path) -> None:
    changes = {"/errors": REMOVED, f"{ACT}/error": REMOVED}
    assert read_shop(tmp_path, changed(SHOP_RULES, changes)).cases == ()
