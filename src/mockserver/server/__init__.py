"""The HTTP server: ASGI requests in, responses out, a port, and reloading."""
