"""The requests of a test: recorded, counted, compared with expectations and described."""

from .calls import Calls
from .recorded_call import RecordedCall
from .violations import Allowed, BrokenCall, ContractBroken, describe_broken, describe_warnings

__all__ = ["Allowed", "BrokenCall", "Calls", "ContractBroken", "RecordedCall", "describe_broken", "describe_warnings"]
