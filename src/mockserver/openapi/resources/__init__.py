"""What a document says about its resources: which operations belong together, where their entities lie, what pages are.

It reads schemas, paths and names, and no traffic. The mock remembers by it, and `mockserver test` exercises it.
"""

from .records import Certainty, DocumentedResource, IdentifierSource, ResourceOperation, Role

__all__ = ["Certainty", "DocumentedResource", "IdentifierSource", "ResourceOperation", "Role"]
