"""From a method and a path to an operation, or to a reason why there is none."""

from .nearest import find_nearest
from .prefixes import spell_path, split_prefix
from .router import Match, NoMatch, Router

__all__ = ["Match", "NoMatch", "Router", "find_nearest", "spell_path", "split_prefix"]
