"""Check whether a message keeps the contract, and return every violation."""

from .content_checker import ContentChecker
from .contract import CheckedRequest, CheckedResponse, Contract
from .schemas import Schemas
from .validator_reports import iter_reports

__all__ = ["CheckedRequest", "CheckedResponse", "ContentChecker", "Contract", "Schemas", "iter_reports"]
