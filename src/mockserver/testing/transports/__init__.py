"""Doors without a socket: the clients and servers of Python programs, led to the engine in process.

Each module but `channel` and `interceptors` belongs to one library and is imported only when somebody uses it.
"""

from .channel import Channel, UnknownHost

__all__ = ["Channel", "UnknownHost"]
