"""Tools for tests: the pytest plugin, its fixture `sandbox`, and `intercept`."""
