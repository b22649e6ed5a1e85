"""The first phase: the documented examples, in sequences that a service must remember."""
