"""Coverage of the document: what of an OpenAPI file tests have exercised, and what they have missed."""

from .items import Item, Kind
from .recording import Coverage, Dump

__all__ = ["Coverage", "Dump", "Item", "Kind"]
