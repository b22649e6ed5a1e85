"""Translate the patterns of JSON Schema, which are ECMA-262, for Python's parser."""

from __future__ import annotations

import re

# Unicode properties by their first letters -> sample characters
_PROPERTIES = {"Lu": "A-Z", "Ll": "a-z", "L": "A-Za-z", "N": "0-9", "P": "!-/:-@", "Z": " ", "S": "$+<=>"}


def translate(pattern: str) -> str:
    """Return the pattern in the syntax of Python's parser."""
    out: list[str] = []
    position, in_class = 0, False
    while position < len(pattern):
        char, rest = pattern[position], pattern[position:]
        if char == "\\":
            text, size = _translate_escape(rest, in_class)
        elif in_class:
            text, size, in_class = ("\\[" if char == "[" else char), 1, char != "]"
        elif char == "[":
            text, size, in_class = char, 1, True
            if rest.startswith(("[^", "[]")):
                text, size = ("[^", 2) if rest[1] == "^" else ("[", 1)
        elif rest.startswith("(?<") and not rest.startswith(("(?<=", "(?<!")):
            text, size = "(?P<", 3
        else:
            text, size = char, 1
        out.append(text)
        position += size
    return "".join(out)


def _translate_escape(rest: str, in_class: bool) -> tuple[str, int]:
    if found := re.match(r"\\[pP]\{(?:\w+=)?(\w+)\}", rest):
        ranges = next((_PROPERTIES[key] for key in (found[1][:2], found[1][:1]) if key in _PROPERTIES), "a-z")
        if rest[1] == "P":
            return ("" if in_class else f"[^{ranges}]"), found.end()
        return (ranges if in_class else f"[{ranges}]"), found.end()
    if found := re.match(r"\\u\{([0-9A-Fa-f]+)\}", rest):
        return re.escape(chr(int(found[1], 16))), found.end()
    if found := re.match(r"\\c([A-Za-z])", rest):
        return re.escape(chr(ord(found[1]) % 32)), found.end()
    if found := re.match(r"\\k<(\w+)>", rest):
        return f"(?P={found[1]})", found.end()
    if re.match(r"\\[^\W\dabBAdDfnrsStuUvwWxZ]", rest):  # an escaped letter without a meaning
        return rest[1:2], 2
    return rest[:2], 2
