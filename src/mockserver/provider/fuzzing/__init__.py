"""The phases of Schemathesis."""
