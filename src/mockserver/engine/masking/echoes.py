"""Masks secrets where they are repeated: in violations that quote them, and in responses that do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote as percent_encode
from urllib.parse import quote_plus

from ...openapi.printable import escape_unprintable
from ...openapi.rules import QUOTE_LIMIT
from .names import MASK

SHORT = 4  # characters; a shorter secret is only masked between quotation marks, because it may be part of any word
WORD = 8  # characters; a shorter secret is only masked as a whole word
MANY = 50  # secrets, or sentences; with more, a text that has one of them is masked as a whole
LONG = 10_000  # characters; a longer secret is sought as it stands and in JSON only
COUNTLESS = 2000  # with more, every text is
CUTS = 200  # quotations that are cut, in one text; one with more is masked as a whole
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")  # RFC 3986 §2.3: characters that are written alike everywhere


class Echoes:
    """Replaces secrets in texts, however they are written there."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = sorted(set(values) - {"", MASK}, key=lambda value: (-len(value), value))
        self._sentences: dict[str, str] = {}  # longer texts with secrets in them, as they stand and masked

    def __bool__(self) -> bool:
        return bool(self._values or self._sentences)

    def add_sentence(self, text: str, masked: str) -> None:
        """Let `mask_bytes` replace a longer text as well, such as a quotation that is cut inside a secret."""
        if text and text != masked:
            self._sentences[text] = masked

    def mask(self, text: str) -> str:
        """Return a text without the secrets."""
        if not text:
            return text
        if len(self._values) > MANY:
            is_long = len(self._values) > COUNTLESS or len(text) > LONG
            is_hidden = is_long or any(value in text for value in self._values)
            return MASK if is_hidden else text
        for form, pattern in self._forms:
            if form in text:
                text = text.replace(form, MASK) if pattern is None else pattern.sub(MASK, text)
        return self._mask_cuts(text) if "…" in text else text

    def mask_bytes(self, body: bytes) -> bytes:
        """Return a body without the secrets, and without the sentences that have them."""
        if len(self._sentences) > MANY:
            return MASK.encode()
        text = whole = body.decode("utf-8", "surrogateescape")
        for sentence, masked in self._sentences.items():
            for is_ascii in (True, False):
                form = json.dumps(sentence, ensure_ascii=is_ascii)[1:-1]
                text = text.replace(form, json.dumps(masked, ensure_ascii=is_ascii)[1:-1])
            text = text.replace(sentence, masked)
        text = self.mask(text)
        return body if text == whole else text.encode("utf-8", "surrogateescape")

    @cached_property
    def _forms(self) -> list[tuple[str, re.Pattern[str] | None]]:
        """How the secrets are written, the longest first, with a pattern for those that may be part of a word."""
        found: dict[str, re.Pattern[str] | None] = {}
        for value in self._values:
            for form in _write_forms(value):
                found[form] = _compile_short(form) if len(value) < WORD else None
        return sorted(found.items(), key=lambda item: -len(item[0]))

    def _mask_cuts(self, text: str) -> str:
        """Mask quotations that are cut inside a secret: `{"password": "hunt…`."""
        *shown, rest = text.split("…")
        if len(shown) > CUTS:
            return MASK
        return "…".join([*map(self._mask_end, shown), rest])

    def _mask_end(self, text: str) -> str:
        start = text.find('"', max(0, len(text) - QUOTE_LIMIT))
        while start >= 0:
            begun = text[start + 1 :]
            if begun and any(value.startswith(begun) for value in self._values):
                return f"{text[: start + 1]}{MASK}"
            start = text.find('"', start + 1)
        return text


def _compile_short(form: str) -> re.Pattern[str]:
    if len(form) < SHORT:
        return re.compile(rf'(?<="){re.escape(form)}(?=\\?")')
    return re.compile(rf"(?<!\w){re.escape(form)}(?!\w)")


def _write_forms(value: str) -> set[str]:
    """Return how a value is written in URLs, JSON, XML, our quotations and words of a shell."""
    if len(value) <= QUOTE_LIMIT - 2 and _PLAIN.fullmatch(value):
        return {value}
    if len(value) > LONG:
        return {value, json.dumps(value)[1:-1], value[: QUOTE_LIMIT - 2]}
    forms = {value, quote_plus(value, errors="replace"), percent_encode(value, safe="", errors="replace")}
    forms |= {json.dumps(value, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}
    forms |= {
        value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        escape_unprintable(value),
    }
    forms.add(value.replace("'", "'\"'\"'"))
    if len(value) > QUOTE_LIMIT - 2:
        forms.add(value[: QUOTE_LIMIT - 2])  # what a cut quotation shows of it
    return forms
