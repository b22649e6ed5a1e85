"""Parameter values and their text, both ways, by OpenAPI's styles (RFC 6570)."""
