"""The exception of this package, in a module of its own because the generator is imported only at first use."""


class Unsatisfiable(Exception):
    """Raised when no value is found that satisfies a schema. The message names the place and the likely reason."""
