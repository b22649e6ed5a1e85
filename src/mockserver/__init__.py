"""A local mock and contract-testing server driven by OpenAPI documents."""

__version__ = "0.1.0"
