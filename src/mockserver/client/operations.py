"""The operations of the control API that the client calls: method and path of each, as in its document.

`tests/client/test_operations.py` compares them with the document.
"""

from __future__ import annotations

from typing import Literal

OperationId = Literal[
    "get_health",
    "get_control_document",
    "list_apis",
    "get_api",
    "list_operations",
    "get_document",
    "get_coverage",
    "clear_coverage",
    "list_worlds",
    "create_world",
    "get_world",
    "delete_world",
    "reset_world",
    "list_snapshots",
    "make_snapshot",
    "restore_snapshot",
    "delete_snapshot",
    "get_state",
    "get_api_state",
    "list_rows",
    "get_row",
    "list_exchanges",
    "clear_journal",
    "stream_journal",
    "export_journal",
    "list_unmatched",
    "list_switches",
    "set_switch",
    "get_clock",
    "set_clock",
]

OPERATIONS: dict[OperationId, tuple[str, str]] = {
    "get_health": ("GET", "/health"),
    "get_control_document": ("GET", "/openapi.json"),
    "list_apis": ("GET", "/apis"),
    "get_api": ("GET", "/apis/{api}"),
    "list_operations": ("GET", "/apis/{api}/operations"),
    "get_document": ("GET", "/apis/{api}/document"),
    "get_coverage": ("GET", "/coverage"),
    "clear_coverage": ("DELETE", "/coverage"),
    "list_worlds": ("GET", "/worlds"),
    "create_world": ("POST", "/worlds"),
    "get_world": ("GET", "/worlds/{world}"),
    "delete_world": ("DELETE", "/worlds/{world}"),
    "reset_world": ("POST", "/worlds/{world}/reset"),
    "list_snapshots": ("GET", "/worlds/{world}/snapshots"),
    "make_snapshot": ("PUT", "/worlds/{world}/snapshots/{snapshot}"),
    "restore_snapshot": ("POST", "/worlds/{world}/snapshots/{snapshot}/restore"),
    "delete_snapshot": ("DELETE", "/worlds/{world}/snapshots/{snapshot}"),
    "get_state": ("GET", "/worlds/{world}/state"),
    "get_api_state": ("GET", "/worlds/{world}/state/{api}"),
    "list_rows": ("GET", "/worlds/{world}/state/{api}/{resource}"),
    "get_row": ("GET", "/worlds/{world}/state/{api}/{resource}/{identifier}"),
    "list_exchanges": ("GET", "/worlds/{world}/journal"),
    "clear_journal": ("DELETE", "/worlds/{world}/journal"),
    "stream_journal": ("GET", "/worlds/{world}/journal/stream"),
    "export_journal": ("GET", "/worlds/{world}/journal/export"),
    "list_unmatched": ("GET", "/worlds/{world}/journal/unmatched"),
    "list_switches": ("GET", "/worlds/{world}/switches"),
    "set_switch": ("PUT", "/worlds/{world}/switches/{switch}"),
    "get_clock": ("GET", "/worlds/{world}/clock"),
    "set_clock": ("PUT", "/worlds/{world}/clock"),
}
