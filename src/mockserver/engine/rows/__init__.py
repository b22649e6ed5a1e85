"""The rows of a world as its user reads and changes them: `pytest`'s `api.state`, and the state in the control API."""
