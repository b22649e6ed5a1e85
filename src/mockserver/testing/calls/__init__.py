"""The requests that a test made: recorded, counted, compared with expectations and described."""

from .calls import Calls
from .recorded_call import RecordedCall

__all__ = ["Calls", "RecordedCall"]
