"""Invents bodies that a document has no example for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from ..bodies import Content, find_codec
from ..documents import Document
from ..media_types import MediaType, make_concrete, parse_media_type
from ..operations import MediaTypeObject
from . import Dynamic, Generator, sample_bytes
from .manner import USUAL, Manner
from .property_names import text_of

ITEMS = 3  # of a sequence
_FORM = "application/x-www-form-urlencoded"


def invent_body(
    document: Document,
    generator: Generator,
    content: MediaTypeObject,
    dynamic: Dynamic | None = None,
    manner: Manner = USUAL,
) -> Any:
    """Return a value for a body, in the form that its media type is written from.

    Without a schema any value will do, as for `schema: {}`. Raises `Unsatisfiable` if there is no value.
    """
    media_type = parse_media_type(make_concrete(content.media_type)) or MediaType("application", "json")
    is_form = media_type.essence == _FORM or media_type.type == "multipart"
    has_parts = is_form or media_type.is_xml or media_type.is_sequence
    plain: Any = {} if has_parts else text_of("")
    maker = _Maker(generator, dynamic, manner, plain)
    return find_codec(media_type).invent(Content(document, content), media_type, maker)


class _Maker:
    """Makes the parts of a body, as the families of media types ask for them (`bodies.Maker`)."""

    def __init__(self, generator: Generator, dynamic: Dynamic | None, manner: Manner, plain: Any) -> None:
        self._generator = generator
        self._manner = manner
        self._dynamic = dynamic
        self._plain = plain  # the value without a schema
        self.is_file = generator.is_file
        self.make_file = generator.generate_file
        self.sample = sample_bytes

    def make(self, schema: str | None) -> Any:
        if schema is None:
            return self._plain
        return self._generator.generate(schema, dynamic=self._dynamic, manner=self._manner)

    def make_items(self, schema: str) -> list[Any]:
        generate = partial(self._generator.generate, schema, manner=self._manner)
        return [generate(dynamic=self._vary(index)) for index in range(ITEMS)]

    def _vary(self, index: int) -> Dynamic | None:
        """Return another seed for each item, so that they differ; the first has the seed that was asked for."""
        dynamic = self._dynamic
        if dynamic is None or dynamic.seed is None or index == 0:
            return dynamic
        return replace(dynamic, seed=f"{dynamic.seed}.{index}")
