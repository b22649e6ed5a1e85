"""How each property of a form is written, by its `encoding` and its schema."""

from __future__ import annotations

from typing import Any, cast

from ..documents.versions import LIST_STYLES
from ..media_types import parse_media_type
from ..operations import Style
from ..styles import ANYTHING, Shape
from .content import Content

# OpenAPI 3.1.1 §4.8.15.1.2; tabs are Swagger 2.0's
_STYLES: tuple[Style, ...] = ("form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject")


class Encodings:
    """The encodings of one form's properties."""

    def __init__(self, content: Content) -> None:
        self.whole = content.shape
        self._stated = content.declared.encoding

    def shape(self, name: str) -> Shape:
        return self.whole.properties.get(name) or self.whole.additional or ANYTHING

    def stated(self, name: str) -> dict[str, Any]:
        """Return the Encoding Object of a property; empty if there is none."""
        found = self._stated.get(name)
        return found if isinstance(found, dict) else {}

    def style(self, name: str) -> tuple[Style, bool] | None:
        """Return style and explode, if either is stated."""
        stated = self.stated(name)
        if "style" not in stated and "explode" not in stated:
            return None
        style = cast(Style, stated["style"]) if stated.get("style") in _STYLES else "form"
        explode = stated.get("explode") is not False if style == "form" else stated.get("explode") is True
        return style, explode

    def inner_styles(self, name: str) -> tuple[Style, ...]:
        """Return the styles of the lists in the list of a property, as only Swagger 2.0 has them."""
        return tuple(cast(Style, style) for style in self.stated(name).get(LIST_STYLES) or () if style in _STYLES)[1:]

    def media_types(self, name: str) -> list[str]:
        """Return the media types and ranges that `contentType` allows for a property."""
        stated = self.stated(name).get("contentType")
        return [each.strip() for each in str(stated).split(",")] if stated is not None else []

    def is_json(self, name: str) -> bool:
        """Whether a property of an urlencoded form is JSON text, as its `contentType`, else its schema, says."""
        if self.style(name) is not None or name not in self.whole.properties:
            return False
        stated = [parse_media_type(each) for each in self.media_types(name)]
        if stated and stated[0] is not None:
            return stated[0].is_json
        shape = self.shape(name)
        return shape.is_structured or (shape.has_array and not shape.has_text and shape.item.is_structured)
