"""YAML and JSON text to values, and the lines of their parts."""
