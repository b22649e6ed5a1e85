"""The provider test: does a service keep the contract of its document?"""

from .failures import CHECKS, PHASES, Failure, Phase
from .outcome import Outcome
from .plan import Plan, Provider
from .running import examine

__all__ = ["CHECKS", "PHASES", "Failure", "Outcome", "Phase", "Plan", "Provider", "examine"]
