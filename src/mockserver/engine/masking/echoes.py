"""Masks secrets where they are repeated: in violations that quote them, and in responses that do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote as percent_encode
from urllib.parse import quote_plus

from ...openapi.rules import QUOTE_LIMIT
from .names import MASK

SHORT = 4  # characters; a shorter secret is only masked between quotation marks, because it may be part of any word


class Echoes:
    """Replaces secrets in texts, however they are written there."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = sorted(set(values), key=lambda value: (-len(value), value))
        self._sentences: dict[str, str] = {}  # longer texts with secrets in them, as they stand and masked
        self._known: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self._values or self._sentences)

    def add_sentence(self, text: str, masked: str) -> None:
        """Replace a longer text as well, such as a quotation that is cut inside a secret."""
        if text and text != masked:
            self._sentences[text] = masked
            self._known = None

    def mask(self, text: str) -> str:
        """Return a text without the secrets."""
        if not text or not self:
            return text
        masked = self._pattern.sub(lambda found: self._replacements[found[0]], text)
        return self._mask_cuts(masked) if "…" in masked else masked

    def mask_bytes(self, body: bytes) -> bytes:
        """Return a body without the secrets."""
        text = body.decode("utf-8", "surrogateescape")
        masked = self.mask(text)
        return body if masked == text else masked.encode("utf-8", "surrogateescape")

    @property
    def _pattern(self) -> re.Pattern[str]:
        if self._known is None:
            self._replacements: Mapping[str, str] = dict(self._iter_replacements())
            longest_first = sorted(self._replacements, key=len, reverse=True)
            self._known = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        return self._known

    def _iter_replacements(self) -> Iterator[tuple[str, str]]:
        for text, masked in self._sentences.items():
            yield text, masked
            for is_ascii in (True, False):
                yield json.dumps(text, ensure_ascii=is_ascii)[1:-1], json.dumps(masked, ensure_ascii=is_ascii)[1:-1]
        for value in self._values:
            for form in _write_forms(value):
                if len(value) < SHORT:
                    yield f'"{form}"', f'"{MASK}"'
                    yield f'\\"{form}\\"', f'\\"{MASK}\\"'
                else:
                    yield form, MASK

    def _mask_cuts(self, text: str) -> str:
        """Mask quotations that are cut inside a secret: `{"password": "hunt…`."""
        *shown, rest = text.split("…")
        return "…".join([*map(self._mask_end, shown), rest])

    def _mask_end(self, text: str) -> str:
        for value in self._values:
            for length in range(min(len(value), QUOTE_LIMIT), 0, -1):
                if text.endswith(f'"{value[:length]}'):
                    return f"{text[:-length]}{MASK}"
        return text


def _write_forms(value: str) -> set[str]:
    """Return how a value is written in URLs, JSON, XML and our quotations."""
    forms = {value, quote_plus(value, errors="replace"), percent_encode(value, safe="", errors="replace")}
    forms |= {json.dumps(value, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}
    forms |= {
        value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in value),
    }
    forms.add(value.replace("'", "'\"'\"'"))  # in a word of a shell
    if len(value) > QUOTE_LIMIT - 2:
        forms.add(value[: QUOTE_LIMIT - 2])  # what a cut quotation shows of it
    return forms
