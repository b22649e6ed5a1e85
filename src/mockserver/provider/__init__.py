"""The provider test: does a real service keep the contract of its document?"""

from .failures import CHECKS, PHASES, Failure, Phase
from .outcome import Outcome
from .running import Plan, examine

__all__ = ["CHECKS", "PHASES", "Failure", "Outcome", "Phase", "Plan", "examine"]
