"""Does a message keep the contract? All the ways in which it does not."""

from .contents import ContentJudge
from .contract import CheckedRequest, CheckedResponse, Contract
from .schemas import Schemas
from .sentences import iter_reports

__all__ = ["CheckedRequest", "CheckedResponse", "ContentJudge", "Contract", "Schemas", "iter_reports"]
