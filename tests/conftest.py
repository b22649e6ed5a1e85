"""What every test shares: hypothesis draws the same examples on every run, so that a red run can be repeated.

`pytest --hypothesis-profile=random` looks elsewhere each time.
"""

# pytester forgets what was imported while it ran a test in process, and PyYAML's compiled half can be imported once
import yaml  # noqa: F401 - see above
from hypothesis import settings

settings.register_profile("default", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("random", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("default")
