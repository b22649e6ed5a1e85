"""Reads YAML with ryaml, several times faster than libyaml.

ryaml 0.5 differs from `strict_yaml` in numbers with leading zeros or many digits, in tags, merge keys and keys that are
not text, and it writes aliases out. A text that may have any of these is left to `strict_yaml`, and so is every text
that ryaml cannot read.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import accumulate
from typing import Any

import orjson
import ryaml

from .quick_json import UNSURE, is_shallow

_END = r"(?=[\s,\]}:]|$)"


def _begun(start: str, after: str = "") -> re.Pattern[str]:
    """Match `start` where a scalar, a tag or an anchor may begin. It comes first, since literal text is found fast."""
    text = re.escape(start)
    return re.compile(rf"""{text}(?:(?<=[\s,\[{{]{text})|(?<=["']:{text})){after}""")


_ODD = (
    *(_begun(start) for start in ("+", "-0", "? ", ".n", ".N")),
    _begun("!", r"[^\s=]"),  # a tag
    _begun("&", r"\w"),  # an anchor
    re.compile("<<"),
    _begun("0", rf"[0-9bxoBXO_][0-9a-fA-F_.]*{_END}"),  # 007, 0x1F
)
_ODD_NUMBER = re.compile(  # 1e400: a digit that begins a scalar or follows its sign, and the rest
    rf"""[0-9.](?:(?<=[\s,\[{{].)|(?<=["']:.)|(?<=[\s,\[{{]-.)|(?<=["']:-.))"""
    rf"(?:(?<=[0-9])[0-9]{{15,}}|[0-9.]*[eE][-+]?[0-9]{{3,}}){_END}",
    re.MULTILINE,
)
DEEP = 1_000  # brackets open at once, roughly; ryaml's time grows with the square of it
_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in _STEPS)
_ALIKE = bytes.maketrans(b"123456789.E+", b"0000000000e-")
_SIGNS_OF_ODD_NUMBERS = (b"0" * 16, b"0e000", b"0e-000")  # in a text translated by `_ALIKE`
_ASCII = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_quickly(text: str, max_depth: int) -> Any:
    """Return the value of a YAML or JSON text, or `UNSURE`."""
    if _is_odd(text):
        return UNSURE
    try:
        value = ryaml.loads(text)
    except (ryaml.InvalidYamlError, ValueError, TypeError, RecursionError):
        return UNSURE
    return value if _has_text_keys(value, max_depth) else UNSURE


def _is_odd(text: str) -> bool:
    """Whether the two loaders may read a text differently."""
    if text.encode().translate(None, _ASCII) if text.isascii() else _UNREADABLE.search(text):
        return True
    text = f"\n{text}"  # a scalar may also begin the text
    if any(pattern.search(text) for pattern in _ODD):
        return True
    encoded = text.encode()
    if max(accumulate(map(_STEPS.__getitem__, encoded.translate(None, _NO_BRACKETS))), default=0) > DEEP:
        return True
    alike = encoded.translate(_ALIKE)  # recognizes a text without such numbers four times as fast
    return any(sign in alike for sign in _SIGNS_OF_ODD_NUMBERS) and _ODD_NUMBER.search(text) is not None


def _has_text_keys(value: Any, max_depth: int) -> bool:
    """Make keys such as 200 text again. Returns whether all keys are text, and the value is not nested too deep."""
    with suppress(TypeError):  # the fastest way to know that all are text
        orjson.dumps(value)
        return is_shallow(value, max_depth)
    level = [value]
    for _ in range(max_depth + 1):
        if not level:
            return True
        below: list[Any] = []
        for container in level:
            if isinstance(container, dict):
                if not _correct_keys(container):
                    return False
                below += [part for part in container.values() if isinstance(part, (dict, list))]
            elif isinstance(container, list):
                below += [part for part in container if isinstance(part, (dict, list))]
        level = below
    return False


def _correct_keys(mapping: dict[Any, Any]) -> bool:
    with suppress(TypeError):  # the fastest way to know that all are text
        "".join(mapping)
        return True
    pairs = [(str(key) if type(key) is int else key, part) for key, part in mapping.items()]
    mapping.clear()
    mapping.update(pairs)
    return len(mapping) == len(pairs) and all(type(key) is str for key in mapping)
