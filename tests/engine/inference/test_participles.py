"""What an item is after something was done to it."""

from __future__ import annotations

import pytest

from mockserver.engine.inference.participles import Effect, effect_of


@pytest.mark.parametrize(
    ("verb", "participle"),
    [
        ("archive", "archived"),
        ("ship", "shipped"),
        ("verify", "verified"),
        ("play", "played"),
        ("submit", "submitted"),
        ("open", "opened"),
        ("fulfil", "fulfilled"),
        ("fulfill", "fulfilled"),
        ("pay", "paid"),
        ("send", "sent"),
        ("hide", "hidden"),
        ("unpin", "unpinned"),
        ("mark-as-read", "read"),
        ("setDefault", "default"),
        ("check-in", "checked_in"),
        ("cancelOrder", "cancelled"),
    ],
)
def test_the_first_word(verb: str, participle: str) -> None:
    assert effect_of(verb).is_now[0] == participle


@pytest.mark.parametrize(
    ("verb", "word"),
    [
        ("unarchive", "archived"),
        ("unlock", "locked"),
        ("disable", "enabled"),
        ("deactivate", "active"),
        ("reopen", "closed"),
        ("restore", "deleted"),
        ("resume", "paused"),
        ("mark-unread", "read"),
    ],
)
def test_what_it_no_longer_is(verb: str, word: str) -> None:
    assert word in effect_of(verb).is_no_longer


@pytest.mark.parametrize(("verb", "words"), [("cancel", {"cancelled", "canceled"}), ("start", {"started", "running"})])
def test_other_words_for_it(verb: str, words: set[str]) -> None:
    assert words <= set(effect_of(verb).is_now)


def test_what_is_taken_back() -> None:
    assert ~Effect(("starred",), ("plain",)) == Effect(("plain",), ("starred",))


def test_no_word_says_nothing() -> None:
    assert effect_of("") == Effect(())
