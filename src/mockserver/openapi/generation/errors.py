"""What inventing a value may end in; it stands apart from what invents, which is imported for the first value."""


class Unsatisfiable(Exception):
    """No value was found that satisfies the schema; the sentence names the place and the likely reason."""
