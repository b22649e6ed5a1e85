"""Filters: the parameters that choose rows of a list by a member."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.behaviour import Compare, Filter

from .listings import BOOLEAN, DAY, INTEGER, NUMBER, TEXT, TIME, envelope, infer, nested, query

MEMBERS = {
    "title": TEXT,
    "state": {"type": "string", "enum": ["open", "closed"]},
    "is_new": BOOLEAN,
    "tags": {"type": "array", "items": TEXT},
    "price": NUMBER,
    "cost": nested(amount=INTEGER, currency=TEXT),
    "published": DAY,
    "created_at": TIME,
    "updated_at": TIME,
    "author": nested(id=INTEGER, name=TEXT),
    "shelf_id": INTEGER,
    "address": nested(city=TEXT, street=nested(number=INTEGER)),
    "assigned": TEXT,
}


@pytest.mark.parametrize(
    ("name", "schema", "member", "compare"),
    [
        pytest.param("title", TEXT, "title", "equal", id="1-same-name"),
        pytest.param("Title", TEXT, "title", "equal", id="1-other-case"),
        pytest.param("isNew", BOOLEAN, "is_new", "equal", id="1-camel"),
        pytest.param("new", BOOLEAN, "is_new", "equal", id="1-without-is"),
        pytest.param("tag", TEXT, "tags", "equal", id="1-singular"),
        pytest.param("tags[]", {"type": "array", "items": TEXT}, "tags", "equal", id="1-brackets"),
        pytest.param("titles", TEXT, "title", "equal", id="1-plural"),
        pytest.param("filter[title]", TEXT, "title", "equal", id="1-in-filter"),
        pytest.param("author", INTEGER, "author", "equal", id="1-object"),
        pytest.param("author_id", INTEGER, "author.id", "equal", id="1-object-by-id"),
        pytest.param("author_name", TEXT, "author.name", "equal", id="1-member-of-member"),
        pytest.param("author.name", TEXT, "author.name", "equal", id="1-dotted"),
        pytest.param("filter[author.name]", TEXT, "author.name", "equal", id="1-dotted-in-filter"),
        pytest.param("address[street][number]", INTEGER, "address.street.number", "equal", id="1-deep"),
        pytest.param("shelf", INTEGER, "shelf_id", "equal", id="1-without-id"),
        pytest.param("ids", TEXT, "id", "equal", id="1-identifiers"),
        pytest.param("min_price", NUMBER, "price", "min", id="2-min"),
        pytest.param("maxPrice", NUMBER, "price", "max", id="2-max-camel"),
        pytest.param("price_min", NUMBER, "price", "min", id="2-min-at-end"),
        pytest.param("price_gte", NUMBER, "price", "min", id="2-gte"),
        pytest.param("price__gt", NUMBER, "price", "above", id="2-two-underscores"),
        pytest.param("price[lte]", NUMBER, "price", "max", id="2-in-brackets"),
        pytest.param("filter[price][lt]", NUMBER, "price", "below", id="2-in-brackets-of-filter"),
        pytest.param("price_from", NUMBER, "price", "min", id="2-from"),
        pytest.param("min_cost", NUMBER, "cost.amount", "min", id="2-money"),
        pytest.param("title_contains", TEXT, "title", "contains", id="2-contains"),
        pytest.param("title__icontains", TEXT, "title", "contains", id="2-icontains"),
        pytest.param("title_starts_with", TEXT, "title", "prefix", id="2-prefix"),
        pytest.param("state_ne", TEXT, "state", "unequal", id="2-unequal"),
        pytest.param("id__in", TEXT, "id", "equal", id="2-in"),
        pytest.param("created_after", TIME, "created_at", "above", id="2-after"),
        pytest.param("createdBefore", TIME, "created_at", "below", id="2-before"),
        pytest.param("created_at_min", TIME, "created_at", "min", id="2-time-with-min"),
        pytest.param("created[gte]", INTEGER, "created_at", "min", id="2-time-in-brackets"),
        pytest.param("created_from_date", DAY, "created_at", "min", id="2-time-around"),
        pytest.param("updated_since", TIME, "updated_at", "min", id="2-since"),
        pytest.param("modified_since", TIME, "updated_at", "min", id="2-other-word"),
        pytest.param("published_to", DAY, "published", "max", id="2-date"),
        pytest.param("assigned_after", TIME, "assigned", "above", id="2-text-that-is-a-time"),
        pytest.param("$filter", TEXT, "", "expression", id="expression"),
        pytest.param("since", TIME, "created_at", "min", id="3-since"),
        pytest.param("until", TEXT, "created_at", "max", id="3-until"),
        pytest.param("start_date", DAY, "created_at", "min", id="3-start"),
        pytest.param("date_to", DAY, "created_at", "max", id="3-to"),
        pytest.param("end_ts", INTEGER, "created_at", "max", id="3-timestamp"),
        pytest.param("before", TIME, "created_at", "below", id="3-before-a-time"),
    ],
)
def test_what_a_name_means(tmp_path: Path, name: str, schema: Any, member: str, compare: Compare) -> None:
    assert infer(tmp_path, MEMBERS, [query(name, schema)]).filters == (Filter(name, member, compare),)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("colour", id="no-member"),
        pytest.param("include", id="what-is-shown"),
        pytest.param("min_colour", id="range-of-no-member"),
        pytest.param("assigned_to", id="range-of-a-text"),
        pytest.param("from", id="no-time"),
    ],
)
def test_what_names_nothing_chooses_nothing(tmp_path: Path, name: str) -> None:
    assert infer(tmp_path, MEMBERS | {"include": TEXT}, [query(name)]).filters == ()


@pytest.mark.parametrize(
    ("schema", "off"),
    [
        pytest.param({"enum": ["open", "closed", "all"]}, ("all",), id="all"),
        pytest.param({"enum": ["OPEN", "CLOSED", "ANY"]}, ("ANY",), id="any-in-capitals"),
        pytest.param({"enum": ["open", "closed", "*"]}, ("*",), id="star"),
        pytest.param({"enum": ["open", "current"], "default": "current"}, ("current",), id="default-of-no-row"),
        pytest.param({"enum": ["open", "lost"], "default": "open"}, (), id="further-value"),
        pytest.param({"type": "string", "default": "all"}, ("all",), id="default-without-enumeration"),
    ],
)
def test_values_that_choose_every_row(tmp_path: Path, schema: Any, off: tuple[str, ...]) -> None:
    assert infer(tmp_path, MEMBERS, [query("state", schema)]).filters == (Filter("state", "state", "equal", off),)


def test_a_flag_that_excludes_does_nothing_if_it_is_false(tmp_path: Path) -> None:
    found = infer(tmp_path, MEMBERS, [query("exclude_new", BOOLEAN)])
    assert found.filters == (Filter("exclude_new", "is_new", "unequal", (False,)),)


def test_a_parameter_with_other_values_than_the_member_is_no_filter(tmp_path: Path) -> None:
    assert infer(tmp_path, MEMBERS, [query("state", {"enum": ["mine", "yours"]})]).filters == ()


def test_values_of_several_kinds_of_rows(tmp_path: Path) -> None:
    kinds = {"oneOf": [nested(kind={"const": "novel"}), nested(kind={"const": "atlas"})]}
    kind = {"enum": ["novel", "atlas", "all"]}
    found = infer(tmp_path, {}, [query("kind", kind)], {"type": "array", "items": kinds})
    assert found.filters == (Filter("kind", "kind", "equal", ("all",)),)


@pytest.mark.parametrize(
    ("description", "compare"),
    [
        pytest.param("Only books created after this moment", "above", id="leaves-out-its-end"),
        pytest.param("Books created on or after the date", "min", id="includes-its-end"),
    ],
)
def test_a_description_says_whether_the_end_counts(tmp_path: Path, description: str, compare: Compare) -> None:
    found = infer(tmp_path, MEMBERS, [query("created_after", TIME, description=description)])
    assert [one.compare for one in found.filters] == [compare]


def test_a_description_says_which_time_counts(tmp_path: Path) -> None:
    found = infer(tmp_path, MEMBERS, [query("since", TIME, description="Books that were updated after it")])
    assert [one.member for one in found.filters] == ["updated_at"]


def test_a_description_says_that_a_part_is_enough(tmp_path: Path) -> None:
    found = infer(tmp_path, MEMBERS, [query("title", description="Partial match")])
    assert found.filters == (Filter("title", "title", "contains"),)


def test_an_object_holds_several_filters(tmp_path: Path) -> None:
    parameters = [
        query("filter", nested(title=TEXT, price=nested(gte=NUMBER)), style="deepObject"),
        query("published", {"oneOf": [DAY, nested(gt=DAY)]}, style="deepObject"),
    ]
    assert infer(tmp_path, MEMBERS, parameters).filters == (
        Filter("filter[title]", "title"),
        Filter("filter[price][gte]", "price", "min"),
        Filter("published", "published"),
        Filter("published[gt]", "published", "above"),
    )


def test_an_object_of_any_filters(tmp_path: Path) -> None:
    members = {"title": TEXT, "tags": MEMBERS["tags"], "price": NUMBER}
    found = infer(tmp_path, members, [query("filter", {"type": "object"}, style="deepObject")])
    assert found.filters == (
        Filter("filter[id]", "id"),
        Filter("filter[title]", "title"),
        Filter("filter[price]", "price"),
    )


def test_members_of_attributes(tmp_path: Path) -> None:
    members = {
        "attributes": nested(title=TEXT, year=INTEGER),
        "relationships": nested(author=nested(data=nested(type=TEXT, id=TEXT))),
    }
    parameters = [query("filter[title]"), query("filter[year][gte]", INTEGER), query("filter[author]")]
    assert infer(tmp_path, members, parameters).filters == (
        Filter("filter[title]", "attributes.title"),
        Filter("filter[year][gte]", "attributes.year", "min"),
        Filter("filter[author]", "relationships.author.data.id"),
    )


def test_pages_order_and_search_are_no_filters(tmp_path: Path) -> None:
    members = {"title": TEXT, "page": INTEGER, "sort": TEXT, "limit": INTEGER}
    parameters = [query("page", INTEGER), query("limit", INTEGER), query("sort"), query("q"), query("title")]
    assert [one.parameter for one in infer(tmp_path, members, parameters, envelope()).filters] == ["title"]
