"""The families of media types in order: the first that serves a media type reads and writes it.

To add a family, write its module beside this one, with a `CODEC`, and add its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import cast

from ..media_types import MediaType
from .codec import Codec, Write
from .content import Content


@dataclass(frozen=True, eq=False)
class Family:
    """One row of the table."""

    serves: Callable[[MediaType], bool]  # whether a media type belongs to the family
    load: Callable[[], Codec]  # called for the first body of the family

    @cached_property
    def codec(self) -> Codec:
        return self.load()


def _in(module: str) -> Callable[[], Codec]:
    """Import a module of this package when it is first needed: most bodies are JSON."""
    return lambda: cast(Codec, import_module(f".{module}", __package__).CODEC)


FAMILIES = (
    Family(lambda media_type: media_type.is_json, _in("json")),
    Family(lambda media_type: media_type.essence == "application/x-www-form-urlencoded", _in("forms")),
    Family(lambda media_type: media_type.type == "multipart", _in("multipart")),
    Family(lambda media_type: media_type.is_sequence, _in("sequences")),
    Family(lambda media_type: media_type.is_xml, _in("xml")),
    Family(lambda media_type: media_type.is_text, _in("text")),
    Family(lambda _: True, _in("binary")),
)


def iter_families(media_type: MediaType) -> Iterator[Family]:
    """Yield the families that serve a media type, the preferred one first."""
    return (family for family in FAMILIES if family.serves(media_type))


def find_codec(media_type: MediaType) -> Codec:
    return next(iter_families(media_type)).codec


def find_writer(media_type: MediaType, content: Content) -> Write:
    """Return the writer of the first family that does not leave the content to others."""
    return next(
        write for family in iter_families(media_type) if (write := family.codec.make_writer(content)) is not None
    )
