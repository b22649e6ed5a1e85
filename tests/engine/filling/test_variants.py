"""Valid variants of values of one schema."""

from __future__ import annotations

from mockserver.engine.filling.variants import ValueVariants
from mockserver.openapi.resources.schema_views import SchemaView
from tests.support.documents import document_of

VIEW = SchemaView(document_of({"It": {"properties": {"code": {"pattern": "x"}}}}), ["/components/schemas/It"])


def test_the_first_valid_value_is_taken_and_known_from_then_on() -> None:
    tried = []

    def is_valid(row: dict[str, str]) -> bool:
        tried.append(row["code"])
        return "-" not in row["code"] and row["code"] != "a"

    variants = ValueVariants(VIEW, lambda row: row["code"] == "a" or is_valid(row))
    assert variants.vary({"code": "a"}, 1) == {"code": "a2"}
    assert tried == ["a-2", "a-2", "a-2", "a2"]
    assert variants.vary({"code": "a"}, 2) == {"code": "a3"}
    assert tried[4:] == ["a3"]


def test_a_place_with_no_other_valid_value_stays() -> None:
    variants = ValueVariants(VIEW, lambda row: row.get("code") == "a")
    assert variants.vary({"code": "a", "name": "Tea"}, 1) == {"code": "a", "name": "Tea 2"}
    assert variants.vary({"code": "a", "name": "Tea"}, 2) == {"code": "a", "name": "Tea 3"}


def test_what_is_kept_and_what_is_its_own() -> None:
    variants = ValueVariants(VIEW, bool, frozenset({"name"}), frozenset({"tea_id"}))
    assert variants.vary({"name": "Tea", "tea_id": 1, "user_id": 1}, 1) == {"name": "Tea", "tea_id": 2, "user_id": 1}


def test_a_value_that_is_no_object() -> None:
    assert ValueVariants(VIEW, bool).vary("tea", 1) == "tea-2"
    assert ValueVariants(VIEW, lambda value: value == "tea").vary("tea", 1) == "tea"
