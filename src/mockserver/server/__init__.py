"""The HTTP door: ASGI in and out, and what listens."""
