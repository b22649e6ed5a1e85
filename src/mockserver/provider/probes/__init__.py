"""The second phase: requests that the document forbids."""
