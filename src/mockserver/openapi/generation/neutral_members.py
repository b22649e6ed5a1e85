"""Members that tell a client what to do next, and the values with which they tell it nothing.

A client that pages follows `has_more` and `next_cursor`, and one that runs tools follows `tool_calls`. A generated
value must not make it loop, fail or act, so these members are false, null, empty or absent where the schema allows it.
Names are compared by their words: `hasMore`, `has_more` and `has-more` are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from . import property_names


@dataclass(frozen=True, slots=True)
class Neutral:
    """The values that say nothing, the best first; the first that the schema allows is taken."""

    values: tuple[Any, ...]
    is_left_out: bool = False  # whether an optional member is absent if null is not allowed
    is_for_texts: bool = False  # whether only a text leads on: an offset that is a number says where this page begins

    def suiting(self, likely: Iterable[str], others: Iterable[str]) -> Iterator[Any]:
        """Yield the values of the likely types, and null, which another branch may allow, unless it is not meant."""
        kinds = {"integer" if kind == "number" else kind for kind in likely}
        for value in self.values:
            if "null" not in others if value is None else _TYPES[type(value)] in kinds:
                yield value


_FALSE = """
    has_more has_more_items has_more_results more more_available more_results has_next has_next_page has_previous
    has_previous_page has_prev_page is_truncated truncated incomplete incomplete_results
    deleted is_deleted removed archived is_archived revoked expired disabled is_disabled suspended
    error errors is_error has_error has_errors failed is_failed requires_action mfa_required
"""
_TRUE = "ok success successful is_success is_successful done is_done is_last is_last_page last_page last"
_ONE = "pages total_pages page_count num_pages number_of_pages page_total last_page"
_ABSENT = """
    next previous prev cursor cursors next_page previous_page prev_page end_cursor start_cursor after_cursor
    before_cursor page_token starting_after ending_before continuation continuation_token scroll_id pagination_token
    last_evaluated_key odata_next_link
    deleted_at deleted archived_at revoked_at removed_at
    error errors last_error error_code error_message error_description error_details failure failure_code
    failure_message failure_reason failure_balance_transaction last_payment_error last_setup_error
    tool_calls function_call refusal challenge challenges next_action required_action requires_action
    incomplete_details status_details retry_after redirect_to_url
"""
_NEXT = frozenset(["next", "previous", "prev"])  # `next_page_token`, `previous_page_uri`, `response_next_cursor` …
_PAGE = frozenset(["page", "cursor", "token", "uri", "url", "link", "href", "offset", "marker", "key", "after", "path"])
_TYPES = {bool: "boolean", str: "string", int: "integer", list: "array", dict: "object"}
_EMPTY: tuple[Any, ...] = (None, "", 0, [], {})
# parameters and members of a request that ask for a further page
_CURSORS = """
    cursor next_cursor after starting_after start_after page_token next_page_token next_token continuation
    continuation_token marker pagination_token scroll_id exclusive_start_key skip_token page_cursor page_after
"""
_FIRST_PAGES = {"page": 1, "page_number": 1, "page_num": 1, "p": 1, "offset": 0, "skip": 0, "start_at": 0}


@lru_cache(maxsize=4096)
def find_neutral(name: str, *, is_required: bool) -> Neutral | None:
    """Return what a member of this name should say, or `None` for an ordinary member."""
    key = _key(name)
    if key == "offset":
        return Neutral((None, "") if is_required else (None,), not is_required, is_for_texts=True)
    flags: tuple[Any, ...] = (False,) if key in _OFF else (True,) if key in _ON else ()
    flags += (1,) if key in _SINGLE else ()
    if key in _OUT or _is_further_page(key):
        return Neutral((*flags, *_EMPTY)) if is_required else Neutral((*flags, None), is_left_out=True)
    return Neutral(flags) if flags else None


def asks_for_further_page(pairs: Iterable[tuple[str, Any]]) -> bool:
    """Return whether a request asks for a page after the first one, by its parameters or members and their values.

    >>> asks_for_further_page([("starting_after", "cus_1"), ("limit", "3")])
    True
    """
    return any(_is_further(_key(name), value) for name, value in pairs)


def _is_further(key: str, value: Any) -> bool:
    if key in _FURTHER:
        return bool(value)
    first = _FIRST_PAGES.get(key)
    if first is None or isinstance(value, bool):
        return False
    try:
        return int(value) > first
    except ValueError:  # an offset that is a text is a cursor
        return key == "offset" and bool(value)
    except TypeError:
        return False


def _is_further_page(key: str) -> bool:
    parts = key.split("_")
    return len(parts) > 1 and not _NEXT.isdisjoint(parts[:-1]) and parts[-1] in _PAGE


def _key(name: str) -> str:
    return "_".join(property_names.words(name))


_OFF, _ON, _SINGLE = (frozenset(names.split()) for names in (_FALSE, _TRUE, _ONE))
_OUT, _FURTHER = frozenset(_ABSENT.split()), frozenset(_CURSORS.split())
