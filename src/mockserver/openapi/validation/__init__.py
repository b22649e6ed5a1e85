"""Does a message keep the contract? All the ways in which it does not."""

from .content_checker import ContentChecker
from .contract import CheckedRequest, CheckedResponse, Contract
from .error_messages import iter_reports
from .schemas import Schemas

__all__ = ["CheckedRequest", "CheckedResponse", "ContentChecker", "Contract", "Schemas", "iter_reports"]
