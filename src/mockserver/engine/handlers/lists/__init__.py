"""Lists: the rows that a request chooses, in its order, a page of them, and what is told about the others."""

from .listing import list_rows

__all__ = ["list_rows"]
