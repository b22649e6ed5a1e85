"""Masks secrets before an exchange is kept or shown."""

from .bodies import mask_value
from .echoes import Echoes
from .fields import mask_url
from .masker import Masker
from .names import MASK, Hidden, SecretNames
from .request_secrets import RequestSecrets

__all__ = ["MASK", "Echoes", "Hidden", "Masker", "RequestSecrets", "SecretNames", "mask_url", "mask_value"]
