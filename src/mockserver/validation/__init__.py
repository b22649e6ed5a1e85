"""Does a message keep the contract? All the ways in which it does not."""

from .contract import CheckedRequest, CheckedResponse, Contract
from .schemas import Schemas
from .sentences import iter_reports

__all__ = ["CheckedRequest", "CheckedResponse", "Contract", "Schemas", "iter_reports"]
