"""The connections of clients: their limits, the rules of HTTP/1.1 for what they send, and refusals before a request."""
