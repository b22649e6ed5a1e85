"""YAML and JSON text to values, with the lines they stand in."""
