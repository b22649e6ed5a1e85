"""Transports without a socket: clients of Python programs that reach the engine in process.

Each module except `channel` and `interceptors` belongs to one library, and is imported when it is first needed.
"""

from .channel import Channel, Respond, UnknownHost

__all__ = ["Channel", "Respond", "UnknownHost"]
