"""What the control API says, as frozen dataclasses.

Fields have the names of the JSON members, unless their metadata name another. Times are aware `datetime`s.
"""

from .coverage import (
    CoverageCountRecord,
    CoverageItemRecord,
    CoverageRecord,
    DocumentCoverageRecord,
    OperationCoverageRecord,
)
from .messages import BodyRecord, FieldRecord, MessageRecord
from .preparing import FaultRecord, PreparedRecord, RequestMatch, ResponseRecord
from .problems import ProblemRecord, ViolationRecord
from .server import ApiRecord, DocumentedResponse, Health, OperationRecord
from .verification import NearRecord, VerdictRecord
from .worlds import ClockRecord, Row, RowsRecord, SnapshotRecord, SwitchRecord, WorldRecord

__all__ = [
    "ApiRecord",
    "BodyRecord",
    "ClockRecord",
    "CoverageCountRecord",
    "CoverageItemRecord",
    "CoverageRecord",
    "DocumentCoverageRecord",
    "DocumentedResponse",
    "FaultRecord",
    "FieldRecord",
    "Health",
    "MessageRecord",
    "NearRecord",
    "OperationCoverageRecord",
    "OperationRecord",
    "PreparedRecord",
    "ProblemRecord",
    "RequestMatch",
    "ResponseRecord",
    "Row",
    "RowsRecord",
    "SnapshotRecord",
    "SwitchRecord",
    "VerdictRecord",
    "ViolationRecord",
    "WorldRecord",
]
