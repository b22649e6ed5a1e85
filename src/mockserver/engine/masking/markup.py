"""Masks the elements and attributes of XML."""

from __future__ import annotations

import re

from .names import MASK, Hidden, SecretNames, cut

# each matches in linear time: possessive, and from a place where no other match can begin
_TAG = re.compile(r"<([^\s/<>!?]++)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>")
_ATTRIBUTE = re.compile(r"(?<![^\s\"'/])([^\s=\"'/]++)(\s*+=\s*+)(\"[^\"]*\"|'[^']*')")
_ANY_TAG = re.compile(r"<[^<>]*+>")


def mask_xml(text: str, names: SecretNames, hidden: Hidden) -> str:
    """Return XML with the mask in place of secret elements and attributes; their prefixes do not count.

    >>> mask_xml('<login token="t"><p:password>x</p:password></login>', SecretNames(), Hidden())
    '<login token="***"><p:password>***</p:password></login>'
    """
    pieces, at = list[str](), 0
    while (tag := _TAG.search(text, at)) is not None:
        name, attributes = tag[1], tag[2]
        pieces += [text[at : tag.start()], f"<{name}{_mask_attributes(attributes, names, hidden)}>"]
        at = tag.end()
        if _local(name) in names and not attributes.endswith("/"):
            end = _find_end(text, at, name)
            if end is None:
                hidden.hide(text[at:])
                return "".join([*pieces, MASK])
            _hide_content(text[at:end], hidden)
            pieces.append(MASK if text[at:end].strip() else text[at:end])
            at = end
    rest = text[at:]
    pieces.append(cut(rest, names) if "<" in rest.replace("</", "") else rest)  # a tag that does not end
    return "".join(pieces)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _mask_attributes(attributes: str, names: SecretNames, hidden: Hidden) -> str:
    def mask(found: re.Match[str]) -> str:
        name, equals, value = found.groups()
        if _local(name) not in names or len(value) == 2:
            return found[0]
        hidden.hide(_unescape(value[1:-1]))
        return f"{name}{equals}{value[0]}{hidden.hide(value[1:-1])}{value[-1]}"

    return _ATTRIBUTE.sub(mask, attributes)


def _find_end(text: str, start: int, name: str) -> int | None:
    """Return where the end tag of the element begins whose content begins at `start`."""
    depth = 1
    for found in re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^<>]*+>").finditer(text, start):
        depth += -1 if found[1] else 0 if found[0].endswith("/>") else 1
        if depth == 0:
            return found.start()
    return None


def _hide_content(content: str, hidden: Hidden) -> None:
    """Remember the content of an element as it stands, and as text."""
    hidden.hide(content)
    plain = content.replace("<![CDATA[", "").replace("]]>", "")
    for piece in _ANY_TAG.split(plain):
        hidden.hide(_unescape(piece).strip())


def _unescape(text: str) -> str:
    """Replace the entities that text in XML usually has (XML 1.0 §4.6)."""
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text
