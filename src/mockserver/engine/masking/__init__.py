"""Masks secrets before an exchange is kept or shown."""

from .bodies import mask_value
from .echoes import Echoes
from .fields import mask_url
from .masker import Masker
from .names import MASK, Hidden, SecretNames

__all__ = ["MASK", "Echoes", "Hidden", "Masker", "SecretNames", "mask_url", "mask_value"]
