"""Check whether a message keeps the contract, and return every violation."""

from .content_checker import ContentChecker
from .contract import CheckedRequest, CheckedResponse, Contract
from .error_messages import iter_reports
from .schemas import Schemas

__all__ = ["CheckedRequest", "CheckedResponse", "ContentChecker", "Contract", "Schemas", "iter_reports"]
