"""Masks secrets before an exchange is kept or shown."""

from .bodies import mask_value
from .masker import Masker
from .names import MASK, Hidden, SecretNames

__all__ = ["MASK", "Hidden", "Masker", "SecretNames", "mask_value"]
