"""The version of the package, which is also part of the key of every cached document."""

__version__ = "0.1.0"
