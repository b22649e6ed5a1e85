"""Documented bodies, filled with what is true of a request as far as their schemas admit it."""
