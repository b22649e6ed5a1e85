"""The vocabulary of `behaviour.yaml`: each part is read into its record, and written from it, side by side.

What is read is valid under `behaviour.schema.json`. What is written has only the keys that differ from their defaults,
in a stable order; read again, it gives an equal record.
"""
